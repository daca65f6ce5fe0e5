import { createHash } from "node:crypto";
import { logOddsOf, probabilityOf } from "../../core/hypothesis/hypothesis.ts";
import type { Correction, Label, RuleShift } from "../../core/learning/learning.ts";

/** How many verdicts the model's own opinion is worth: a rule needs about as many before what people say of it outweighs it. */
const priorVerdicts = 8;
/** The most that verdicts of people move an alert, either way; natural log-odds. */
export const shiftMax = 3;
/** Shifts smaller than this say nothing. */
const shiftMin = 0.05;
/** Rules and rules on hosts that a correction holds. */
export const shiftsMax = 5_000;

/** One judged alert as learning sees it: 1 when it was an attack, and how much it counts (the alerts of one group count as one together). */
export type Row = { readonly label: Label; readonly isAttack: 0 | 1; readonly weight: number };

/** The rows of the verdicts that decide something: "insufficient-data" decides nothing. In order of the alerts' time, then by name. */
export function rowsOf(labels: Iterable<Label>): Row[] {
  const decided = [...labels].filter(({ verdict }) => verdict !== "insufficient-data");
  const alike = (each: Label) => JSON.stringify([each.world, each.group, each.product, each.rule]);
  const counts = new Map<string, number>();
  for (const each of decided) counts.set(alike(each), (counts.get(alike(each)) ?? 0) + 1);
  const sorted = decided.toSorted((a, b) => a.timeMs - b.timeMs || compare(a.world, b.world) || compare(a.alertId, b.alertId));
  return sorted.map((label) => ({
    label,
    isAttack: label.verdict === "true-positive" ? 1 : 0,
    weight: 1 / Math.sqrt(counts.get(alike(label)) ?? 1),
  }));
}

/**
 * What people's verdicts say beyond the model: for each rule, and then for the rule on each host, how far the share of attacks among its judged alerts
 * stands from what the model expected of them, drawn towards the model's opinion as if that were `priorVerdicts` verdicts. Same rows, same correction.
 */
export function fitCorrection(rows: readonly Row[]): Correction {
  const ofRule = groupShifts(
    rows,
    ({ label: { product, rule } }) => ({ product, rule }),
    () => 0,
  );
  const shiftOfRule = new Map(ofRule.map((each) => [keyOf(each), each.logOdds]));
  const onHost = groupShifts(
    rows.filter(({ label }) => label.host !== ""),
    ({ label: { product, rule, host } }) => ({ product, rule, host }),
    ({ label: { product, rule } }) => shiftOfRule.get(keyOf({ product, rule })) ?? 0,
  );
  const shifts = [...ofRule, ...onHost].toSorted((a, b) => b.of - a.of || compare(keyOf(a), keyOf(b))).slice(0, shiftsMax);
  return { version: 1, shifts: shifts.toSorted((a, b) => compare(keyOf(a), keyOf(b))) };
}

type Named = Pick<RuleShift, "product" | "rule" | "host">;

function groupShifts(rows: readonly Row[], nameOf: (row: Row) => Named, before: (row: Row) => number): RuleShift[] {
  const groups = Map.groupBy(rows, (row) => keyOf(nameOf(row)));
  return [...groups.values()].flatMap((group) => {
    let weight = 0;
    let attacks = 0;
    let expected = 0;
    for (const row of group) {
      weight += row.weight;
      attacks += row.weight * row.isAttack;
      expected += row.weight * probabilityOf(logOddsOf(row.label.maliciousness) + before(row));
    }
    const prior = expected / weight;
    const posterior = (attacks + priorVerdicts * prior) / (weight + priorVerdicts);
    const logOdds = rounded(bounded(logOddsOf(posterior) - logOddsOf(prior)));
    const right = group.filter(({ isAttack }) => isAttack === 1).length;
    return Math.abs(logOdds) < shiftMin ? [] : [{ ...nameOf(group[0]!), logOdds, right, of: group.length }];
  });
}

/** What a correction says of an alert: the sum of its rule's shift and of the rule on its host, within `shiftMax`, and the verdicts that they stand on. */
export type Shift = { readonly logOdds: number; readonly right: number; readonly of: number };

/** Opens a correction for asking; undefined where nobody judged the rule. */
export function openCorrection({ shifts }: Correction): (alert: { product: string; rule: string; host: string }) => Shift | undefined {
  const byKey = new Map(shifts.map((each) => [keyOf(each), each]));
  return ({ product, rule, host }) => {
    const ofRule = byKey.get(keyOf({ product, rule }));
    const onHost = byKey.get(keyOf({ product, rule, host }));
    if (!ofRule && !onHost) return undefined;
    const { right, of } = ofRule ?? onHost!;
    return { logOdds: bounded((ofRule?.logOdds ?? 0) + (onHost?.logOdds ?? 0)), right, of };
  };
}

/** The digest that names a correction: `sha256:…` over its shifts in their fixed order. */
export function correctionDigest({ version, shifts }: Correction): string {
  const parts = shifts.map(({ product, rule, host, logOdds, right, of }) => [product, rule, host ?? null, logOdds, right, of]);
  return `sha256:${createHash("sha256")
    .update(JSON.stringify(["correction", version, parts]))
    .digest("hex")}`;
}

const keyOf = ({ product, rule, host }: Named) => JSON.stringify([product.toLowerCase(), rule.toLowerCase(), host?.toLowerCase() ?? null]);
const bounded = (logOdds: number) => Math.max(-shiftMax, Math.min(shiftMax, logOdds));
const rounded = (value: number) => Math.round(value * 1_000) / 1_000;
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
