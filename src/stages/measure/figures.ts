import type { Category } from "../../core/alert/category.ts";
import type { Severity } from "../../core/alert/severity.ts";
import type { DriftLimits } from "../../core/configuration/figures.ts";
import { percentileOf } from "../../core/measure/bin.ts";
import type { Drift, Durations, EscalationRate, Flow, MissedThreat, NotMeasured, Share, VerdictMix } from "../../core/measure/figure.ts";
import { populationStability } from "../../learning/drift.ts";
import { clopperPearsonOfMany } from "../../learning/interval-of-many.ts";

/** What one key of a family comes to (`ports/measures.ts`). */
type Row = { readonly key: readonly (string | number)[]; readonly n: number; readonly sum: number };

/** No figure, and why. */
export const notMeasured = (because: string): NotMeasured => ({ measured: false, because });

/** So many of so many, with the exact interval; not measured of none. */
export function shareOf(right: number, of: number, ofWhat: string): Share {
  if (of === 0) return notMeasured(`there were no ${ofWhat} in the period`);
  return { measured: true, right, of, share: right / of, interval: clopperPearsonOfMany(right, of) };
}

/** Rows of the family "flow", read. */
export type FlowRow = {
  readonly severity: Severity;
  readonly category: Category;
  readonly outcome: string;
  readonly verdict: string;
  readonly handed: boolean;
  readonly n: number;
};

/** Reads rows of "flow". */
export function flowRows(rows: readonly Row[]): FlowRow[] {
  return rows.map(({ key: [severity, category, outcome, verdict, handed], n }) => ({
    severity: severity as Severity,
    category: category as Category,
    outcome: String(outcome),
    verdict: String(verdict),
    handed: handed === 1,
    n,
  }));
}

/** Reads rows of "source". */
export function sourceRows(rows: readonly Row[]) {
  return rows.map(({ key: [source, outcome, verdict, handed], n }) => ({
    source: String(source),
    outcome: String(outcome),
    verdict: String(verdict),
    handed: handed === 1,
    n,
  }));
}

/** Adds up what fits. */
export function countOf<Each extends { readonly n: number }>(rows: readonly Each[], fits: (row: Each) => boolean): number {
  return rows.reduce((sum, row) => sum + (fits(row) ? row.n : 0), 0);
}

/** What became of alerts. */
export function flowOf(rows: readonly Pick<FlowRow, "outcome" | "verdict" | "handed" | "n">[], deadLettered: number): Flow {
  const by = (outcome: string) => countOf(rows, (row) => row.outcome === outcome);
  return {
    accepted: countOf(rows, () => true) + deadLettered,
    closedByAgent: by("agent"),
    closedByPeople: by("people"),
    escalated: by("escalated"),
    waitingInShadow: by("waiting"),
    open: by("open"),
    deadLettered,
    handedToPeople: countOf(rows, ({ handed }) => handed),
    truePositives: countOf(rows, ({ verdict }) => verdict === "true-positive"),
  };
}

/** How many alerts have which verdict. */
export function mixOf(rows: readonly Pick<FlowRow, "verdict" | "n">[]): VerdictMix {
  const of = (verdict: string) => countOf(rows, (row) => row.verdict === verdict);
  return {
    truePositive: of("true-positive"),
    benign: of("benign"),
    falsePositive: of("false-positive"),
    insufficientData: of("insufficient-data"),
    open: of("none"),
  };
}

const usualDrift: DriftLimits = { watch: 0.1, changed: 0.25 };
const binsOf = ({ truePositive, benign, falsePositive, insufficientData }: VerdictMix) => [
  truePositive,
  benign,
  falsePositive,
  insufficientData,
];

/** How far the mix of verdicts moved. */
export function driftOf(before: VerdictMix, now: VerdictMix, { watch, changed }: DriftLimits = usualDrift): Drift {
  const sum = (mix: VerdictMix) => binsOf(mix).reduce((all, n) => all + n, 0);
  const [nBefore, n] = [sum(before), sum(now)];
  if (n === 0) return notMeasured("no alert of the period has a verdict");
  if (nBefore === 0) return notMeasured("no alert of the period before has a verdict");
  const index = populationStability(binsOf(before), binsOf(now));
  return { measured: true, index, grade: index > changed ? "changed" : index > watch ? "watch" : "steady", n, nBefore };
}

/** The escalation rate with what it must not be shown without. Alerts that are open, or that wait in shadow, are in neither part of it: nobody has settled them. */
export function escalationOf(
  rows: readonly Pick<FlowRow, "outcome" | "verdict" | "handed" | "n">[],
  missedThreat: MissedThreat,
): EscalationRate {
  const settled = rows.filter(({ outcome }) => outcome !== "open" && outcome !== "waiting");
  const of = countOf(settled, () => true);
  return {
    rate: shareOf(
      countOf(settled, ({ handed }) => handed),
      of,
      "settled alerts",
    ),
    missedThreat,
    insufficientData: shareOf(
      countOf(settled, ({ verdict }) => verdict === "insufficient-data"),
      of,
      "settled alerts",
    ),
  };
}

/** Something for each word that any row has, in the order of the words. */
export function each<Word extends string, Row, Made>(
  words: readonly Word[],
  rows: readonly Row[],
  wordOf: (row: Row) => string,
  make: (word: Word, rows: readonly Row[]) => Made,
): Made[] {
  return words.flatMap((word) => {
    const its = rows.filter((row) => wordOf(row) === word);
    return its.length === 0 ? [] : [make(word, its)];
  });
}

/** Rows of the family "time", read; `bin` undefined for durations that make no sense. */
export type TimeRow = {
  readonly name: string;
  /** By what it is told apart: "severity", "category" or "tier"; each duration stands once under each. */
  readonly by: string;
  readonly stratum: string;
  readonly bin: number | undefined;
  readonly n: number;
  readonly sum: number;
};

/** Reads rows of "time". */
export function timeRows(rows: readonly Row[]): TimeRow[] {
  return rows.map(({ key: [name, by, stratum, bin], n, sum }) => ({
    name: String(name),
    by: String(by),
    stratum: String(stratum),
    bin: typeof bin === "number" ? bin : undefined,
    n,
    sum,
  }));
}

/** Percentiles of durations. */
export function durationsOf(rows: readonly TimeRow[], because: string): Durations {
  const leftOut = countOf(rows, ({ bin }) => bin === undefined);
  const counted = rows.filter(({ bin }) => bin !== undefined);
  const n = countOf(counted, () => true);
  if (n === 0) return { ...notMeasured(because), leftOut };
  const bins = new Map<number, number>();
  for (const { bin = 0, n: more } of counted) bins.set(bin, (bins.get(bin) ?? 0) + more);
  const sum = counted.reduce((all, row) => all + row.sum, 0);
  const [p50Ms, p90Ms, p95Ms] = [0.5, 0.9, 0.95].map((share) => Math.round(percentileOf(bins, share) * 1_000) / 1_000);
  return { measured: true, n, meanMs: sum / n, p50Ms: p50Ms ?? 0, p90Ms: p90Ms ?? 0, p95Ms: p95Ms ?? 0, leftOut };
}
