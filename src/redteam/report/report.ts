import { z } from "zod";
import { Drills } from "./drill.ts";
import { Rate } from "./rate.ts";

/** How a model stands in the exercise: none, one of the installation's, or the attacker himself. */
const Model = z.strictObject({
  name: z.string(),
  extraEscalations: Rate.optional(),
  calls: z.int().optional(),
});

/** One family of text on one surface. */
export const Cell = z.strictObject({
  family: z.string(),
  surface: z.string(),
  /** An attack succeeds where anything falls: escalation, severity, verdict, priority, or the alert itself. */
  attacks: Rate,
  twins: Rate,
  read: z.int(),
  refused: z.int(),
  raised: z.int(),
});

/** One thing that went against a promise. */
export const ReportedViolation = z.strictObject({
  kind: z.enum(["downgrade", "difference", "output", "spillover"]),
  base: z.string(),
  surface: z.string(),
  payload: z.string(),
  says: z.string(),
});

/** What `watchkeeper redteam` found: the same installation, seed and size give the same report. */
export const RedteamReport = z.strictObject({
  schema: z.literal("watchkeeper/redteam@1"),
  version: z.string(),
  seed: z.int(),
  /** Digests of what was attacked. */
  rules: z.string(),
  playbooks: z.string(),
  model: Model,
  cases: z.int(),
  payloads: z.int(),
  surfaces: z.int(),
  trials: z.int(),
  possible: z.int(),
  attacks: Rate,
  twins: Rate,
  /** Outputs that were written with hostile text in them, and those in which something would have become active. */
  outputs: Rate,
  spillover: Rate,
  /** Cases without hostile text that end as they should. */
  utility: Rate,
  wrong: z.array(z.strictObject({ base: z.string(), expected: z.string(), ended: z.string() })),
  read: z.int(),
  refused: z.int(),
  raised: z.int(),
  cells: z.array(Cell),
  violations: z.int(),
  firstViolations: z.array(ReportedViolation),
  escalation: Drills.optional(),
});
export type RedteamReport = z.infer<typeof RedteamReport>;
