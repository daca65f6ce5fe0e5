/** Each bin of durations is 5 % wider than the one before; its middle is off by at most 2.5 % from whatever fell into it. */
export const binGrowth = 1.05;
const logGrowth = Math.log(binGrowth);
/** Bin 0 holds what took less than a millisecond; the last one about 30 years and all beyond. */
export const binsMax = 566;

/** The bin of a duration in milliseconds. */
export function binOf(durationMs: number): number {
  if (!(durationMs >= 1)) return 0;
  return Math.min(binsMax, 1 + Math.floor(Math.log(durationMs) / logGrowth));
}

/** The duration that stands for a bin, milliseconds: the geometric middle. */
export function middleOf(bin: number): number {
  return bin <= 0 ? 0 : binGrowth ** (bin - 0.5);
}

/** How many durations fell into each bin. */
export type Bins = ReadonlyMap<number, number>;

/** The smallest bin's duration that at least `share` of all are at or below (nearest rank); 0 where there are none. */
export function percentileOf(bins: Bins, share: number): number {
  const total = [...bins.values()].reduce((sum, n) => sum + n, 0);
  const rank = Math.max(1, Math.ceil(share * total));
  let seen = 0;
  for (const [bin, n] of [...bins].toSorted(([a], [b]) => a - b)) {
    seen += n;
    if (seen >= rank) return middleOf(bin);
  }
  return 0;
}
