import { z } from "zod";

const share = z.number().min(0).max(1);

/**
 * How much of what the agent closes is judged again (`quality-samples` of the configuration). What is drawn with which chance is settled anew for each epoch;
 * a change takes effect with the next one.
 */
export const QualitySettings = z.strictObject({
  /** Of all that is closed, over all strata together. */
  share: share.default(0.05),
  /** No stratum is drawn less than this: an estimate weighs by one over it. */
  "least-share": z.number().min(0.001).max(1).default(0.01),
  /** As many of each stratum as an epoch is expected to close of it, where it closes so many. */
  minimum: z.int().min(0).max(1_000).default(5),
  /** Of strata that the epoch before did not have. */
  "rare-share": share.default(0.5),
  /** At least this where the severity or the asset is high or critical. */
  "high-risk-share": share.default(0.2),
  /** Of what is drawn, a second person judges this share too. */
  "second-share": share.default(0.1),
  /** Gold alerts for each sample that is drawn. */
  "gold-share": share.default(0.03),
  /** Days until a sample is due. */
  "due-days": z.int().min(1).max(90).default(7),
  /** Days of an epoch: how long one secret decides, and how soon anybody can draw again. */
  "epoch-days": z.int().min(1).max(90).default(7),
});
/** The settings of quality samples. */
export type QualitySettings = z.infer<typeof QualitySettings>;
