import type { Label } from "../../core/learning/learning.ts";
import { clopperPearson } from "../interval.ts";

/**
 * How often a rule was right by people's verdicts, of those that decide: attacks of all judged, and the same in cases, since one look at a case labels
 * each of its alerts. A case counts as right when any of its alerts of the rule was an attack. `interval` is the exact one over cases.
 */
export type RulePrecision = {
  readonly product: string;
  readonly rule: string;
  readonly right: number;
  readonly benign: number;
  readonly of: number;
  readonly cases: number;
  readonly casesRight: number;
  readonly interval: readonly [number, number];
};

/** Every judged rule, those with most verdicts first. "Benign" (the rule was right, the activity is allowed) is counted apart and is not an attack. */
export function rulePrecisions(labels: Iterable<Label>): RulePrecision[] {
  const decided = [...labels].filter(({ verdict }) => verdict !== "insufficient-data");
  const groups = Map.groupBy(decided, ({ product, rule }) => JSON.stringify([product, rule]));
  const rows = [...groups.values()].map((group) => {
    const { product, rule } = group[0]!;
    const attacks = group.filter(({ verdict }) => verdict === "true-positive");
    const right = attacks.length;
    const benign = group.filter(({ verdict }) => verdict === "benign").length;
    const [cases, casesRight] = [casesOf(group), casesOf(attacks)];
    return { product, rule, right, benign, of: group.length, cases, casesRight, interval: clopperPearson(casesRight, cases) };
  });
  return rows.toSorted((a, b) => b.of - a.of || (a.product + a.rule < b.product + b.rule ? -1 : 1));
}

const casesOf = (labels: readonly Label[]) => new Set(labels.map(({ world, group }) => JSON.stringify([world, group]))).size;

/** Judged cases without which a rule is not proposed for suppression, and the most that its precision may be at the interval's upper end. */
export const casesMin = 30;
/** See `casesMin`. */
export const precisionMax = 0.1;

/** Whether people found a rule wrong often enough to propose that its alerts are closed unseen for a time. */
export function isNoise({ cases, interval }: Pick<RulePrecision, "cases" | "interval">): boolean {
  return cases >= casesMin && interval[1] <= precisionMax;
}
