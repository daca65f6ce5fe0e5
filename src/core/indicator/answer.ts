import type { Sighting } from "./index.ts";

/** What the lists say of one observable, in one word. */
export const lookUpAnswers = ["known-bad", "suspicious", "expired", "known-good", "unknown"] as const;
/** One word of `lookUpAnswers`; "unknown" when no list names the observable. */
export type LookUpAnswer = (typeof lookUpAnswers)[number];

/**
 * Weighs sightings: what names the very value counts before what names its domain or range, and at equal rank "known-good" counts before
 * the others, since warning lists exist to correct feeds. When all that matched is too old, the answer is "expired".
 */
export function answerOf(sightings: readonly Sighting[]): LookUpAnswer {
  const valid = sightings.filter(({ isExpired }) => !isExpired);
  for (const isExact of [true, false]) {
    const kinds = new Set(valid.filter((sighting) => sighting.isExact === isExact).map(({ indicator }) => indicator.kind));
    for (const kind of ["known-good", "known-bad", "suspicious"] as const) if (kinds.has(kind)) return kind;
  }
  return sightings.length > 0 ? "expired" : "unknown";
}
