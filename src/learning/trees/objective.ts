/** The loss that trees descend: rows' labels, weights, and one score a row and output (`scores[row × outputs + output]`). */
export type Objective = {
  readonly labels: ArrayLike<number>;
  readonly weights: Float64Array;
  readonly outputs: number;
  readonly scores: Float64Array;
};

/** How steep the loss is at each row, and how bent. */
export type Slopes = { readonly gradient: Float64Array; readonly curvature: Float64Array };

const curvatureMin = 1e-16;

/** The log-odds that promise what the weighted labels hold: one for two classes, otherwise one a class around a mean of zero. */
export function startingBias(labels: ArrayLike<number>, weights: Float64Array, rows: Uint32Array, classesCount: number): Float64Array {
  const sums = new Float64Array(classesCount).fill(1e-6);
  for (const row of rows) {
    const name = labels[row]!;
    if (!(Number.isInteger(name) && name >= 0 && name < classesCount)) throw new Error(`label ${name} of ${classesCount} classes`);
    sums[name] = sums[name]! + weights[row]!;
  }
  const logs = sums.map(Math.log);
  if (classesCount === 2) return Float64Array.of(logs[1]! - logs[0]!);
  const mean = logs.reduce((sum, log) => sum + log, 0) / classesCount;
  return logs.map((log) => log - mean);
}

/** The slopes of one output at every row: with one output, that of log-loss; with several, that of softmax. `shares` are from `sharesOf`. */
export function slopesOf({ labels, weights, outputs }: Objective, shares: Float64Array, output: number, into: Slopes): void {
  const { gradient, curvature } = into;
  const name = outputs === 1 ? 1 : output;
  for (let row = 0; row < gradient.length; row++) {
    const share = shares[row * outputs + output]!;
    gradient[row] = weights[row]! * (share - (labels[row] === name ? 1 : 0));
    curvature[row] = weights[row]! * Math.max(share * (1 - share), curvatureMin);
  }
}

/** Every row's probabilities, laid out as the scores are: of class 1, or of each class. */
export function sharesOf({ outputs, scores }: Objective, into: Float64Array): void {
  if (outputs === 1) {
    for (let row = 0; row < scores.length; row++) into[row] = 1 / (1 + Math.exp(-scores[row]!));
    return;
  }
  for (let start = 0; start < scores.length; start += outputs) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let at = start; at < start + outputs; at++) largest = Math.max(largest, scores[at]!);
    let sum = 0;
    for (let at = start; at < start + outputs; at++) sum += into[at] = Math.exp(scores[at]! - largest);
    for (let at = start; at < start + outputs; at++) into[at] = into[at]! / sum;
  }
}

/** The weighted mean log-loss of some rows. */
export function lossOf({ labels, weights, outputs, scores }: Objective, rows: Uint32Array): number {
  let loss = 0;
  let weight = 0;
  for (const row of rows) {
    loss += weights[row]! * rowLoss(scores, row * outputs, outputs, labels[row]!);
    weight += weights[row]!;
  }
  return loss / weight;
}

function rowLoss(scores: Float64Array, start: number, outputs: number, label: number): number {
  if (outputs === 1) {
    const margin = label === 1 ? -scores[start]! : scores[start]!;
    return Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)));
  }
  let largest = Number.NEGATIVE_INFINITY;
  for (let at = start; at < start + outputs; at++) largest = Math.max(largest, scores[at]!);
  let sum = 0;
  for (let at = start; at < start + outputs; at++) sum += Math.exp(scores[at]! - largest);
  return Math.log(sum) + largest - scores[start + label]!;
}
