import type { SheetValue } from "./dossier.ts";
import type { Criterion, PackRule, RulePack, Threshold } from "./pack.ts";
import { isFor, type LegalSituation } from "./situation.ts";
import type { Finding } from "./words.ts";

/** Values by their ids. */
export type SheetValues = ReadonlyMap<string, SheetValue>;

/** What a value makes of a threshold. A value that is not there, or of another type, is unknown. */
export function thresholdFinding(threshold: Threshold, values: SheetValues): Finding {
  const value = values.get(threshold.value);
  if ("is" in threshold) return typeof value === "boolean" ? found(value === threshold.is) : "unknown";
  if ("count-at-least" in threshold) return Array.isArray(value) ? found(new Set(value).size >= threshold["count-at-least"]) : "unknown";
  if (typeof value !== "number") return "unknown";
  return found("above" in threshold ? value > threshold.above : value >= threshold["at-least"]);
}

const found = (is: boolean): Finding => (is ? "met" : "not-met");

/** Three-valued "at least so many of these"; all of them is as many as there are, any of them is one. */
export function atLeast(count: number, each: readonly Finding[]): Finding {
  const met = each.filter((finding) => finding === "met").length;
  if (met >= count) return "met";
  return met + each.filter((finding) => finding === "unknown").length >= count ? "unknown" : "not-met";
}

/** A criterion over its thresholds. */
export const criterionFinding = (criterion: Criterion, thresholds: readonly Finding[]): Finding =>
  atLeast(criterion.all ? thresholds.length : 1, thresholds);

/** A rule over its criteria. One that is not for this operator is not met. */
export function ruleFinding(rule: PackRule, criteria: ReadonlyMap<string, Finding>): Finding {
  if ("criterion" in rule) return criteria.get(rule.criterion) ?? "not-met";
  const [count, of] = "all" in rule ? [rule.all.length, rule.all] : "any" in rule ? [1, rule.any] : [rule["at-least"], rule.of];
  return atLeast(
    count,
    of.map((each) => ruleFinding(each, criteria)),
  );
}

/** A criterion with what is known of it; `tips` are the thresholds that alone would turn the whole to met. */
export type JudgedCriterion = {
  readonly criterion: Criterion;
  readonly finding: Finding;
  readonly thresholds: readonly { readonly threshold: Threshold; readonly finding: Finding; readonly tips: boolean }[];
};

/** What values come to under a pack: the whole, each criterion, and the values whose absence leaves a criterion open. */
export type Judgement = { readonly finding: Finding; readonly criteria: readonly JudgedCriterion[]; readonly missing: readonly string[] };

/** Judges values under a pack, as far as it is for this operator. The same values give the same judgement. */
export function judge(pack: RulePack, situation: LegalSituation, values: SheetValues): Judgement {
  const criteria = pack.criteria.filter(({ entities }) => isFor(entities, situation));
  const thresholds = new Map(criteria.map((each) => [each.id, each.thresholds.map((threshold) => thresholdFinding(threshold, values))]));
  const findings = new Map(criteria.map((each) => [each.id, criterionFinding(each, thresholds.get(each.id) ?? [])]));
  const finding = ruleFinding(pack.rule, findings);
  const tips = (criterion: Criterion, at: number): boolean => {
    const own = thresholds.get(criterion.id) ?? [];
    if (finding === "met" || own[at] === "met") return false;
    const turned = criterionFinding(criterion, own.with(at, "met"));
    return ruleFinding(pack.rule, new Map([...findings, [criterion.id, turned]])) === "met";
  };
  const judged = criteria.map(
    (criterion): JudgedCriterion => ({
      criterion,
      finding: findings.get(criterion.id) ?? "unknown",
      thresholds: criterion.thresholds.map((threshold, at) => ({
        threshold,
        finding: thresholds.get(criterion.id)?.[at] ?? "unknown",
        tips: tips(criterion, at),
      })),
    }),
  );
  const open = judged.filter((each) => each.finding === "unknown").flatMap((each) => each.thresholds);
  const missing = new Set(open.filter((each) => each.finding === "unknown").map(({ threshold }) => threshold.value));
  return { finding, criteria: judged, missing: [...missing].toSorted() };
}

/** A threshold in words: "clients-count over 100000". */
export function thresholdSays(threshold: Threshold, title: string, unit: string | undefined): string {
  const units = unit === undefined ? "" : ` ${unit}`;
  if ("is" in threshold) return threshold.is ? title : `not: ${title}`;
  if ("count-at-least" in threshold) return `${title}: at least ${threshold["count-at-least"]}`;
  return "above" in threshold ? `${title}: more than ${threshold.above}${units}` : `${title}: at least ${threshold["at-least"]}${units}`;
}
