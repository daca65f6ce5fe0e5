import { type CaseMark, rarityOf } from "../../core/assessment/case-marks.ts";
import { inert, inertObservable } from "../../core/inert/inert.ts";

/** Cases that hold a mark beyond which it is common and says nothing. */
export const commonAbove = 200;
/** The most cases that are ranked. */
export const similarMax = 50;
/** The most shared things told of each. */
export const sharedMax = 12;
/** The most common things that are named. */
export const tooCommonMax = 20;

/** What sharing one is worth beside its rarity. */
const worth: Readonly<Record<CaseMark["kind"], number>> = { entity: 1, rule: 0.6, technique: 0.4 };

/** Something that two cases share, and how many cases hold it. */
export type Shared = {
  readonly kind: CaseMark["kind"];
  readonly key: string;
  readonly label: string;
  readonly cases: number;
  readonly rarity: number;
};
/** A case that shares rare things; `score`, 0 to 1, is what is shared of all that the other one is known by, the rare counting most. */
export type Similar = { readonly caseId: string; readonly score: number; readonly shared: readonly Shared[] };
/** The ranking, how much of the case was compared, and what was too common to be. */
export type Similarity = {
  readonly ranked: readonly Similar[];
  readonly compared: number;
  readonly tooCommon: readonly Omit<Shared, "cases" | "rarity">[];
};

/**
 * Ranks the cases that share what few cases hold, by what they share. `holders` names, of each mark, at most `commonAbove` + 1 cases, the case itself among
 * them. The same arguments give the same order.
 */
export function similarCases(
  caseId: string,
  marks: readonly CaseMark[],
  holders: ReadonlyMap<string, readonly string[]>,
  casesTotal: number,
  limit: number = similarMax,
): Similarity {
  const found = new Map<string, { sum: number; shared: Shared[] }>();
  const tooCommon: CaseMark[] = [];
  let whole = 0;
  let compared = 0;
  for (const mark of marks) {
    const others = (holders.get(mark.mark) ?? []).filter((id) => id !== caseId);
    if (others.length >= commonAbove) {
      tooCommon.push(mark);
      continue;
    }
    compared++;
    const rarity = rarityOf(others.length + 1, casesTotal);
    const weight = worth[mark.kind] * rarity * rarity;
    whole += weight;
    const shared: Shared = { ...told(mark), cases: others.length + 1, rarity };
    for (const id of others) {
      const held = found.get(id) ?? { sum: 0, shared: [] };
      held.sum += weight;
      held.shared.push(shared);
      found.set(id, held);
    }
  }
  const ranked = [...found]
    .map(([id, { sum, shared }]) => ({ caseId: id, score: scoreOf(sum, whole), shared: rarest(shared) }))
    .toSorted((a, b) => b.score - a.score || (a.caseId < b.caseId ? 1 : -1))
    .slice(0, Math.min(limit, similarMax));
  return { ranked, compared, tooCommon: tooCommon.slice(0, tooCommonMax).map(told) };
}

const scoreOf = (sum: number, whole: number) => (whole > 0 ? Math.round(Math.min(1, sum / whole) * 10_000) / 10_000 : 0);

const rarest = (shared: readonly Shared[]) =>
  shared.toSorted((a, b) => b.rarity * worth[b.kind] - a.rarity * worth[a.kind] || (a.key < b.key ? -1 : 1)).slice(0, sharedMax);

function told({ kind, mark, type, value }: CaseMark): Omit<Shared, "cases" | "rarity"> {
  return { kind, key: inert(mark), label: kind === "entity" ? inertObservable({ type, value }) : inert(value) };
}
