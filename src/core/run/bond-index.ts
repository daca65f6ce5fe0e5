import type { Triage } from "../alert/triage.ts";

/**
 * Which case holds which entity, and when it was last seen there: what correlation looks up.
 * Bounded per entity: an entity that binds more cases than `casesPerKeyMax` is a hub and says nothing more.
 */
export type BondIndex = { readonly byKey: Map<string, Map<string, Held>>; readonly byCase: Map<string, Set<string>> };

/** `firstMs` and `lastMs`: the span in which the case held the entity; `weight`: the heaviest it weighed there. */
export type Held = { readonly firstMs: number; readonly lastMs: number; readonly weight: number };

/** What of an alert the index needs. */
export type Indexed = { readonly timeMs: number; readonly triage: Triage; readonly rule: string };

export const casesPerKeyMax = 64;

/** Nothing indexed yet. */
export function emptyBondIndex(): BondIndex {
  return { byKey: new Map(), byCase: new Map() };
}

/** Notes that a case now holds an alert's entities. */
export function indexJoin(index: BondIndex, caseId: string, { timeMs, triage }: Indexed): void {
  const keys = index.byCase.get(caseId) ?? new Set();
  index.byCase.set(caseId, keys);
  for (const { key, weight } of triage.bonds) {
    const cases = index.byKey.get(key) ?? new Map<string, Held>();
    const held = cases.get(caseId);
    if (!held && cases.size >= casesPerKeyMax) continue;
    cases.set(caseId, {
      firstMs: Math.min(held?.firstMs ?? timeMs, timeMs),
      lastMs: Math.max(held?.lastMs ?? timeMs, timeMs),
      weight: Math.max(held?.weight ?? weight, weight),
    });
    index.byKey.set(key, cases);
    keys.add(key);
  }
}

/** Notes that one case was absorbed by another. */
export function indexMerge(index: BondIndex, from: string, into: string): void {
  const target = index.byCase.get(into) ?? new Set();
  index.byCase.set(into, target);
  for (const key of index.byCase.get(from) ?? []) {
    const cases = index.byKey.get(key);
    const moved = cases?.get(from);
    if (!cases || !moved) continue;
    cases.delete(from);
    const held = cases.get(into) ?? moved;
    cases.set(into, {
      firstMs: Math.min(held.firstMs, moved.firstMs),
      lastMs: Math.max(held.lastMs, moved.lastMs),
      weight: Math.max(held.weight, moved.weight),
    });
    target.add(key);
  }
  index.byCase.delete(from);
}

/** Builds a case's entities anew from the alerts that remain after a split. */
export function indexSplit(index: BondIndex, caseId: string, remaining: readonly Indexed[]): void {
  for (const key of index.byCase.get(caseId) ?? []) index.byKey.get(key)?.delete(caseId);
  index.byCase.delete(caseId);
  for (const alert of remaining) indexJoin(index, caseId, alert);
}
