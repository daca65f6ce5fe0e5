import { z } from "zod";
import { verdicts } from "../../core/verdict/verdict.ts";
import { count, digest, notThere, whole } from "./common.ts";
import { operation } from "./operation.ts";

const share = z.number().min(0).max(1);
const name = z.strictObject({ name: z.string().regex(/^[a-z][a-z0-9-]{1,63}$/) });

/** The longest playbook that is tried, characters. */
export const playbookTextMax = 262_144;
/** The most past cases that one trial looks at. */
export const trialCasesMax = 500;

/** One playbook in one of its versions. */
export const PlaybookLine = z.strictObject({ name: z.string(), digest, purpose: z.string(), questions: count, inUse: z.boolean() });

/** A past case under the playbook that is tried: by the recorded answers, with how far those that nobody has could move it. */
export const PlaybookTrial = z.strictObject({
  case: z.string(),
  recorded: z.strictObject({ playbook: z.string(), verdict: z.enum(verdicts), maliciousness: share }),
  would: z.strictObject({ verdict: z.enum(verdicts), maliciousness: share }),
  differs: z.boolean(),
  answersKept: count,
  answersDropped: count,
  notAsked: z.array(z.string()),
  between: z.strictObject({ low: share, high: share }),
});

/** What is asked about playbooks. */
export const playbookOperations = {
  listPlaybooks: operation({
    method: "GET",
    path: "/api/v1/playbooks",
    operation: "listPlaybooks",
    summary: "every playbook that is known here, in every version by its digest",
    tag: "playbooks",
    right: "read",
    answer: z.strictObject({ playbooks: z.array(PlaybookLine) }),
  }),
  readPlaybook: operation({
    method: "GET",
    path: "/api/v1/playbooks/{name}",
    operation: "readPlaybook",
    summary: "one playbook as it is written: the version in use, or the one of a digest",
    tag: "playbooks",
    right: "read",
    params: name,
    query: z.strictObject({ digest: digest.optional() }),
    answer: PlaybookLine.extend({ text: z.string() }),
    problems: notThere,
  }),
  tryPlaybook: operation({
    method: "POST",
    path: "/api/v1/playbooks/dry-run",
    operation: "tryPlaybook",
    summary: "a playbook's text against past cases, by the answers that were recorded; asks nobody anything and changes nothing",
    tag: "playbooks",
    right: "triage",
    body: z.strictObject({ text: z.string().min(1).max(playbookTextMax), cases: whole(1, trialCasesMax).default(100) }),
    answer: z.strictObject({
      playbook: z.string(),
      digest,
      trials: z.array(PlaybookTrial),
      differing: count,
      /** What this can not tell, in sentences. */
      limits: z.array(z.string()),
    }),
    bodyBytesMax: 1_048_576,
    problems: { 400: "the text is no playbook; the first mistake is named with its line" },
  }),
} as const;
