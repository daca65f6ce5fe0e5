import { logLoss } from "./metrics.ts";
import { softmax } from "./probability.ts";

const stepsMax = 60;
const goldenShare = (Math.sqrt(5) - 1) / 2;
/** Temperatures are looked for between e^-4 and e^4. */
const logReach = 4;

/**
 * The number by which scores of several classes are divided before softmax, so that the shares are probabilities (Guo et al. 2017): the one of
 * greatest likelihood on rows that did not teach. The order of the classes never changes. 1 when there are no rows.
 */
export function fitTemperature(scores: readonly Float64Array[], labels: ArrayLike<number>): number {
  if (scores.length === 0) return 1;
  const ones = scores.map(() => 1);
  const lossAt = (log: number) =>
    logLoss(
      scores.map((row, at) => sharesAt(row, Math.exp(log))[labels[at]!]!),
      ones,
    );
  let low = -logReach;
  let high = logReach;
  for (let step = 0; step < stepsMax; step++) {
    const nearLow = high - goldenShare * (high - low);
    const nearHigh = low + goldenShare * (high - low);
    if (lossAt(nearLow) <= lossAt(nearHigh)) high = nearHigh;
    else low = nearLow;
  }
  return Math.exp((low + high) / 2);
}

/** The probability of each class at a temperature. */
export function sharesAt(scores: Float64Array, temperature: number): Float64Array {
  return softmax(scores.map((score) => score / temperature));
}
