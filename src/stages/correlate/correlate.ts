import type { Alert } from "../../core/alert/alert.ts";
import type { Bond, Triage } from "../../core/alert/triage.ts";
import { type BondIndex, type Held, profileOf } from "../../core/run/bond-index.ts";

/** Shared weight that joins an alert to a case. */
export const joinWeight = 1;
/** Shared weight in entities, over at least two different bonds, at which an alert merges the cases it ties together. */
export const mergeWeight = 1.2;
const mergeBondsMin = 2;
/** A case with at most so many alerts is a fragment: opened a little too early, or by the mildest alert of its story. */
const fragmentAlertsMax = 5;

/** What an alert's being the next step of a kill chain, or of a rule that the case has already, adds to what it shares. */
const killChainBonus = 0.15;
const repeatedRuleBonus = 0.3;

/** Below this much in shared entities neither rule nor kill chain adds anything. */
const bonusEntitiesMin = 0.5;
/** A shared entity worth less than this is no second reason to merge two cases. */
const tellingStrength = 0.3;

const hourMs = 3_600_000;
const defaultHalfLifeMs = 4 * hourMs;
/** After this long a shared entity binds half as much. Hashes and links stay telling for days, accounts and machines for hours. */
const halfLifeMs: ReadonlyMap<string, number> = new Map([
  ["hash", 72 * hourMs],
  ["url", 72 * hourMs],
  ["mail", 72 * hourMs],
  ["email", 48 * hourMs],
  ["domain", 24 * hourMs],
  ["ip", 12 * hourMs],
  ["access-key", 24 * hourMs],
  ["rule", 48 * hourMs],
  ["change", 24 * hourMs],
  ["process-guid", 24 * hourMs],
  ["session", 12 * hourMs],
]);

/** Where an alert belongs, and why; `also` are cases that the alert shows to be the same story. */
export type Placement =
  | { readonly do: "open"; readonly because: string }
  | {
      readonly do: "join";
      readonly caseId: string;
      readonly because: string;
      readonly also: readonly { readonly caseId: string; readonly because: string }[];
    };

/** What placing an alert may know of the cases so far. */
export type CorrelationView = {
  readonly bonds: BondIndex;
  /** The case of an alert that was placed before. */
  readonly caseOf: (alertId: string) => string | undefined;
};

/** `shared` is what the entities alone are worth; `strength` adds what the rule and the kill chain say, which joins an alert but never merges cases. */
type Tie = { caseId: string; strength: number; entities: number; shared: { key: string; strength: number }[] };

/**
 * Says which case an alert joins: the one it shares most rare entities with, close in time, in the order of a kill chain.
 * Pure and streaming: it looks only at what was placed before.
 */
export function place(alert: Alert, triage: Triage, view: CorrelationView): Placement {
  const repeated = triage.repeats && view.caseOf(triage.repeats.alertId);
  if (triage.repeats && repeated) return { do: "join", caseId: repeated, because: triage.repeats.because, also: [] };
  const ties = tiesOf(alert, triage, view);
  const best = ties[0];
  if (!best || best.strength < joinWeight) return { do: "open", because: opening(best) };
  const also = ties.slice(1).filter((tie) => mergesWith(tie, best, view));
  return {
    do: "join",
    caseId: best.caseId,
    because: reason(best),
    also: also.map((tie) => ({ caseId: tie.caseId, because: reason(tie) })),
  };
}

/** Two cases are one story when an alert ties both strongly; a fragment of a few alerts is taken in by whatever would have taken the alert. */
function mergesWith(tie: Tie, best: Tie, view: CorrelationView): boolean {
  if (tie.entities >= mergeWeight && telling(tie.shared) >= mergeBondsMin) return true;
  const smaller = Math.min(profileOf(view.bonds, tie.caseId).alerts, profileOf(view.bonds, best.caseId).alerts);
  return tie.strength >= joinWeight && smaller <= fragmentAlertsMax;
}

function tiesOf(alert: Alert, triage: Triage, view: CorrelationView): Tie[] {
  const ties = new Map<string, Tie>();
  for (const bond of triage.bonds) {
    for (const [caseId, held] of view.bonds.byKey.get(bond.key) ?? []) {
      const strength = strengthOf(bond, held, alert.timeMs);
      const tie = ties.get(caseId) ?? { caseId, strength: 0, entities: 0, shared: [] };
      tie.strength += strength;
      tie.entities += strength;
      tie.shared.push({ key: bond.key, strength });
      ties.set(caseId, tie);
    }
  }
  const rule = alert.ruleId ?? alert.rule ?? alert.title;
  for (const tie of ties.values()) {
    if (tie.entities < bonusEntitiesMin) continue;
    const { tactics, rules } = profileOf(view.bonds, tie.caseId);
    if (triage.tactics.some((tactic) => !tactics.has(tactic)) && tactics.size > 0) tie.strength += killChainBonus;
    if (rules.has(rule)) tie.strength += repeatedRuleBonus;
  }
  return [...ties.values()].toSorted((a, b) => b.strength - a.strength || orderOf(a.caseId) - orderOf(b.caseId));
}

/** What one shared entity is worth now: the lesser of both weights, halved with every half-life between the alert and the case's span. */
function strengthOf({ key, weight }: Bond, held: Held, timeMs: number): number {
  const apartMs = Math.max(held.firstMs - timeMs, timeMs - held.lastMs, 0);
  const half = halfLifeMs.get(key.slice(0, key.indexOf(":"))) ?? defaultHalfLifeMs;
  return Math.min(weight, held.weight) * 2 ** (-apartMs / half);
}

const telling = (shared: Tie["shared"]) => shared.filter(({ strength }) => strength >= tellingStrength).length;
const orderOf = (caseId: string) => Number(caseId.slice(caseId.lastIndexOf("-") + 1));

function reason({ shared, strength }: Tie): string {
  const named = shared.toSorted((a, b) => b.strength - a.strength || (a.key < b.key ? -1 : 1)).slice(0, 3);
  return `shares ${named.map(({ key, strength: each }) => `${quoted(key)} (${each.toFixed(2)})`).join(", ")}; ${strength.toFixed(2)} in all, ${joinWeight} joins`;
}

function opening(best: Tie | undefined): string {
  if (!best) return "shares nothing rare with an earlier case";
  return `shares too little with ${best.caseId} (${best.strength.toFixed(2)} of ${joinWeight})`;
}

const quoted = (key: string) => (key.length > 120 ? `${key.slice(0, 119)}…` : key);
