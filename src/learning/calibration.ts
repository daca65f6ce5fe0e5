import { z } from "zod";

const pointsMax = 100_000;
const newtonStepsMax = 100;

/** What turns a score into a probability: a rising staircase with straight lines between its points, or a rising S-curve. Plain data, kept in model files. */
export const Calibration = z.discriminatedUnion("method", [
  z.strictObject({
    method: z.literal("isotonic"),
    scores: z.array(z.number()).max(pointsMax),
    probabilities: z.array(z.number().min(0).max(1)).max(pointsMax),
  }),
  z.strictObject({ method: z.literal("platt"), slope: z.number().min(0), offset: z.number() }),
]);
/** See the schema of the same name. */
export type Calibration = z.infer<typeof Calibration>;

/** The probability that a calibration gives a score; it never falls as the score rises. NaN for no number; one half when nothing was fitted. */
export function calibrated(calibration: Calibration, score: number): number {
  if (Number.isNaN(score)) return Number.NaN;
  if (calibration.method === "platt") return 1 / (1 + Math.exp(-(calibration.slope * score + calibration.offset)));
  const { scores, probabilities } = calibration;
  if (scores.length === 0) return 0.5;
  let low = 0;
  let high = scores.length - 1;
  if (score <= (scores[low] as number)) return probabilities[low] as number;
  if (score >= (scores[high] as number)) return probabilities[high] as number;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((scores[middle] as number) <= score) low = middle;
    else high = middle;
  }
  const share = (score - (scores[low] as number)) / ((scores[high] as number) - (scores[low] as number));
  const from = probabilities[low] as number;
  const to = probabilities[high] as number;
  // The sum may round past its end; a calibration must not fall.
  return Math.min(to, from + share * (to - from));
}

type Block = { from: number; to: number; weight: number; mean: number };

/** The rising staircase nearest to the labels (1 and 0) in weighted squares, by pooling neighbours that fall (Ayer et al. 1955). Equal scores are one point. */
export function fitIsotonic(scores: ArrayLike<number>, labels: ArrayLike<number>, weights?: ArrayLike<number>): Calibration {
  const points = byScore(scores, labels, weights);
  const blocks: Block[] = [];
  for (const point of points) {
    let block = { from: point.score, to: point.score, weight: point.weight, mean: point.mean };
    for (let before = blocks.at(-1); before && before.mean >= block.mean; before = blocks.at(-1)) {
      const weight = before.weight + block.weight;
      const mean = (before.mean * before.weight + block.mean * block.weight) / weight;
      block = { from: before.from, to: block.to, weight, mean };
      blocks.pop();
    }
    blocks.push(block);
  }
  const corners = blocks.flatMap(
    ({ from, to, mean }) =>
      (from === to
        ? [[from, mean]]
        : [
            [from, mean],
            [to, mean],
          ]) as [number, number][],
  );
  return {
    method: "isotonic",
    scores: corners.map(([score]) => score),
    probabilities: corners.map(([, probability]) => Math.min(1, Math.max(0, probability))),
  };
}

function byScore(scores: ArrayLike<number>, labels: ArrayLike<number>, weights?: ArrayLike<number>) {
  const rows = Array.from({ length: scores.length }, (_, row) => row)
    .filter((row) => Number.isFinite(scores[row]) && (weights?.[row] ?? 1) > 0)
    .sort((a, b) => (scores[a] as number) - (scores[b] as number) || a - b);
  const points: { score: number; weight: number; mean: number }[] = [];
  for (const row of rows) {
    const score = scores[row] as number;
    const weight = weights?.[row] ?? 1;
    const last = points.at(-1);
    if (last?.score === score) {
      last.mean += ((labels[row] as number) - last.mean) * (weight / (last.weight + weight));
      last.weight += weight;
    } else points.push({ score, weight, mean: labels[row] as number });
  }
  return points;
}

/**
 * The S-curve 1 / (1 + exp(-(slope × score + offset))) of greatest likelihood, against targets pulled a little towards the middle (Platt 1999).
 * A slope below zero becomes zero: calibration may flatten a score, not turn it round.
 */
export function fitPlatt(scores: ArrayLike<number>, labels: ArrayLike<number>): Calibration {
  const rows = Array.from({ length: scores.length }, (_, row) => row).filter((row) => Number.isFinite(scores[row]));
  const positives = rows.filter((row) => labels[row] === 1).length;
  const target = { positive: (positives + 1) / (positives + 2), negative: 1 / (rows.length - positives + 2) };
  const xs = rows.map((row) => scores[row] as number);
  const ts = rows.map((row) => (labels[row] === 1 ? target.positive : target.negative));
  // Newton's steps need scores of ordinary size: fitted on the standardised ones and translated back.
  const mean = xs.reduce((sum, x) => sum + x, 0) / Math.max(1, xs.length);
  const spread = Math.sqrt(xs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, xs.length)) || 1;
  const scaled = xs.map((x) => (x - mean) / spread);
  const [slope, offset] = newton(scaled, ts);
  if (slope >= 0) return { method: "platt", slope: slope / spread, offset: offset - (slope * mean) / spread };
  const base = ts.reduce((sum, t) => sum + t, 0) / ts.length;
  return { method: "platt", slope: 0, offset: Math.log(base / (1 - base)) };
}

function newton(xs: readonly number[], targets: readonly number[]): [number, number] {
  let at: [number, number] = [0, 0];
  let loss = crossEntropy(xs, targets, at);
  for (let step = 0; step < newtonStepsMax; step++) {
    const [towardsSlope, towardsOffset] = newtonStep(xs, targets, at);
    let share = 1;
    let next = at;
    let nextLoss = loss;
    for (; share > 1e-10; share /= 2) {
      next = [at[0] - share * towardsSlope, at[1] - share * towardsOffset];
      nextLoss = crossEntropy(xs, targets, next);
      if (nextLoss <= loss) break;
    }
    if (share <= 1e-10) break;
    const moved = Math.abs(next[0] - at[0]) + Math.abs(next[1] - at[1]);
    at = next;
    loss = nextLoss;
    if (moved < 1e-12) break;
  }
  return at;
}

function newtonStep(xs: readonly number[], targets: readonly number[], [slope, offset]: [number, number]): [number, number] {
  let [gradientSlope, gradientOffset, curveSlope, curveBoth, curveOffset] = [0, 0, 1e-12, 0, 1e-12];
  for (const [row, x] of xs.entries()) {
    const probability = 1 / (1 + Math.exp(-(slope * x + offset)));
    const error = probability - (targets[row] as number);
    const curve = probability * (1 - probability);
    gradientSlope += error * x;
    gradientOffset += error;
    curveSlope += curve * x * x;
    curveBoth += curve * x;
    curveOffset += curve;
  }
  const determinant = curveSlope * curveOffset - curveBoth * curveBoth;
  return [
    (curveOffset * gradientSlope - curveBoth * gradientOffset) / determinant,
    (curveSlope * gradientOffset - curveBoth * gradientSlope) / determinant,
  ];
}

function crossEntropy(xs: readonly number[], targets: readonly number[], [slope, offset]: [number, number]): number {
  let sum = 0;
  for (const [row, x] of xs.entries()) {
    const score = slope * x + offset;
    // log(1 + exp(score)) - target × score, without overflow
    sum += Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - (targets[row] as number) * score;
  }
  return sum;
}
