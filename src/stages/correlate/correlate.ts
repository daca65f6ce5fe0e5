import type { Alert } from "../../core/alert/alert.ts";
import type { Bond, Triage } from "../../core/alert/triage.ts";
import { type BondIndex, profileOf } from "../../core/run/bond-index.ts";
import { correlationWeights as weights } from "./correlation-weights.ts";
import { type Shared, sharedInWords } from "./reason.ts";

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
  /** Why the alert being placed must stay out of a case, because a person separated them. */
  readonly whyApart?: (caseId: string) => string | undefined;
};

/** `shared` is what the entities alone are worth; `strength` adds what the rule and the kill chain say, which joins an alert but never merges cases. */
type Tie = { caseId: string; strength: number; entities: number; chain: number; shared: Shared[] };

/**
 * Says which case an alert joins: the one it shares most rare entities with, close in time, in the order of a kill chain.
 * Pure and streaming: it looks only at what was placed before.
 */
export function place(alert: Alert, triage: Triage, view: CorrelationView): Placement {
  const repeated = triage.repeats && view.caseOf(triage.repeats.alertId);
  if (triage.repeats && repeated && view.whyApart?.(repeated) === undefined)
    return { do: "join", caseId: repeated, because: triage.repeats.because, also: [] };
  const all = tiesOf(alert, triage, view);
  const ties = all.filter(({ caseId }) => view.whyApart?.(caseId) === undefined);
  const parted = all[0] && all[0] !== ties[0] ? `; not in ${all[0].caseId}, because ${view.whyApart?.(all[0].caseId)}` : "";
  const best = ties[0];
  if (!best || best.strength < weights.join) return { do: "open", because: `${opening(best)}${parted}` };
  const also = ties.slice(1).filter((tie) => mergesWith(tie, best, view));
  return {
    do: "join",
    caseId: best.caseId,
    because: `${reason(best)}${parted}`,
    also: also.map((tie) => ({ caseId: tie.caseId, because: reason(tie) })),
  };
}

/** Two cases are one story when an alert ties both strongly; a fragment of a few alerts is taken in by whatever would have taken the alert. */
function mergesWith(tie: Tie, best: Tie, view: CorrelationView): boolean {
  // An address may be one way out for many, so it joins an alert and never cases.
  if (tie.shared.every(({ key, strength }) => key.startsWith("ip:") || strength < weights.telling)) return false;
  if (tie.entities >= weights.merge && telling(tie.shared) >= weights.mergeBondsMin) return true;
  const smaller = Math.min(profileOf(view.bonds, tie.caseId).alerts, profileOf(view.bonds, best.caseId).alerts);
  return tie.entities + tie.chain >= weights.fragment && smaller <= weights.fragmentAlertsMax;
}

function tiesOf(alert: Alert, triage: Triage, view: CorrelationView): Tie[] {
  const ties = new Map<string, Tie>();
  for (const bond of triage.bonds) {
    const near = nearCases(bond, alert.timeMs, view);
    const specific = (1 - weights.perFurtherCase) ** Math.max(near.length - 1, 0);
    for (const { caseId, worth, apartMs } of near) {
      const strength = worth * specific;
      const tie = ties.get(caseId) ?? { caseId, strength: 0, entities: 0, chain: 0, shared: [] };
      tie.strength += strength;
      tie.entities += strength;
      tie.shared.push({ key: bond.key, strength, apartMs, on: bond.on });
      ties.set(caseId, tie);
    }
  }
  const rule = alert.ruleId ?? alert.rule ?? alert.title;
  for (const tie of ties.values()) {
    const { tactics, rules } = profileOf(view.bonds, tie.caseId);
    if (rules.has(rule) && tie.shared.some(isFreshAddress)) tie.strength += weights.sameRuleFromAddress;
    if (tie.entities < weights.bonusEntitiesMin) continue;
    if (triage.tactics.some((tactic) => !tactics.has(tactic)) && tactics.size > 0) tie.chain += weights.killChain;
    if (rules.has(rule)) tie.chain += weights.repeatedRule;
    tie.strength += tie.chain;
  }
  return [...ties.values()].toSorted((a, b) => b.strength - a.strength || orderOf(a.caseId) - orderOf(b.caseId));
}

const isFreshAddress = ({ key, apartMs }: Shared) => key.startsWith("ip:") && apartMs <= weights.sameRuleFromAddressMs;

/** The cases that hold an entity near enough in time to say anything, and what it is worth towards each: the lesser of both weights, halved with every half-life. */
function nearCases(
  { key, weight }: Bond,
  timeMs: number,
  { bonds }: CorrelationView,
): { caseId: string; worth: number; apartMs: number }[] {
  const cases = bonds.byKey.get(key);
  if (!cases) return [];
  const half = weights.halfLifeMs.get(typeIn(key)) ?? weights.otherHalfLifeMs;
  const near: { caseId: string; worth: number; apartMs: number }[] = [];
  for (const [caseId, held] of cases) {
    const apartMs = Math.max(held.firstMs - timeMs, timeMs - held.lastMs, 0);
    if (apartMs > half * weights.halfLivesMax) continue;
    near.push({ caseId, worth: Math.min(weight, held.weight) * 2 ** (-apartMs / half), apartMs });
  }
  return near;
}

const typeIn = (key: string) => key.slice(0, key.indexOf(":"));
const telling = (shared: Tie["shared"]) => shared.filter(({ strength }) => strength >= weights.telling).length;
const orderOf = (caseId: string) => Number(caseId.slice(caseId.lastIndexOf("-") + 1));

const reason = ({ shared, strength }: Tie) => `${sharedInWords(shared)} (${strength.toFixed(2)}; ${weights.join} joins)`;

function opening(best: Tie | undefined): string {
  if (!best) return "shares nothing rare with an earlier case";
  return `shares too little with ${best.caseId}: ${sharedInWords(best.shared)} (${best.strength.toFixed(2)}; ${weights.join} joins)`;
}
