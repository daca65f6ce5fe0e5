import { claimConfidence, lowerShare } from "./bounds.ts";
import { type Drawn, missedRate, type RateBound } from "./missed-rate.ts";

/** What gold alerts say of reviewers: how many were judged, and how many of them were found. */
export type Golds = { readonly judged: number; readonly found: number };

/**
 * A rate that was seen through imperfect eyes, as it would be seen through perfect ones (Rogan and Gladen 1978), kept within 0 and 1. NaN where the eyes tell
 * nothing: sensitivity and specificity together at most 1.
 */
export function roganGladen(seen: number, sensitivity: number, specificity: number): number {
  const told = sensitivity + specificity - 1;
  return told <= 0 ? Number.NaN : Math.min(1, Math.max(0, (seen + specificity - 1) / told));
}

/** The rate as it was seen, and corrected: by what sensitivity, and by the least that it is with a certainty. */
export type CorrectedRate = RateBound & { readonly correctedBy: { readonly estimate: number; readonly atLeast: number } | undefined };

/**
 * The missed rate corrected for reviewers who overlook threats, with the uncertainty of both: rate and sensitivity are each bounded at half of the doubt, so
 * that both bounds hold together as often as is claimed. Reviewers are not credited for false alarms: what they call a threat counts as one, which can only
 * raise the bound. Without a gold alert nothing is corrected, and that is said. Undefined where nothing was judged.
 */
export function correctedRate(drawn: Drawn, golds: Golds, confidence: number = claimConfidence): CorrectedRate | undefined {
  if (golds.judged === 0) {
    const plain = missedRate(drawn, confidence);
    return plain && { ...plain, correctedBy: undefined };
  }
  const half = 1 - (1 - confidence) / 2;
  // What is known is known without reviewers: only the rest is corrected.
  const unknown = missedRate({ ...drawn, knownMissed: 0 }, half);
  if (!unknown) return undefined;
  const closed = drawn.groups.reduce((all, group) => all + group.closed, 0);
  const sensitivity = golds.found / golds.judged;
  const atLeast = lowerShare(golds.found, golds.judged, half);
  const [estimate, upperBound] = [
    sensitivity === 0 ? (unknown.estimate === 0 ? 0 : 1) : Math.min(1, unknown.estimate / sensitivity),
    atLeast === 0 ? 1 : Math.min(1, unknown.upperBound / atLeast),
  ];
  const whole = closed + drawn.knownMissed;
  const share = (rate: number) => Math.min(1, (drawn.knownMissed + rate * closed) / whole);
  return { estimate: share(estimate), upperBound: share(upperBound), correctedBy: { estimate: sensitivity, atLeast } };
}

/** How far two people agree beyond chance (Cohen 1960) over pairs of their words: 1 always, 0 as chance would. NaN without pairs, or where both always say the same one word. */
export function cohensKappa(pairs: readonly (readonly [string, string])[]): number {
  const words = new Set(pairs.flat());
  const shareOf = (fits: (pair: readonly [string, string]) => boolean) => pairs.filter(fits).length / pairs.length;
  const agreed = shareOf(([one, other]) => one === other);
  const byChance = [...words].reduce((all, word) => all + shareOf(([one]) => one === word) * shareOf(([, other]) => other === word), 0);
  return (agreed - byChance) / (1 - byChance);
}
