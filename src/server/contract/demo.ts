import { z } from "zod";
import { Assessment } from "../../core/assessment/assessment.ts";
import { Resumption, ToSign } from "./actions.ts";
import { because, count, time } from "./common.ts";
import { operation } from "./operation.ts";

/** The steps from a fresh installation to one that works, in their order. */
export const firstRunSteps = ["administrator", "second-factor", "source", "verdict", "containment"] as const;

/** One step of the first run: whether it is done, what that means, and what to do next; null where nothing is left to do. */
export const FirstRunStep = z.strictObject({
  step: z.enum(firstRunSteps),
  done: z.boolean(),
  says: z.string(),
  todo: z.string().nullable(),
});

/** How far a tenant is on its way from nothing to the first verdict. */
export const FirstRun = z.strictObject({
  /** Whether somebody administers. */
  administrator: z.boolean(),
  /** Sources of the tenant's own: configured, or heard from. Those of the demo do not count. */
  sources: count,
  /** Whether demo data is there: being worked on, all worked on, or none. */
  demo: z.enum(["playing", "played", "no"]),
  /** Whether demo data may be played now: there is no source of one's own and no case. */
  mayPlayDemo: z.boolean(),
  /** As whom everybody is signed in, where this is `watchkeeper demo`; their approvals are signed by `signForDemo`. Null elsewhere. */
  demoPerson: z.string().nullable(),
  /** The case whose verdict stood first; null before. */
  firstVerdict: z.strictObject({ case: z.string(), title: z.string(), verdict: z.string(), at: time }).nullable(),
  steps: z.array(FirstRunStep),
});
export type FirstRun = z.infer<typeof FirstRun>;

/** What is asked on the way to the first verdict. */
export const firstRunOperations = {
  readFirstRun: operation({
    method: "GET",
    path: "/api/v1/first-run",
    operation: "readFirstRun",
    summary: "how far a fresh installation is, step by step, and what to do next",
    tag: "service",
    right: "read",
    answer: FirstRun,
  }),
  playDemo: operation({
    method: "POST",
    path: "/api/v1/demo",
    operation: "playDemo",
    summary: "plays a recorded day of a company into this tenant, from sources whose names begin with demo-; only where nothing else is",
    tag: "service",
    right: "administer",
    answer: z.strictObject({ sources: z.array(z.string()), records: count }),
    status: 202,
    problems: { 409: "there is a source of one's own, or a case, or the demo was played: the problem says what to do" },
  }),
} as const;

/** What `watchkeeper demo` alone answers beside everything else. */
export const demoOperations = {
  readAssessment: operation({
    method: "GET",
    path: "/api/v1/assessment",
    operation: "readAssessment",
    summary: "only of the demo: all that it concluded so far, in the form that investigate writes",
    tag: "service",
    right: "read",
    answer: Assessment,
    problems: { 404: "nothing is concluded yet" },
  }),
  signForDemo: operation({
    method: "POST",
    path: "/api/v1/demo/signature",
    operation: "signForDemo",
    summary: "only of the demo: signs for its person what readWhatToSign says, with a key that was made for this run and ends with it",
    tag: "service",
    right: "respond",
    body: ToSign,
    answer: z.strictObject({ by: z.string(), signature: z.string() }),
    problems: { 404: "there is no such action" },
  }),
  resumeForDemo: operation({
    method: "POST",
    path: "/api/v1/demo/resume",
    operation: "resumeForDemo",
    summary: "only of the demo: one of its two admins asks to end a stop, with a key that was made for this run and ends with it",
    tag: "service",
    right: "respond",
    body: z.strictObject({ admin: z.string().min(1).max(64), because }),
    answer: Resumption,
    problems: { 403: "the demo has no admin of this name", 409: "nothing is stopped, or that admin has asked" },
  }),
} as const;
