import { z } from "zod";

const share = z.number().min(0).max(1);
const days = z.int().min(1).max(365);

const bound = {
  "judged-min": z.int().min(20).max(100_000),
  "agreement-min": share.min(0.5),
  "missed-threat-max": share.max(0.1),
  "wrong-containment-max": share.max(0.2),
  "evidence-days": days,
  "valid-days": days,
  "drift-max": z.enum(["steady", "watch"]),
};

/** What a grant takes and how long it lasts, as `watchkeeper.yaml` says it under `autonomy`. Narrower bounds end nothing that stands; they bind what is granted next. */
export const AutonomyBounds = z.strictObject({
  /** Cases of the class that people decided in shadow, or judged as quality samples, at least. */
  "judged-min": bound["judged-min"].default(300),
  /** The share of them in which people said what the agent had said, at least. */
  "agreement-min": bound["agreement-min"].default(0.95),
  /** To close: the upper end of the one-sided 95 % interval of threats among what it would have closed, at most. */
  "missed-threat-max": bound["missed-threat-max"].default(0.01),
  /** To contain: the same of harmless activity among what it held to be an attack. */
  "wrong-containment-max": bound["wrong-containment-max"].default(0.05),
  /** Only what people decided within so many days counts. */
  "evidence-days": bound["evidence-days"].default(90),
  /** How long a grant lasts. */
  "valid-days": bound["valid-days"].default(90),
  /** The drift of the class's verdicts that a grant bears; with more it ends. */
  "drift-max": bound["drift-max"].default("watch"),
});
/** Checked bounds of autonomy. */
export type AutonomyBounds = z.output<typeof AutonomyBounds>;

/** Some of them, to be tried in the place of those in force. */
export const AutonomyBoundsChange = z.strictObject(bound).partial();
