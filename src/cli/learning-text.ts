import type { LearningEvent, Suppression } from "../core/learning/learning.ts";
import { isInForce } from "../core/learning/suppression.ts";
import { inline } from "../core/report/inline.ts";
import { unreachable } from "../core/unreachable.ts";
import type { LearningOverview } from "../engine/learning/overview.ts";
import { count } from "./progress.ts";

const rulesShownMax = 30;
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const dayOf = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 10);
const ruleName = ({ product, rule, host }: { product: string; rule: string; host?: string }) =>
  inline(`${product} ${rule}${host ? ` on ${host}` : ""}`, 200);

/** One fact as one line for a person. */
export function factLine(fact: LearningEvent): string {
  switch (fact.type) {
    case "VerdictGiven":
      return `${fact.label.alertId}: ${fact.label.verdict} (${ruleName(fact.label)})`;
    case "ChallengerTrained":
      return `challenger ${fact.challenger.digest}\n  ${comparisonLine(fact.challenger.comparison)}`;
    case "ModelPromoted":
      return `in use from the next investigation on: ${fact.digest}`;
    case "ModelWithdrawn":
      return `no longer in use: ${fact.digest}; the shipped model stands alone`;
    case "SuppressionProposed":
      return suppressionLine(fact.suppression, fact.atMs);
    case "SuppressionApproved":
      return `${fact.id}: approved by ${fact.by}`;
    case "SuppressionRejected":
      return `${fact.id}: rejected by ${fact.by}`;
    case "SuppressionRevoked":
      return `${fact.id}: revoked by ${fact.by}`;
    default:
      return unreachable(fact);
  }
}

function comparisonLine({
  heldBack,
  groups,
  championLoss,
  challengerLoss,
  gain,
  gainInterval,
  attacks,
  attacksLost,
  attacksFound,
  attackGroups,
}: LearningOverview["models"][number]["comparison"]): string {
  return `on ${heldBack} later verdicts of ${groups} cases: loss ${challengerLoss} against ${championLoss}, gain ${gain} (95 % ${gainInterval[0]} to ${gainInterval[1]}); of ${attacks} attacks in ${attackGroups ?? 0} cases ${attacksLost} lost, ${attacksFound} found anew`;
}

function suppressionLine(each: Omit<Suppression, "sampleKey">, nowMs: number): string {
  const { id, scope, status, untilMs, grounds, proposedBy, approvedBy } = each;
  const standing = status === "approved" ? (isInForce(each, nowMs) ? `in force, approved by ${approvedBy}` : "ended") : status;
  return `${id}: ${ruleName(scope)}: ${standing}; until ${dayOf(untilMs)}, right in ${grounds.right} of ${grounds.of} cases, ${percent(grounds.alertsShare)} of all alerts, proposed by ${proposedBy}`;
}

/** Suppressions in the order in which they were proposed. */
export function suppressionList(all: readonly Omit<Suppression, "sampleKey">[], nowMs: number): string {
  return all.length === 0 ? "no suppression was proposed\n" : `${all.map((each) => suppressionLine(each, nowMs)).join("\n")}\n`;
}

/** What people taught, as text. */
export function overviewText(overview: LearningOverview): string {
  const { worlds, alerts, verdicts, closedWrongly, rules, drift, models, suppressions } = overview;
  const given = Object.entries(verdicts).map(([verdict, number]) => `${number} ${verdict}`);
  const inForce = suppressions.filter((each) => each.inForce).length;
  const lines = [
    `${count(alerts)} alerts in ${count(worlds)} worlds; verdicts of people: ${given.join(", ")}`,
    `closed by the product and judged: ${closedWrongly.of}, of which attacks: ${closedWrongly.wrong} (95 % ${percent(closedWrongly.interval[0])} to ${percent(closedWrongly.interval[1])})`,
    "",
    "rules",
    ...rules.slice(0, rulesShownMax).map(ruleLine),
    ...(rules.length === 0 ? ["  none was judged yet"] : []),
    ...(rules.length > rulesShownMax ? [`  … and ${rules.length - rulesShownMax} more with --json`] : []),
    "",
    "drift (population stability index of the newest alerts against those before; above 0.1 look, above 0.25 changed)",
    ...(drift ? drift.map(({ of, index, grade }) => `  ${of}: ${index.toFixed(3)} ${grade}`) : ["  too few alerts in one of the periods"]),
    "",
    "models",
    ...models.map(
      ({ digest, inUse, whyNot, comparison }) =>
        `  ${digest}: ${inUse ? "in use" : (whyNot ?? "may be promoted")}\n    ${comparisonLine(comparison)}`,
    ),
    ...(models.some(({ inUse }) => inUse) ? [] : ["  the shipped model stands alone"]),
    "",
    `suppressions: ${inForce} in force, ${suppressions.filter(({ expired }) => expired).length} ended, ${suppressions.filter(({ status }) => status === "rejected").length} rejected`,
    ...suppressions.map((each) => `  ${suppressionLine(each, each.inForce ? each.untilMs - 1 : each.untilMs)}`),
  ];
  return `${lines.join("\n")}\n`;
}

function ruleLine({ product, rule, right, benign, of, cases, casesRight, interval }: LearningOverview["rules"][number]): string {
  const allowed = benign > 0 ? `, ${benign} of them benign` : "";
  return `  ${ruleName({ product, rule })}: right in ${casesRight} of ${cases} cases (95 % ${percent(interval[0])} to ${percent(interval[1])}), ${right} of ${of} times${allowed}`;
}
