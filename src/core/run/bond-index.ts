import type { Triage } from "../alert/triage.ts";

/**
 * Which case holds which entity, and when it was last seen there; and what each case is about so far: what correlation looks up.
 * Bounded per entity: of more cases than `casesPerKeyMax` those stay in which the entity weighs most and was seen last, so that what
 * came early in great number does not keep out what comes later.
 */
export type BondIndex = { readonly byKey: Map<string, Map<string, Held>>; readonly byCase: Map<string, CaseProfile> };

/** The entities, tactics and rules of a case, and how many alerts it has that repeat no other. */
export type CaseProfile = { readonly keys: Set<string>; readonly tactics: Set<string>; readonly rules: Set<string>; alerts: number };

/** `firstMs` and `lastMs`: the span in which the case held the entity; `weight`: the heaviest it weighed there. */
export type Held = { readonly firstMs: number; readonly lastMs: number; readonly weight: number };

/** What of an alert the index needs. */
export type Indexed = { readonly timeMs: number; readonly triage: Triage; readonly rule: string };

/** The most cases kept for one entity. */
export const casesPerKeyMax = 64;
/** The most entities kept; beyond, the one that was met the longest ago is let go. */
export const keysMax = 2_000_000;

/** Nothing indexed yet. */
export function emptyBondIndex(): BondIndex {
  return { byKey: new Map(), byCase: new Map() };
}

/** What a case is about so far; nothing for one that holds no alert. */
export function profileOf(index: BondIndex, caseId: string): CaseProfile {
  return index.byCase.get(caseId) ?? { keys: new Set(), tactics: new Set(), rules: new Set(), alerts: 0 };
}

/** Notes that a case now holds an alert. */
export function indexJoin(index: BondIndex, caseId: string, { timeMs, triage, rule }: Indexed): void {
  const profile = profileOf(index, caseId);
  index.byCase.set(caseId, profile);
  for (const tactic of triage.tactics) profile.tactics.add(tactic);
  profile.rules.add(rule);
  if (!triage.repeats) profile.alerts++;
  for (const { key, weight } of triage.bonds) {
    const cases = index.byKey.get(key) ?? new Map<string, Held>();
    const held = cases.get(caseId);
    if (!held && cases.size >= casesPerKeyMax) forgetLightest(index, key, cases);
    cases.set(caseId, {
      firstMs: Math.min(held?.firstMs ?? timeMs, timeMs),
      lastMs: Math.max(held?.lastMs ?? timeMs, timeMs),
      weight: Math.max(held?.weight ?? weight, weight),
    });
    // Moved to the end: the first of the map is the entity that was met the longest ago.
    index.byKey.delete(key);
    index.byKey.set(key, cases);
    profile.keys.add(key);
    if (index.byKey.size > keysMax) forgetOldest(index);
  }
}

/** Lets go of the case in which an entity weighs least; of equally light ones, of the one in which it was last seen the longest ago. */
function forgetLightest({ byCase }: BondIndex, key: string, cases: Map<string, Held>): void {
  let lightest: [string, Held] | undefined;
  for (const [caseId, held] of cases) {
    const than = lightest?.[1];
    if (!than || held.weight < than.weight || (held.weight === than.weight && held.lastMs < than.lastMs)) lightest = [caseId, held];
  }
  if (!lightest) return;
  cases.delete(lightest[0]);
  byCase.get(lightest[0])?.keys.delete(key);
}

function forgetOldest({ byKey, byCase }: BondIndex): void {
  const [oldest] = byKey;
  if (!oldest) return;
  for (const caseId of oldest[1].keys()) byCase.get(caseId)?.keys.delete(oldest[0]);
  byKey.delete(oldest[0]);
}

/** Notes that a case holds other alerts than before, or none: what it is about is made anew from those that remain. */
export function indexAnew(index: BondIndex, caseId: string, remaining: readonly Indexed[]): void {
  for (const key of profileOf(index, caseId).keys) {
    const cases = index.byKey.get(key);
    cases?.delete(caseId);
    if (cases?.size === 0) index.byKey.delete(key);
  }
  index.byCase.delete(caseId);
  for (const alert of remaining) indexJoin(index, caseId, alert);
}
