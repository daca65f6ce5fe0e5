import { claimConfidence, upperShare } from "./bounds.ts";
import { gammaQuantile } from "./gamma.ts";

/**
 * Closed cases that had the same chance of being drawn: how many there are, how many of those were drawn and judged, and how many of the judged were missed
 * threats. `overdue` of the drawn should have been judged by now and are not. `share` is the chance, above 0.
 */
export type DrawnGroup = {
  readonly share: number;
  readonly closed: number;
  readonly drawn: number;
  readonly judged: number;
  readonly missed: number;
  readonly overdue: number;
};

/** All of a population: what was drawn by chance, and what became known to be missed without being drawn. */
export type Drawn = { readonly groups: readonly DrawnGroup[]; readonly knownMissed: number };

/** An estimate of the share of missed ones, and the share that is not exceeded with a certainty. */
export type RateBound = { readonly estimate: number; readonly upperBound: number };

/**
 * The share of missed threats in a population of which groups were drawn with different chances, and a bound that holds at low counts.
 *
 * Each judged miss stands for 1 / (chance of being drawn and judged) closed ones (Horvitz and Thompson 1952). Whether a sample is judged is not taken to be
 * chance where it is overdue: who puts a sample off may know why. In the bound each overdue one counts as missed; what is not due yet is taken to be like the
 * judged ones of its own group, and a group of which something was drawn and nothing judged is taken to be missed whole.
 * Where all groups weigh the same the bound is that of Clopper and Pearson. Else it is that of Fay and Feuer (1997) for a weighted sum of rare counts: the
 * gamma distribution with the sum's mean and variance after one more miss of the greatest weight. Groups that are small for their weight are taken to be
 * missed whole where that lowers the bound of nothing missed; which ones is settled by how they were drawn, never by what was found.
 * What is known to be missed without being drawn is added as it is, and is not among the rest. Undefined where nothing was judged.
 */
export function missedRate({ groups, knownMissed }: Drawn, confidence: number = claimConfidence): RateBound | undefined {
  const held = groups.filter((group) => group.closed > 0);
  const [closed, drawn, judged] = [
    sum(held, (group) => group.closed),
    sum(held, (group) => group.drawn),
    sum(held, (group) => group.judged),
  ];
  if (judged === 0) return undefined;
  const told = held.filter((group) => !isUnanswered(group));
  // Where chance drew none there is no answer to count: it is taken to be as all are.
  const answered = (sum(held, (group) => group.judged + group.overdue) || 1) / drawn;
  const weighed = told.map((group): Weighed => {
    const answers = group.judged + group.overdue;
    const share = group.drawn === 0 ? answered : answers / group.drawn;
    return { closed: group.closed, answers, missed: group.missed + group.overdue, weight: 1 / (group.share * share) };
  });
  const whole = closed + knownMissed;
  const most = closed - sum(told, (group) => group.closed) + mostMissed(weighed, confidence);
  const estimate = estimateOf(told) * closed;
  return {
    estimate: Math.min(1, (knownMissed + estimate) / whole),
    upperBound: Math.min(1, (knownMissed + Math.min(closed, Math.max(most, estimate))) / whole),
  };
}

/** Whether something of a group was drawn and nothing of it judged: nothing is known of it. */
export const isUnanswered = ({ drawn, judged }: DrawnGroup): boolean => drawn > 0 && judged === 0;

const sum = <Each>(all: readonly Each[], of: (each: Each) => number) => all.reduce((whole, each) => whole + of(each), 0);

/** The share that is missed if those that are not judged are like the judged ones of their group. */
const estimateOf = (told: readonly DrawnGroup[]) =>
  sum(told, ({ share, drawn, judged, missed }) => (judged === 0 ? 0 : (missed * drawn) / (share * judged))) /
  sum(told, ({ closed }) => closed);

/** A group as its bound counts it: what is overdue is answered, and missed. */
type Weighed = { readonly closed: number; readonly answers: number; readonly missed: number; readonly weight: number };

const isEven = (groups: readonly Weighed[]) => groups.every(({ weight }) => Math.abs(weight - groups[0]!.weight) < 1e-9 * weight);

/** The most that may be missed among groups that something is known of. */
function mostMissed(groups: readonly Weighed[], confidence: number): number {
  if (!isEven(groups)) return mostOfUneven(groups, confidence);
  const [answers, missed] = [sum(groups, (group) => group.answers), sum(groups, (group) => group.missed)];
  return upperShare(missed, answers, confidence) * sum(groups, (group) => group.closed);
}

/** The most that may be missed among groups of different weights. */
function mostOfUneven(groups: readonly Weighed[], confidence: number): number {
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
