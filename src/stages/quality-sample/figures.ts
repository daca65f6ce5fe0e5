import { type ClosedUnit, outcomeOf, type QualitySamples } from "../../core/quality-sample/quality-sample.ts";
import { type Stratum, stratumKey } from "../../core/quality-sample/stratum.ts";
import type { DrawnGroup } from "../../learning/sampling/missed-rate.ts";
import { cohensKappa, correctedRate, type Golds } from "../../learning/sampling/reviewers.ts";

/** The missed-threat rate of some closed cases, or why there is none. Counts are of cases; shares are 0 to 1. */
export type MissedFigure =
  | {
      readonly measured: true;
      readonly closed: number;
      readonly drawn: number;
      readonly judged: number;
      readonly missed: number;
      readonly laterFound: number;
      readonly undecided: number;
      readonly estimate: number;
      readonly upperBound: number;
      readonly correctedBy: { readonly estimate: number; readonly atLeast: number; readonly golds: number } | null;
    }
  | { readonly measured: false; readonly because: string; readonly closed: number; readonly drawn: number };

/** Closed cases of a period: from inclusive, to exclusive, milliseconds, by when the agent closed them. */
export type SamplePeriod = { readonly fromMs: number; readonly toMs: number };

type Counted = {
  readonly groups: Map<string, { -readonly [Key in keyof DrawnGroup]: DrawnGroup[Key] }>;
  laterFound: number;
  undecided: number;
};

/** How the figure is made, in the words that are shown beside it. */
export const missedThreatDefinition = {
  formula:
    "of the cases that the agent closed in the period, the share that held a threat: each judged miss weighs 1 / its chance of being drawn and judged (Horvitz-Thompson), later found ones that were not drawn count as they are; upper bound: 95 %, Clopper-Pearson where all had one chance, Fay-Feuer else, divided by the least that reviewers find of gold alerts (95 % together); what is drawn and not judged yet is taken to be like what is",
  clock: "our own clock: when the record of the watch has the closing",
} as const;

/** What gold alerts say of the reviewers, over all that were ever judged and are held. */
export function goldsIn({ samples }: QualitySamples): Golds {
  const outcomes = [...samples.values()].filter(({ kind }) => kind === "gold").map(outcomeOf);
  const found = outcomes.filter((outcome) => outcome === "gold-found").length;
  return { found, judged: found + outcomes.filter((outcome) => outcome === "gold-overlooked").length };
}

/** Closed cases of a period that had a chance of being drawn. */
export const unitsOf = ({ units }: QualitySamples, { fromMs, toMs }: SamplePeriod): ClosedUnit[] =>
  [...units.values()].filter(({ closedAtMs, epoch }) => epoch !== null && closedAtMs >= fromMs && closedAtMs < toMs);

/** The missed-threat rate of these closed cases. */
export function missedFigure(units: Iterable<ClosedUnit>, state: Pick<QualitySamples, "samples">, golds: Golds): MissedFigure {
  const counted: Counted = { groups: new Map(), laterFound: 0, undecided: 0 };
  for (const unit of units) countUnit(counted, unit, state.samples);
  const groups = [...counted.groups.values()];
  const sum = (of: (group: DrawnGroup) => number) => groups.reduce((all, group) => all + of(group), 0);
  const { laterFound, undecided } = counted;
  const [closed, drawn, judged, missed] = [
    sum((group) => group.closed) + laterFound,
    sum((group) => group.drawn),
    sum((group) => group.judged),
    sum((group) => group.missed),
  ];
  const rate = correctedRate({ groups, knownMissed: laterFound }, golds);
  if (!rate) return { measured: false, because: becauseOf(closed, drawn), closed, drawn };
  const { estimate, upperBound, correctedBy } = rate;
  const by = correctedBy ? { ...correctedBy, golds: golds.judged } : null;
  return { measured: true, closed, drawn, judged, missed, laterFound, undecided, estimate, upperBound, correctedBy: by };
}

const becauseOf = (closed: number, drawn: number) =>
  closed === 0
    ? "the agent closed no case in the period that could be drawn"
    : drawn === 0
      ? "no quality sample of what the agent closed in the period was drawn"
      : "no quality samples of what the agent closed were judged in the period";

function countUnit(counted: Counted, unit: ClosedUnit, samples: QualitySamples["samples"]): void {
  // Found without being drawn: known, and not among what the samples speak for.
  if (unit.sample === null && unit.truth !== undefined) {
    counted.laterFound++;
    return;
  }
  const sample = unit.sample === null ? undefined : samples.get(unit.sample);
  const outcome = sample && outcomeOf(sample);
  const isMissed = outcome === "missed" || (unit.sample !== null && unit.truth !== undefined);
  const key = String(unit.share);
  const group = counted.groups.get(key) ?? { share: unit.share, closed: 0, drawn: 0, judged: 0, missed: 0 };
  counted.groups.set(key, group);
  group.closed++;
  if (unit.sample !== null) group.drawn++;
  if (isMissed || outcome === "clean") group.judged++;
  if (isMissed) group.missed++;
  if (outcome === "undecided") counted.undecided++;
}

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
  const its = unitsOf(state, { fromMs, toMs: Number.POSITIVE_INFINITY }).filter(({ classes }) => classes.includes(alertClass));
  const outcomes = its.map(({ sample, truth }) => (truth ? "missed" : sample === null ? undefined : outcomeOfHeld(state, sample)));
  const missed = outcomes.filter((outcome) => outcome === "missed").length;
  return { judged: missed + outcomes.filter((outcome) => outcome === "clean").length, missed };
}

const outcomeOfHeld = ({ samples }: QualitySamples, id: string) => {
  const sample = samples.get(id);
  return sample && outcomeOf(sample);
};
