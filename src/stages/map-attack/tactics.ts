import type { Severity } from "../../core/alert/severity.ts";
import type { AttackCatalogue, TechniqueClaim } from "../../core/attack/attack.ts";
import { levelStrength } from "./signal.ts";

/** A tactic with its share of what the claims support, 0 to 1; all shares together are 1. */
export type TacticSupport = { readonly id: string; readonly share: number };

/** What one alert says of tactics: which it names, and for which techniques. `rule` is who says so; a rule is one opinion, however often it fires. */
export type TacticOpinion = {
  readonly rule: string;
  readonly severity: Severity;
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
};

const namedWeight = 0.5;

/**
 * The tactics of a case, the most supported first, ties in matrix order. A technique gives its confidence to its tactics as the rules that
 * name it do, each weighed by its severity; where none does, in equal parts to those of its tactics that the case names at all, else to all of
 * them. What the rules name counts beside that, each rule once.
 */
export function rankedTactics(
  claims: readonly TechniqueClaim[],
  catalogue: AttackCatalogue,
  alerts: readonly TacticOpinion[] = [],
): TacticSupport[] {
  const order = catalogue.tactics().map(({ id }) => id);
  const opinions = [...new Map(alerts.map((alert) => [alert.rule, alert])).values()];
  const named = new Set(opinions.flatMap(({ tactics }) => tactics));
  const support = new Map<string, number>();
  const add = (shares: ReadonlyMap<string, number>, weight: number) => {
    const whole = sumOf(shares.values());
    for (const [tactic, share] of shares) support.set(tactic, (support.get(tactic) ?? 0) + (weight * share) / whole);
  };
  // To the fourth: one sure technique says more about what is going on than several doubtful ones.
  for (const { id, confidence } of claims) add(meantTactics(catalogue.current(id) ?? id, catalogue, opinions, named), confidence ** 4);
  add(namedShares(opinions, order), namedWeight);
  const total = sumOf(support.values());
  return [...support]
    .map(([id, value]) => ({ id, share: total === 0 ? 0 : Math.round((value / total) * 1000) / 1000 }))
    .sort((a, b) => b.share - a.share || order.indexOf(a.id) - order.indexOf(b.id));
}

/** Which of a technique's tactics is meant: as the rules say that name it. */
function meantTactics(
  id: string,
  catalogue: AttackCatalogue,
  opinions: readonly TacticOpinion[],
  named: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const tactics = catalogue.technique(id)?.tactics ?? [];
  const own = namedShares(
    opinions.filter(({ techniques }) => techniques.includes(id)),
    tactics,
  );
  if (own.size > 0) return own;
  const meant = tactics.filter((tactic) => named.has(tactic));
  return new Map((meant.length > 0 ? meant : tactics).map((tactic) => [tactic, 1]));
}

/** What rules name of these tactics, each rule's weight in equal parts. */
function namedShares(opinions: readonly TacticOpinion[], among: readonly string[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const { severity, tactics } of opinions) {
    const meant = tactics.filter((tactic) => among.includes(tactic));
    for (const tactic of meant) shares.set(tactic, (shares.get(tactic) ?? 0) + levelStrength[severity] / meant.length);
  }
  return shares;
}

const sumOf = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0);
