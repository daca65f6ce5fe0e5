import { openRandom } from "./random.ts";

/** More resamples than this refine nothing that an interval shows. */
export const samplesMax = 100_000;

/**
 * The 95 % percentile interval of a statistic (Efron 1979), from samples of whole groups drawn with replacement: rows of one scenario, mail
 * campaign or rule are alike, and drawing them one by one would make the interval too narrow. Samples without a value (NaN) do not count.
 */
export function bootstrapInterval<T>(given: {
  readonly groups: readonly T[];
  readonly statistic: (sample: T[]) => number;
  readonly samples?: number;
  readonly seed: number;
}): [number, number] {
  const { groups, statistic, samples = 1_000, seed } = given;
  if (groups.length === 0) return [Number.NaN, Number.NaN];
  const random = openRandom(seed);
  const values: number[] = [];
  for (let sample = 0; sample < Math.min(samples, samplesMax); sample++) {
    const value = statistic(groups.map(() => groups[Math.floor(random() * groups.length)] as T));
    if (!Number.isNaN(value)) values.push(value);
  }
  const sorted = Float64Array.from(values).sort();
  return [quantileOf(sorted, 0.025), quantileOf(sorted, 0.975)];
}

/** The value below which the given share of sorted values lies, straight lines between neighbours; NaN when there are none. */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below === above ? below : below + (above - below) * (at - Math.floor(at));
}
