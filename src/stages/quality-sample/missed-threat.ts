import type { Category } from "../../core/alert/category.ts";
import type { Severity } from "../../core/alert/severity.ts";
import type { AlertClass } from "../../core/autonomy/alert-class.ts";
import type { MissedThreat } from "../../core/measure/figure.ts";
import type { ClosedUnit, QualitySamples } from "../../core/quality-sample/quality-sample.ts";
import { figureOver, type MissedFigure, missedFigure, type SamplePeriod, unitsOf } from "./figures.ts";

/** The missed-threat bound of a period, as the escalation rate is shown with it: whole, and by what strata of alerts are told apart by there. */
export type MissedThreats = {
  readonly all: MissedThreat;
  readonly ofSeverity: (severity: Severity) => MissedThreat;
  readonly ofCategory: (category: Category) => MissedThreat;
  readonly ofClass: (alertClass: AlertClass) => MissedThreat;
};

/** The bound of a figure as it stands beside an escalation rate. */
export function missedThreatOf(figure: MissedFigure): MissedThreat {
  if (!figure.measured) return { measured: false, because: figure.because };
  const { judged, missed, laterFound, cover, upperBound } = figure;
  return { measured: true, judged, missed: missed + laterFound, cover, upperBound };
}

/** The bounds of a period, as they stand at a moment. Severity and category are those that the agent gave the case; nothing is measured where no sample of the stratum was judged. */
export function missedThreats(state: QualitySamples, period: SamplePeriod, nowMs: number): MissedThreats {
  const units = unitsOf(state, period);
  const over = figureOver(state, period, nowMs);
  const of = (its: readonly ClosedUnit[]) => missedThreatOf(missedFigure(its, over));
  return {
    all: of(units),
    ofSeverity: (severity) => of(units.filter(({ stratum }) => stratum.severity === severity)),
    ofCategory: (category) => of(units.filter((unit) => unit.category === category)),
    ofClass: (alertClass) => of(units.filter(({ classes }) => classes.includes(alertClass))),
  };
}
