import { z } from "zod";
import { jobKinds } from "../../core/write-back/write-back.ts";
import { because, count, id, next, notThere, page, time } from "./common.ts";
import { operation } from "./operation.ts";

const statuses = ["asked", "trying", "unknown", "written", "failed", "withheld", "superseded", "given-up"] as const;
const jobKey = z.strictObject({ key: z.string().regex(/^[A-Za-z0-9.:_-]{1,100}$/) });

/** One thing that is written to a product, once, and how it stands; what is written stays out of it. */
export const JobLine = z.strictObject({
  key: z.string(),
  kind: z.enum(jobKinds),
  connector: z.string(),
  case: z.string(),
  subject: z.string(),
  marking: z.string(),
  status: z.enum(statuses),
  askedAt: time,
  tries: count,
  /** The product's own id and address of what was written. */
  written: z.strictObject({ id: z.string(), url: z.string().nullable() }).nullable(),
  problem: z.string().nullable(),
  remedy: z.string().nullable(),
});

/** What is asked about write-back. */
export const writeBackOperations = {
  listJobs: operation({
    method: "GET",
    path: "/api/v1/write-back/jobs",
    operation: "listJobs",
    summary: "what is written back to other products: what waits, what failed and why, what was settled lately; newest first",
    tag: "write-back",
    right: "read",
    query: z.strictObject({ status: z.enum(statuses).optional(), connector: id.optional(), case: id.optional(), ...page }),
    answer: z.strictObject({ jobs: z.array(JobLine), next }),
  }),
  retryJob: operation({
    method: "POST",
    path: "/api/v1/write-back/jobs/{key}/retry",
    operation: "retryJob",
    summary: "tries a failed job again; where nobody knows it is looked for first, unless whoever asks has looked and it is not there",
    tag: "write-back",
    right: "triage",
    params: jobKey,
    body: z.strictObject({ anew: z.boolean().default(false) }),
    answer: "nothing",
    problems: { ...notThere, 409: "the job waits for nobody" },
  }),
  giveUpJob: operation({
    method: "POST",
    path: "/api/v1/write-back/jobs/{key}/give-up",
    operation: "giveUpJob",
    summary: "ends a failed job, with the reason",
    tag: "write-back",
    right: "triage",
    params: jobKey,
    body: z.strictObject({ because }),
    answer: "nothing",
    problems: { ...notThere, 409: "the job waits for nobody" },
  }),
} as const;
