/** A share below this counts as this much: an empty bin is news, not infinite news. */
const shareMin = 1e-4;

/**
 * Population stability index between two histograms over the same bins (counts): the sum of (actual - expected share) times the logarithm of their
 * ratio. 0 is no change; `gradeOf` says what custom makes of it. NaN when a side counted nothing.
 */
export function populationStability(expected: readonly number[], actual: readonly number[]): number {
  if (expected.length !== actual.length) throw new Error(`${expected.length} bins against ${actual.length}`);
  const expectedSum = sum(expected);
  const actualSum = sum(actual);
  if (!(expectedSum > 0 && actualSum > 0)) return Number.NaN;
  return sum(
    expected.map((count, bin) => {
      const before = Math.max(count / expectedSum, shareMin);
      const after = Math.max((actual[bin] as number) / actualSum, shareMin);
      return (after - before) * Math.log(after / before);
    }),
  );
}

const watchFrom = 0.1;
const changedFrom = 0.25;

/** What an index means: nothing to look at, worth a look, or another population. */
export const gradeOf = (index: number): "steady" | "watch" | "changed" =>
  index > changedFrom ? "changed" : index > watchFrom ? "watch" : "steady";

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
