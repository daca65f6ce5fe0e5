import { z } from "zod";
import { severities } from "../../core/alert/severity.ts";
import { QualitySettings } from "../../core/quality-sample/settings.ts";
import { sampledCriticalities } from "../../core/quality-sample/stratum.ts";
import { count, whole } from "./common.ts";

const ratio = z.number().min(0).max(1);
const expected = z.number().min(0);
const SimulatedSamples = z.strictObject({
  /** Expected numbers: who is drawn stays a secret. */
  samples: expected,
  secondJudgements: expected,
  golds: expected,
  /** Of what was in fact drawn, what was judged after it was due, or still waits and is. */
  late: count,
  epochs: count,
  /** The bound of missed threats if all samples were judged and nothing was missed; null where fewer than one is to be expected. */
  boundOfNone: ratio.nullable(),
});

/** What other settings would have made of the last closings. */
export const SimulatedQuality = z.strictObject({
  settings: z.strictObject({ now: QualitySettings, other: QualitySettings }),
  closings: count,
  /** Closings whose chance of being drawn, judged twice or followed by a gold alert would have been another. */
  changed: count,
  /** How many of them were in fact drawn. */
  drawn: count,
  now: SimulatedSamples,
  other: SimulatedSamples,
  /** Samples to be expected by stratum, those that change most first. */
  strata: z.array(
    z.strictObject({
      class: z.string(),
      severity: z.enum(severities),
      path: z.string(),
      criticality: z.enum(sampledCriticalities),
      closings: count,
      now: expected,
      other: expected,
    }),
  ),
});

const triedShare = z.coerce.number<number>().min(0).max(1).optional();
/** Settings to try, each as `quality-samples` of the configuration takes it; what is not named stays as it is. */
export const TriedQuality = z.strictObject({
  share: triedShare,
  "least-share": z.coerce.number<number>().min(0.001).max(1).optional(),
  minimum: whole(0, 1_000).optional(),
  "rare-share": triedShare,
  "high-risk-share": triedShare,
  "second-share": triedShare,
  "gold-share": triedShare,
  "due-days": whole(1, 90).optional(),
  "epoch-days": whole(1, 90).optional(),
});
