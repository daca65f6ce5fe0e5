import type { Category } from "../../core/alert/category.ts";
import { severityRank } from "../../core/alert/severity.ts";
import type { CaseView } from "./case-view.ts";

/** How far along the harm a category lies; of an attack of many steps the furthest that is well supported names the case. */
const gravity: readonly Category[] = [
  "impact",
  "data-exfiltration",
  "lateral-movement",
  "credential-abuse",
  "command-and-control",
  "web-attack",
  "privilege-escalation",
  "phishing",
  "malware",
  "persistence",
  "defense-evasion",
  "reconnaissance",
  "policy-violation",
  "other",
];
const stepsForChain = 3;
const supportShare = 0.6;

/**
 * What a case is about. With several kinds of activity in a chain: the gravest among those about as well supported as the best one.
 * Otherwise the category of the most malicious alerts.
 */
export function caseCategoryOf(view: CaseView): Category {
  const support = new Map<Category, number>();
  for (const { triage } of view.alerts) {
    const weight = triage.maliciousness * (severityRank(triage.severity) + 1);
    support.set(triage.category, Math.max(support.get(triage.category) ?? 0, weight) + weight * 0.02);
  }
  const best = Math.max(...support.values(), 0);
  const candidates = [...support].filter(([, weight]) => weight >= best * (support.size >= stepsForChain ? supportShare : 0.999));
  const named: readonly Category[] = candidates.map(([category]) => category).filter((category) => category !== "other");
  return gravity.find((category) => named.includes(category)) ?? candidates[0]?.[0] ?? "other";
}
