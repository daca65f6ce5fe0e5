import { betaShare } from "../interval-of-many.ts";
import { rootOfRising } from "./root.ts";

/** A claim that nobody contradicts holds at least so often. */
export const claimConfidence = 0.95;

/**
 * The share that is not exceeded with a certainty of `confidence` (Clopper and Pearson 1934, one side): 0 of 300 gives 0.99 % at 95 %. 1 where nothing was
 * judged. `seen` and `of` are whole numbers, `seen` at most `of`.
 */
export function upperShare(seen: number, of: number, confidence: number = claimConfidence): number {
  if (of === 0 || seen >= of) return 1;
  if (seen === 0) return 1 - (1 - confidence) ** (1 / of);
  return rootOfRising((share) => betaShare(share, seen + 1, of - seen) - confidence, 0, 1);
}

/** The share that is exceeded with a certainty of `confidence`: the other side of `upperShare`. 0 where nothing was judged. */
export const lowerShare = (seen: number, of: number, confidence: number = claimConfidence): number =>
  of === 0 ? 0 : 1 - upperShare(of - seen, of, confidence);

/** The most that is looked for by `samplesFor`. */
const samplesMax = 10_000_000;

/** How many samples it takes, with `missed` misses among them, to say with a certainty that the rate is at most `rateMax`. Refuses nothing: a rate of 0 takes more than there are. */
export function samplesFor(rateMax: number, missed: number, confidence: number = claimConfidence): number {
  let [low, high] = [missed, missed + 1];
  while (high < samplesMax && upperShare(missed, high, confidence) > rateMax) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (upperShare(missed, middle, confidence) > rateMax) low = middle;
    else high = middle;
  }
  return high;
}

/** How many of `population` must be judged to have at least one of the `bad` ones among them with a certainty: drawn without putting back. */
export function samplesToMeetOne(population: number, bad: number, confidence: number = claimConfidence): number {
  let noneYet = 1;
  for (let drawn = 0; drawn < population; drawn++) {
    if (1 - noneYet >= confidence) return drawn;
    noneYet *= Math.max(0, population - bad - drawn) / (population - drawn);
  }
  return population;
}
