import type { z } from "zod";
import type { ClosedUnit, QualitySamples } from "../../core/quality-sample/quality-sample.ts";
import { sequentialSteps } from "../../core/quality-sample/sequential-test.ts";
import { newClass } from "../../core/quality-sample/tests-after.ts";
import { alwaysUpperShare } from "../../learning/sampling/always-valid.ts";
import { lowerShare, upperShare } from "../../learning/sampling/bounds.ts";
import {
  agreementOf,
  byClass,
  byStratum,
  type FigureOver,
  figureOver,
  missedFigure,
  missedThreatDefinition,
  type SamplePeriod,
  unitsOf,
} from "../../stages/quality-sample/figures.ts";
import type { TitleOf } from "../class-titles.ts";
import type { QualityFigures, SampledClassLine } from "../contract/quality-samples.ts";
import { iso } from "../http/iso.ts";

/** Of each side, so that both ends hold together in 95 of 100. */
const oneSide = 0.975;

/** Everything that is measured of what the agent closed in a period. */
export function qualityFigures(
  state: QualitySamples,
  period: SamplePeriod,
  nowMs: number,
  titleOf: TitleOf,
): z.input<typeof QualityFigures> {
  const units = unitsOf(state, period);
  const over = figureOver(state, period, nowMs);
  const classes = byClass(units);
  const names = new Set([...classes.keys(), ...state.classes.keys()]);
  const { judged, found } = over.golds;
  const interval: [number, number] = [lowerShare(found, judged, oneSide), upperShare(found, judged, oneSide)];
  return {
    period: { from: iso(period.fromMs), to: iso(period.toMs) },
    definition: missedThreatDefinition,
    all: missedFigure(units, over),
    classes: [...names].toSorted().map((name) => classLine(name, classes.get(name) ?? [], { state, over }, titleOf)),
    strata: byStratum(units).map(({ stratum, units: its }) => ({ ...stratum, rate: missedFigure(its, over) })),
    reviewers: {
      golds: judged,
      found,
      sensitivity: judged === 0 ? null : { estimate: found / judged, interval },
      ...agreementOf(state),
    },
    waiting: {
      samples: state.waiting.size,
      overdue: [...state.waiting].filter((id) => (state.samples.get(id)?.dueAtMs ?? nowMs) < nowMs).length,
    },
    uncommitted: state.uncommitted,
    forgotten: state.forgotten,
  };
}

/** A class with the rate of its closed cases, and where its stop rule stands. */
export function classLine(
  name: string,
  units: readonly ClosedUnit[],
  { state, over }: { readonly state: QualitySamples; readonly over: FigureOver },
  titleOf: TitleOf,
): z.input<typeof SampledClassLine> {
  const { test, judged, missed, stopped } = state.classes.get(name) ?? newClass;
  const { stopsAt, passesAt } = sequentialSteps;
  return {
    class: name,
    title: titleOf(name),
    rate: missedFigure(units, over),
    test: { score: test.score, stopsAt, passesAt, judged: test.judged, missed: test.missed, passed: test.passed },
    runningUpperBound: judged === 0 ? null : alwaysUpperShare(missed, judged),
    stopped: stopped
      ? {
          at: iso(stopped.atMs),
          because: stopped.because,
          demoted: stopped.demoted,
          reopening: stopped.reopen.filter((caseId) => state.reopening.has(caseId)).length,
          reopenedMax: stopped.reopen.length,
          left: stopped.left,
        }
      : null,
  };
}
