import type { AttackCatalogue, TechniqueClaim } from "../../core/attack/attack.ts";

/** A tactic with its share of what the claims support, 0 to 1; all shares together are 1. */
export type TacticSupport = { readonly id: string; readonly share: number };

/** The tactics of a case's techniques, in matrix order. `named` are tactics that rules or sources named: they settle which of a technique's tactics is meant. */
export function tacticsOf(claims: readonly TechniqueClaim[], catalogue: AttackCatalogue, named: readonly string[] = []): string[] {
  const order = catalogue.tactics().map(({ id }) => id);
  const found = new Set(claims.flatMap(({ id }) => meantTactics(id, catalogue, named)));
  for (const id of named) if (order.includes(id)) found.add(id);
  return order.filter((id) => found.has(id));
}

/**
 * The same tactics, the most supported first. A technique gives its confidence to its tactics in equal parts; `named` counts each mention,
 * so that what many rules say outweighs what one technique could also be.
 */
export function rankedTactics(
  claims: readonly TechniqueClaim[],
  catalogue: AttackCatalogue,
  named: readonly string[] = [],
): TacticSupport[] {
  const order = catalogue.tactics().map(({ id }) => id);
  const support = new Map<string, number>();
  for (const { id, confidence } of claims) {
    const tactics = meantTactics(id, catalogue, named);
    // To the fourth: one sure technique says more about what is going on than several doubtful ones.
    for (const tactic of tactics) support.set(tactic, (support.get(tactic) ?? 0) + confidence ** 4 / tactics.length);
  }
  for (const id of named) if (order.includes(id)) support.set(id, (support.get(id) ?? 0) + namedWeight / named.length);
  const total = [...support.values()].reduce((sum, value) => sum + value, 0);
  return [...support]
    .map(([id, value]) => ({ id, share: total === 0 ? 0 : Math.round((value / total) * 1000) / 1000 }))
    .sort((a, b) => b.share - a.share || order.indexOf(a.id) - order.indexOf(b.id));
}

const namedWeight = 0.5;

/** Of a technique's tactics those that something named; all of them when nothing did. */
function meantTactics(id: string, catalogue: AttackCatalogue, named: readonly string[]): readonly string[] {
  const tactics = catalogue.technique(catalogue.current(id) ?? id)?.tactics ?? [];
  const meant = tactics.filter((tactic) => named.includes(tactic));
  return meant.length > 0 ? meant : tactics;
}
