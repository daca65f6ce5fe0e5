import { z } from "zod";
import { trusts } from "../evidence/evidence.ts";

/** `sha256:` and 64 hex digits. */
export const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const recordRef = z.strictObject({ path: z.string(), record: z.int(), digest });

const evidenceSource = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("record"), ...recordRef.shape }),
  z.strictObject({ kind: z.literal("answer"), query: z.string(), records: z.array(recordRef), recordsTotal: z.int() }),
]);

/** One evidence item of a case in the assessment; `weight` is in natural log-odds towards malicious, `digest` is `sha256:…`. */
export const AssessmentEvidence = z.strictObject({
  id: z.string(),
  question: z.string(),
  tool: z.string(),
  source: evidenceSource,
  digest,
  says: z.string(),
  answer: z.string(),
  weight: z.number(),
  /** The answer to a question that is asked whatever the verdict, because it says what to do. */
  pressing: z.literal(true).optional(),
  group: z.string(),
  trust: z.enum(trusts),
  /** A language model asked for it or read it: it is shown and never weighed. */
  by: z.literal("model").optional(),
});
