import type { Cover } from "../../core/measure/figure.ts";
import { type ClosedUnit, outcomeOf, type QualitySample, type QualitySamples } from "../../core/quality-sample/quality-sample.ts";
import { type Stratum, stratumKey } from "../../core/quality-sample/stratum.ts";
import { type DrawnGroup, isUnanswered } from "../../learning/sampling/missed-rate.ts";
import { cohensKappa, correctedRate, type Golds } from "../../learning/sampling/reviewers.ts";

/**
 * A bound that covers less of the closings is none. Not covered is what had no chance of being drawn (no secret was committed before, or it is gone), and what
 * had one and of which nothing that was drawn was judged when it was due.
 */
export const leastCover = 0.95;

/** The missed-threat rate of some closed cases, or why there is none. Counts are of cases; shares are 0 to 1. `closed` had a chance of being drawn. */
export type MissedFigure =
  | {
      readonly measured: true;
      readonly closed: number;
      readonly drawn: number;
      readonly judged: number;
      readonly missed: number;
      readonly laterFound: number;
      readonly undecided: number;
      /** Drawn, due, and not judged: each is a miss in the bound. */
      readonly overdue: number;
      readonly cover: Cover;
      readonly estimate: number;
      readonly upperBound: number;
      readonly correctedBy: { readonly estimate: number; readonly atLeast: number; readonly golds: number } | null;
    }
  | { readonly measured: false; readonly because: string; readonly closed: number; readonly drawn: number; readonly cover: Cover };

/** Closed cases of a period: from inclusive, to exclusive, milliseconds, by when the agent closed them. */
export type SamplePeriod = { readonly fromMs: number; readonly toMs: number };

type Counted = {
  readonly groups: Map<string, { -readonly [Key in keyof DrawnGroup]: DrawnGroup[Key] }>;
  laterFound: number;
  undecided: number;
  chanceless: number;
};

/** What a figure is made over: the samples, what gold alerts say, when it is made, and whether some of the period's closings are held no more. */
export type FigureOver = {
  readonly samples: QualitySamples["samples"];
  readonly golds: Golds;
  readonly nowMs: number;
  readonly isCut: boolean;
};

/** A figure of a period is made over all of these. */
export const figureOver = (state: QualitySamples, { fromMs }: Pick<SamplePeriod, "fromMs">, nowMs: number): FigureOver => ({
  samples: state.samples,
  golds: goldsIn(state),
  nowMs,
  isCut: fromMs < state.forgottenUpToMs,
});

/** How the figure is made, in the words that are shown beside it. */
export const missedThreatDefinition = {
  formula:
    "of the cases that the agent closed in the period, the share that held a threat: each judged miss weighs 1 / its chance of being drawn and judged (Horvitz-Thompson), later found ones that were not drawn count as they are; upper bound: 95 %, Clopper-Pearson where all had one chance, Fay-Feuer else, divided by the least that reviewers find of gold alerts (95 % together); what is drawn and overdue is a miss in the bound, what is not due yet is like the judged ones that were drawn with the same chance, and where nothing was judged all counts as missed; not measured below 95 % of closings covered",
  clock: "our own clock: when the record of the watch has the closing",
} as const;

/** What gold alerts say of the reviewers, over the latest that were judged. */
export function goldsIn({ samples }: QualitySamples): Golds {
  const outcomes = [...samples.values()].filter(({ kind }) => kind === "gold").map(outcomeOf);
  const found = outcomes.filter((outcome) => outcome === "gold-found").length;
  return { found, judged: found + outcomes.filter((outcome) => outcome === "gold-overlooked").length };
}

/** Closed cases of a period, also those that had no chance of being drawn. */
export const unitsOf = ({ units }: QualitySamples, { fromMs, toMs }: SamplePeriod): ClosedUnit[] =>
  [...units.values()].filter(({ closedAtMs }) => closedAtMs >= fromMs && closedAtMs < toMs);

/** The missed-threat rate of these closed cases, as it stands at a moment. */
export function missedFigure(units: Iterable<ClosedUnit>, { samples, golds, nowMs, isCut }: FigureOver): MissedFigure {
  const counted: Counted = { groups: new Map(), laterFound: 0, undecided: 0, chanceless: 0 };
  for (const unit of units) countUnit(counted, unit, samples, nowMs);
  const groups = [...counted.groups.values()];
  const sum = (of: (group: DrawnGroup) => number) => groups.reduce((all, group) => all + of(group), 0);
  const { laterFound, undecided, chanceless } = counted;
  const [closed, drawn, judged, missed, overdue] = [
    sum((group) => group.closed) + laterFound,
    sum((group) => group.drawn),
    sum((group) => group.judged),
    sum((group) => group.missed),
    sum((group) => group.overdue),
  ];
  const unanswered = sum((group) => (isUnanswered(group) && group.overdue > 0 ? group.closed : 0));
  const cover = { covered: closed - unanswered, closed: closed + chanceless };
  // Beyond what is held it would speak of a part of the period.
  if (isCut)
    return { measured: false, because: "the period begins before the closed cases that quality samples hold", closed, drawn, cover };
  const rate = correctedRate({ groups, knownMissed: laterFound }, golds);
  if (!rate) return { measured: false, because: becauseOf(closed, drawn, chanceless), closed, drawn, cover };
  if (cover.covered < leastCover * cover.closed)
    return { measured: false, because: uncoveredSays(cover, chanceless, unanswered), closed, drawn, cover };
  const { estimate, upperBound, correctedBy } = rate;
  const by = correctedBy ? { ...correctedBy, golds: golds.judged } : null;
  const counts = { closed, drawn, judged, missed, laterFound, undecided, overdue, cover };
  return { measured: true, ...counts, estimate, upperBound, correctedBy: by };
}

const becauseOf = (closed: number, drawn: number, chanceless: number) =>
  closed === 0
    ? `the agent closed no case in the period that could be drawn${chanceless === 0 ? "" : `: ${chanceless} were closed without a chance of it`}`
    : drawn === 0
      ? "no quality sample of what the agent closed in the period was drawn"
      : "no quality samples of what the agent closed were judged in the period";

/** Why a bound would speak for too little. */
function uncoveredSays({ covered, closed }: Cover, chanceless: number, unanswered: number): string {
  const why = [
    ...(chanceless > 0 ? [`${chanceless} had no chance of being drawn`] : []),
    ...(unanswered > 0 ? [`of ${unanswered} nothing that was drawn was judged when it was due`] : []),
  ];
  return `the bound would cover ${covered} of ${closed} closings, less than ${leastCover * 100} %: ${why.join("; ")}`;
}

function countUnit(counted: Counted, unit: ClosedUnit, samples: QualitySamples["samples"], nowMs: number): void {
  // Found without being drawn: known, and not among what the samples speak for.
  if (unit.sample === null && unit.truth !== undefined) {
    counted.laterFound++;
    return;
  }
  if (unit.epoch === null) {
    counted.chanceless++;
    return;
  }
  const sample = unit.sample === null ? undefined : samples.get(unit.sample);
  const outcome = sample && outcomeOf(sample);
  const isMissed = outcome === "missed" || (unit.sample !== null && unit.truth !== undefined);
  const key = String(unit.share);
  const group = counted.groups.get(key) ?? { share: unit.share, closed: 0, drawn: 0, judged: 0, missed: 0, overdue: 0 };
  counted.groups.set(key, group);
  group.closed++;
  if (unit.sample !== null) group.drawn++;
  if (isMissed || outcome === "clean") group.judged++;
  else if (outcome === "undecided") counted.undecided++;
  else if (unit.sample !== null && isOverdue(sample, nowMs)) group.overdue++;
  if (isMissed) group.missed++;
}

/** What was let go, or is not held any more, is judged by nobody: it is as overdue as can be. */
const isOverdue = (sample: QualitySample | undefined, nowMs: number) => !sample || sample.letGo !== undefined || sample.dueAtMs < nowMs;

/** Closed cases by class: a case counts for every class that is in it. */
export function byClass(units: readonly ClosedUnit[]): Map<string, ClosedUnit[]> {
  const classes = new Map<string, ClosedUnit[]>();
  for (const unit of units) for (const name of unit.classes) (classes.get(name) ?? classes.set(name, []).get(name))?.push(unit);
  return classes;
}

/** Closed cases by stratum. */
export function byStratum(units: readonly ClosedUnit[]): { readonly stratum: Stratum; readonly units: readonly ClosedUnit[] }[] {
  return [...Map.groupBy(units, ({ stratum }) => stratumKey(stratum))]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, its]) => ({ stratum: its[0]!.stratum, units: its }));
}

/** How far two people agree on samples that both judged: malicious or not, or that it cannot be told. Null where chance alone cannot be told from it. */
export function agreementOf({ samples }: QualitySamples): { readonly pairs: number; readonly kappa: number | null } {
  const said = (verdict: string) => (verdict === "benign" || verdict === "false-positive" ? "harmless" : verdict);
  const pairs = [...samples.values()].flatMap(({ kind, judged: [one, other] }) =>
    kind === "closure" && one && other ? [[said(one.verdict), said(other.verdict)] as const] : [],
  );
  const kappa = cohensKappa(pairs);
  return { pairs: pairs.length, kappa: Number.isNaN(kappa) ? null : kappa };
}

/** How many closed cases of a class were judged since a time, and how many of them were missed threats, later found ones among both: the bare counts, unweighted. */
export function sampledOf(state: QualitySamples, alertClass: string, fromMs: number): { readonly judged: number; readonly missed: number } {
  const its = unitsOf(state, { fromMs, toMs: Number.POSITIVE_INFINITY }).filter(
    ({ epoch, classes }) => epoch !== null && classes.includes(alertClass),
  );
  const outcomes = its.map(({ sample, truth }) => (truth ? "missed" : sample === null ? undefined : outcomeOfHeld(state, sample)));
  const missed = outcomes.filter((outcome) => outcome === "missed").length;
  return { judged: missed + outcomes.filter((outcome) => outcome === "clean").length, missed };
}

const outcomeOfHeld = ({ samples }: QualitySamples, id: string) => {
  const sample = samples.get(id);
  return sample && outcomeOf(sample);
};
