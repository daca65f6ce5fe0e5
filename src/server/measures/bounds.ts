import type { MissedThreat } from "../../core/measure/figure.ts";
import { slotMs } from "../../core/measure/tally.ts";
import type { QualitySamples } from "../../core/quality-sample/quality-sample.ts";
import { notMeasured } from "../../stages/measure/figures.ts";
import { byClass, figureOver, missedFigure, unitsOf } from "../../stages/quality-sample/figures.ts";
import { type MissedThreats, missedThreatOf, missedThreats } from "../../stages/quality-sample/missed-threat.ts";
import type { FigurePeriod } from "./period.ts";

/** The bounds that stand beside escalation rates: those of quality samples, and those of each class. */
export type Bounds = MissedThreats & { readonly ofClass: (alertClass: string) => MissedThreat };

/** Until quality samples are judged, nobody knows; and no rate is shown that hides it. */
const noSample: MissedThreat = notMeasured("no quality samples of what the agent closed were judged in the period");
/** What stands there where nobody samples. */
export const noBounds: Bounds = { all: noSample, ofSeverity: () => noSample, ofCategory: () => noSample, ofClass: () => noSample };

/** The bounds of a period, as they stand at a moment. */
export function boundsIn(samples: QualitySamples, { fromSlot, toSlot }: Pick<FigurePeriod, "fromSlot" | "toSlot">, nowMs: number): Bounds {
  const period = { fromMs: fromSlot * slotMs, toMs: toSlot * slotMs };
  const known = missedThreats(samples, period, nowMs);
  const classes = byClass(unitsOf(samples, period));
  const over = figureOver(samples, period, nowMs);
  return { ...known, ofClass: (alertClass) => missedThreatOf(missedFigure(classes.get(alertClass) ?? [], over)) };
}
