import { z } from "zod";
import { categories } from "../alert/category.ts";
import { modelFailures, modelRoles } from "../model/call.ts";
import { AssessmentEvidence } from "./assessment-evidence.ts";

const count = z.int().min(0);

/**
 * What a language model added to a case: only there where one was asked or was to be. It stands beside the verdict and never under it; `evidence` holds items that exist because a model
 * asked or read, which weigh nothing.
 */
export const AssessmentModel = z.strictObject({
  calls: z.array(
    z.strictObject({
      id: z.string(),
      role: z.enum(modelRoles),
      name: z.string(),
      /** The id that its server knows it by, and what the server called it. */
      model: z.string(),
      said: z.string().optional(),
      prompt: z.string(),
      /** "accepted", "unanswered" where whoever asked ended before the answer came, or why the answer was not used. */
      outcome: z.enum(["accepted", "unanswered", ...modelFailures]),
      inputTokens: count,
      outputTokens: count,
      isEstimate: z.boolean(),
      costMicros: count,
      ms: count,
    }),
  ),
  tokens: count,
  /** Millionths of the currency that the configuration prices models in. */
  costMicros: count,
  /** The items for which a person looks at a case that the rules would have closed; absent for every other case. */
  raisedBy: z.array(z.string()).optional(),
  evidence: z.array(AssessmentEvidence),
  hypotheses: z.array(z.strictObject({ category: z.enum(categories), refutedBy: z.array(z.string()) })),
  /** Sentences that a model wrote, each tied to the items that it cites. */
  prose: z.array(
    z.strictObject({ part: z.enum(["summary", "timeline", "handover"]), text: z.string(), evidence: z.array(z.string()).min(1) }),
  ),
  skipped: z.array(z.strictObject({ role: z.enum(modelRoles), why: z.enum(modelFailures), detail: z.string() })),
});
export type AssessmentModel = z.infer<typeof AssessmentModel>;
