import { claimConfidence, upperShare } from "./bounds.ts";
import { gammaQuantile } from "./gamma.ts";

/**
 * Closed cases that had the same chance of being drawn: how many there are, how many of those were drawn and judged, and how many of the judged were missed
 * threats. `share` is the chance, above 0.
 */
export type DrawnGroup = {
  readonly share: number;
  readonly closed: number;
  readonly drawn: number;
  readonly judged: number;
  readonly missed: number;
};

/** All of a population: what was drawn by chance, and what became known to be missed without being drawn. */
export type Drawn = { readonly groups: readonly DrawnGroup[]; readonly knownMissed: number };

/** An estimate of the share of missed ones, and the share that is not exceeded with a certainty. */
export type RateBound = { readonly estimate: number; readonly upperBound: number };

/**
 * The share of missed threats in a population of which groups were drawn with different chances, and a bound that holds at low counts.
 *
 * Each judged miss stands for 1 / (chance of being drawn and judged) closed ones (Horvitz and Thompson 1952); chance of being judged once drawn is taken to be
 * the same for all. Where all groups weigh the same the bound is that of Clopper and Pearson. Else it is that of Fay and Feuer (1997) for a weighted sum of
 * rare counts: the gamma distribution with the sum's mean and variance after one more miss of the greatest weight. Groups that are small for their weight are
 * taken to be missed whole where that lowers the bound of nothing missed; which ones is settled by how they were drawn, never by what was found.
 * What is known to be missed without being drawn is added as it is, and is not among the rest. Undefined where nothing was judged.
 */
export function missedRate({ groups, knownMissed }: Drawn, confidence: number = claimConfidence): RateBound | undefined {
  const sum = (of: (group: DrawnGroup) => number) => groups.reduce((all, group) => all + of(group), 0);
  const [closed, drawn, judged] = [sum((group) => group.closed), sum((group) => group.drawn), sum((group) => group.judged)];
  if (judged === 0 || closed === 0) return undefined;
  const answered = judged / drawn;
  const weighed = groups.filter((group) => group.closed > 0).map((group) => ({ ...group, weight: 1 / (group.share * answered) }));
  const whole = closed + knownMissed;
  const missed = weighed.reduce((all, group) => all + group.missed * group.weight, 0);
  const most = isEven(weighed)
    ? upperShare(
        sum((group) => group.missed),
        judged,
        confidence,
      ) * closed
    : mostMissed(weighed, confidence);
  return {
    estimate: Math.min(1, (knownMissed + missed) / whole),
    upperBound: Math.min(1, (knownMissed + Math.min(closed, Math.max(most, missed))) / whole),
  };
}

type Weighed = DrawnGroup & { readonly weight: number };

const isEven = (groups: readonly Weighed[]) => groups.every(({ share }) => Math.abs(share - groups[0]!.share) < 1e-12);

/** The most that may be missed among groups of different weights. */
function mostMissed(groups: readonly Weighed[], confidence: number): number {
  const light = groups.toSorted((a, b) => a.weight - b.weight);
  const ofNone = -Math.log(1 - confidence);
  // `kept` groups are counted by their judgements, the heavier ones whole.
  let best = { kept: light.length, bound: Number.POSITIVE_INFINITY };
  for (let kept = 1; kept <= light.length; kept++) {
    const taken = light.slice(kept).reduce((all, group) => all + group.closed, 0);
    const bound = taken + ofNone * light[kept - 1]!.weight;
    if (bound < best.bound) best = { kept, bound };
  }
  const whole = light.slice(best.kept).reduce((all, group) => all + group.closed, 0);
  return whole + weightedBound(light.slice(0, best.kept), confidence);
}

function weightedBound(groups: readonly Weighed[], confidence: number): number {
  const greatest = Math.max(...groups.map(({ weight }) => weight));
  const mean = groups.reduce((all, { missed, weight }) => all + missed * weight, greatest);
  const variance = groups.reduce((all, { missed, weight }) => all + missed * weight * weight, greatest * greatest);
  return (variance / mean) * gammaQuantile(confidence, (mean * mean) / variance);
}
