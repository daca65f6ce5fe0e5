/** A class: its name or its number. */
export type ClassName = string | number;

/** How one class was told: rightly, where it was not, and not where it was. */
export type Told = { readonly hits: number; readonly falseAlarms: number; readonly misses: number };

/** The harmonic mean of precision and recall; 0 when the class neither was there nor was told. */
export function f1Of({ hits, falseAlarms, misses }: Told): number {
  return hits === 0 ? 0 : (2 * hits) / (2 * hits + falseAlarms + misses);
}

/** How a class was told over rows, labels against predictions. */
export function toldOf(labels: ArrayLike<ClassName>, predicted: ArrayLike<ClassName>, name: ClassName): Told {
  let hits = 0;
  let falseAlarms = 0;
  let misses = 0;
  for (let row = 0; row < labels.length; row++) {
    if (labels[row] === name && predicted[row] === name) hits++;
    else if (predicted[row] === name) falseAlarms++;
    else if (labels[row] === name) misses++;
  }
  return { hits, falseAlarms, misses };
}

/** The mean F1 of the classes, each counting the same however rare; of all that were there or were told unless `classes` names them. */
export function macroF1(labels: ArrayLike<ClassName>, predicted: ArrayLike<ClassName>, classes = classesIn(labels, predicted)): number {
  if (classes.length === 0) return Number.NaN;
  return classes.reduce<number>((sum, name) => sum + f1Of(toldOf(labels, predicted, name)), 0) / classes.length;
}

/** F1 over all classes' counts together; over all classes it is the accuracy, so `classes` usually leaves out "none of them". */
export function microF1(labels: ArrayLike<ClassName>, predicted: ArrayLike<ClassName>, classes = classesIn(labels, predicted)): number {
  return pooledF1(classes.map((name) => toldOf(labels, predicted, name)));
}

/** F1 over several counts together: micro-F1 where a row may carry several labels. */
export function pooledF1(counts: readonly Told[]): number {
  const sum = (of: (told: Told) => number) => counts.reduce((total, told) => total + of(told), 0);
  return f1Of({ hits: sum((told) => told.hits), falseAlarms: sum((told) => told.falseAlarms), misses: sum((told) => told.misses) });
}

function classesIn(labels: ArrayLike<ClassName>, predicted: ArrayLike<ClassName>): ClassName[] {
  return [...new Set([...Array.from(labels), ...Array.from(predicted)])];
}

/** Rows grouped by score from the highest down: after each distinct score, how many positive and negative rows reach it. */
function* descending(scores: ArrayLike<number>, labels: ArrayLike<number>): Generator<{ score: number; above: number; wrong: number }> {
  const order = Uint32Array.from({ length: scores.length }, (_, row) => row).sort(
    (a, b) => (scores[b] as number) - (scores[a] as number) || a - b,
  );
  let above = 0;
  let wrong = 0;
  for (let at = 0; at < order.length; at++) {
    const score = scores[order[at] as number] as number;
    if (labels[order[at] as number] === 1) above++;
    else wrong++;
    if (at + 1 === order.length || scores[order[at + 1] as number] !== score) yield { score, above, wrong };
  }
}

function positivesOf(labels: ArrayLike<number>): number {
  return Array.from(labels).reduce<number>((count, label) => count + (label === 1 ? 1 : 0), 0);
}

/** Area under precision over recall as a sum of steps (average precision); labels are 1 and 0; NaN without a positive row. */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const positives = positivesOf(labels);
  let sum = 0;
  let before = 0;
  for (const { above, wrong } of descending(scores, labels)) {
    sum += ((above - before) * above) / (above + wrong);
    before = above;
  }
  return sum / positives;
}

/** The chance that a positive row scores above a negative one, ties half: the area under the receiver's curve; NaN unless both kinds are there. */
export function rocAuc(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const positives = positivesOf(labels);
  let area = 0;
  let before = { above: 0, wrong: 0 };
  for (const step of descending(scores, labels)) {
    area += ((step.wrong - before.wrong) * (step.above + before.above)) / 2;
    before = step;
  }
  return area / (positives * (labels.length - positives));
}

/** The lowest score that, taken as the bar (at or above raises an alarm), raises false alarms on at most this share of negative rows; Infinity when none does. */
export function thresholdAtFalsePositiveRate(scores: ArrayLike<number>, labels: ArrayLike<number>, rateMax: number): number {
  const negatives = labels.length - positivesOf(labels);
  let threshold = Number.POSITIVE_INFINITY;
  for (const { score, wrong } of descending(scores, labels)) {
    if (wrong > rateMax * negatives) break;
    threshold = score;
  }
  return threshold;
}

/** The share of positive rows found at the best bar that keeps false alarms on negative rows at or under `rateMax`; NaN without a positive row. */
export function recallAtFalsePositiveRate(scores: ArrayLike<number>, labels: ArrayLike<number>, rateMax: number): number {
  const threshold = thresholdAtFalsePositiveRate(scores, labels, rateMax);
  let found = 0;
  for (let row = 0; row < labels.length; row++) if (labels[row] === 1 && (scores[row] as number) >= threshold) found++;
  return found / positivesOf(labels);
}

/** The highest score that, taken as the bar, finds at least this share of the positive rows; NaN without a positive row. */
export function thresholdAtRecall(scores: ArrayLike<number>, labels: ArrayLike<number>, recallMin: number): number {
  const positives = positivesOf(labels);
  for (const { score, above } of descending(scores, labels)) if (positives > 0 && above >= recallMin * positives) return score;
  return Number.NaN;
}

/** The mean squared distance between probability and outcome (Brier 1950). */
export function brier(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  return meanOver(labels.length, (row) => ((probabilities[row] as number) - (labels[row] as number)) ** 2);
}

/** The mean surprise at what happened, in nats; probabilities are kept 1e-15 off certainty. */
export function logLoss(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  const off = (p: number) => Math.min(1 - 1e-15, Math.max(1e-15, p));
  return meanOver(
    labels.length,
    (row) => -Math.log(off(labels[row] === 1 ? (probabilities[row] as number) : 1 - (probabilities[row] as number))),
  );
}

/** The mean distance, over bins of equal width weighted by their rows, between what was promised and what happened (Naeini et al. 2015). */
export function expectedCalibrationError(probabilities: ArrayLike<number>, labels: ArrayLike<number>, bins = 10): number {
  const promised = new Float64Array(bins);
  const happened = new Float64Array(bins);
  for (let row = 0; row < labels.length; row++) {
    const probability = probabilities[row] as number;
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(probability * bins)));
    promised[bin] = (promised[bin] as number) + probability;
    happened[bin] = (happened[bin] as number) + (labels[row] as number);
  }
  return promised.reduce((sum, value, bin) => sum + Math.abs(value - (happened[bin] as number)), 0) / labels.length;
}

/** The mean distance between two lists of numbers. */
export function meanAbsoluteError(values: ArrayLike<number>, labels: ArrayLike<number>): number {
  return meanOver(labels.length, (row) => Math.abs((values[row] as number) - (labels[row] as number)));
}

function meanOver(length: number, of: (row: number) => number): number {
  let sum = 0;
  for (let row = 0; row < length; row++) sum += of(row);
  return sum / length;
}

/** Pairs of rows put together by the truth, by the prediction, and by both; `all` is every pair there is. */
type Pairs = { readonly both: number; readonly truth: number; readonly predicted: number; readonly all: number };

/** F1 over pairs of rows: was a pair that belongs together put together, and only such pairs. 1 when neither side joins anything. */
export function pairwiseF1(truth: ArrayLike<ClassName>, predicted: ArrayLike<ClassName>): number {
  const pairs = pairsOf(truth, predicted);
  return pairs.truth + pairs.predicted === 0 ? 1 : (2 * pairs.both) / (pairs.truth + pairs.predicted);
}

/** Agreement of two groupings corrected for chance (Hubert and Arabie 1985): 1 is the same grouping, 0 what chance would give. */
export function adjustedRand(truth: ArrayLike<ClassName>, predicted: ArrayLike<ClassName>): number {
  const { both, truth: a, predicted: b, all } = pairsOf(truth, predicted);
  const expected = all === 0 ? 0 : (a * b) / all;
  const highest = (a + b) / 2;
  return highest === expected ? 1 : (both - expected) / (highest - expected);
}

function pairsOf(truth: ArrayLike<ClassName>, predicted: ArrayLike<ClassName>): Pairs {
  const cells = new Map<ClassName, Map<ClassName, number>>();
  const columns = new Map<ClassName, number>();
  for (let row = 0; row < truth.length; row++) {
    const cell = cells.get(truth[row] as ClassName) ?? new Map<ClassName, number>();
    cells.set(truth[row] as ClassName, cell);
    const group = predicted[row] as ClassName;
    cell.set(group, (cell.get(group) ?? 0) + 1);
    columns.set(group, (columns.get(group) ?? 0) + 1);
  }
  const choose = (count: number) => (count * (count - 1)) / 2;
  const total = (counts: Iterable<number>) => [...counts].reduce((sum, count) => sum + choose(count), 0);
  const rows = [...cells.values()];
  return {
    both: rows.reduce((sum, cell) => sum + total(cell.values()), 0),
    truth: rows.reduce((sum, cell) => sum + choose(cell.values().reduce((size, count) => size + count, 0)), 0),
    predicted: total(columns.values()),
    all: choose(truth.length),
  };
}
