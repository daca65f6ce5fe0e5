import type { Label } from "../../core/learning/learning.ts";
import { clopperPearson } from "../interval.ts";

/** How often a rule was right by people's verdicts, of those that decide: attacks of all judged, with the exact interval; and in how many cases. */
export type RulePrecision = {
  readonly product: string;
  readonly rule: string;
  readonly right: number;
  readonly benign: number;
  readonly of: number;
  readonly cases: number;
  readonly interval: readonly [number, number];
};

/** Every judged rule, those with most verdicts first. "Benign" (the rule was right, the activity is allowed) is counted apart and is not an attack. */
export function rulePrecisions(labels: Iterable<Label>): RulePrecision[] {
  const decided = [...labels].filter(({ verdict }) => verdict !== "insufficient-data");
  const groups = Map.groupBy(decided, ({ product, rule }) => JSON.stringify([product, rule]));
  const rows = [...groups.values()].map((group) => {
    const { product, rule } = group[0]!;
    const right = group.filter(({ verdict }) => verdict === "true-positive").length;
    const benign = group.filter(({ verdict }) => verdict === "benign").length;
    const cases = new Set(group.map((each) => JSON.stringify([each.world, each.group]))).size;
    return { product, rule, right, benign, of: group.length, cases, interval: clopperPearson(right, group.length) };
  });
  return rows.toSorted((a, b) => b.of - a.of || (a.product + a.rule < b.product + b.rule ? -1 : 1));
}

/** Verdicts without which a rule is not proposed for suppression, and the most that its precision may be at the interval's upper end. */
export const verdictsMin = 30;
/** See `verdictsMin`. */
export const precisionMax = 0.1;

/** Whether people found a rule wrong often enough to propose that its alerts are closed unseen for a time. */
export function isNoise({ of, interval }: Pick<RulePrecision, "of" | "interval">): boolean {
  return of >= verdictsMin && interval[1] <= precisionMax;
}
