import { addRows, addSquares, margins, type Problem } from "./problem.ts";

const conjugateStepsMax = 40;
const halvingsMax = 30;
/** Rows whose curvature is below this share of the mean bend the loss too little to be worth visiting: together they hold at most this share. */
const curvatureShareMin = 0.02;
/** The search stops when the gradient has shrunk to this share of its first length. */
const toleranceShare = 1e-3;

/** One class against the rest: targets are 1 and 0, costs weigh the rows, `l2` / 2 times the squared weights (not the bias) is added to their loss. */
export type BinaryTask = {
  readonly problem: Problem;
  readonly targets: Uint8Array;
  readonly costs: Float64Array;
  readonly l2: number;
  readonly iterationsMax: number;
};

type State = { weights: Float64Array; margins: Float64Array; loss: number };

/**
 * The weights (bias last) of least loss, by Newton steps solved with conjugate gradients (Lin, Weng and Keerthi 2008); weights that must not be
 * negative are held at zero while the loss pushes them down (projected Newton, Bertsekas 1982).
 */
export function solve(task: BinaryTask): Float64Array {
  const { problem, iterationsMax } = task;
  let state = startOf(task);
  let firstLength: number | undefined;
  for (let iteration = 0; iteration < iterationsMax; iteration++) {
    const { gradient, curvatures } = slopeOf(task, state);
    const held = heldColumns(problem, state.weights, gradient);
    for (let column = 0; column < held.length; column++) if (held[column] === 1) gradient[column] = 0;
    const length = Math.sqrt(dot(gradient, gradient));
    firstLength ??= length;
    if (length <= toleranceShare * firstLength) break;
    const direction = newtonDirection(task, gradient, curvatures, held);
    const next = lineSearch(task, state, gradient, direction);
    if (!next) break;
    state = next;
  }
  return state.weights;
}

/** No weights, and the bias that promises the share of targets. */
function startOf(task: BinaryTask): State {
  const { problem, targets, costs } = task;
  let positive = 0;
  let negative = 0;
  for (let row = 0; row < problem.rowsCount; row++) {
    if (targets[row] === 1) positive += costs[row]!;
    else negative += costs[row]!;
  }
  const weights = new Float64Array(problem.columnsCount + 1);
  // Where a class has no rows, the bias is as far out as the data could ever tell.
  const off = 0.5 / (positive + negative + 1);
  weights[problem.columnsCount] = Math.log((positive + off) / (negative + off));
  return evaluated(task, weights);
}

function evaluated({ problem, targets, costs, l2 }: BinaryTask, weights: Float64Array): State {
  const at = new Float64Array(problem.rowsCount);
  margins(problem, weights, at);
  let loss = 0;
  for (let row = 0; row < at.length; row++) {
    const margin = targets[row] === 1 ? -at[row]! : at[row]!;
    // log(1 + exp(margin)) without overflow
    loss += costs[row]! * (Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin))));
  }
  let squares = 0;
  for (let column = 0; column < problem.columnsCount; column++) squares += weights[column]! * weights[column]!;
  return { weights, margins: at, loss: loss + (l2 / 2) * squares };
}

function slopeOf({ problem, targets, costs, l2 }: BinaryTask, { weights, margins: at }: State) {
  const gradient = new Float64Array(problem.columnsCount + 1);
  const curvatures = new Float64Array(problem.rowsCount);
  const errors = new Float64Array(problem.rowsCount);
  for (let row = 0; row < at.length; row++) {
    const probability = 1 / (1 + Math.exp(-at[row]!));
    errors[row] = costs[row]! * (probability - targets[row]!);
    curvatures[row] = costs[row]! * probability * (1 - probability);
  }
  for (let column = 0; column < problem.columnsCount; column++) gradient[column] = l2 * weights[column]!;
  addRows(problem, errors, gradient);
  return { gradient, curvatures };
}

/** 1 for each column that stands at its bound and would go beyond. */
function heldColumns({ bounded, columnsCount }: Problem, weights: Float64Array, gradient: Float64Array): Uint8Array {
  const held = new Uint8Array(columnsCount + 1);
  for (let column = 0; column < columnsCount; column++)
    if (bounded[column] === 1 && weights[column]! <= 0 && gradient[column]! > 0) held[column] = 1;
  return held;
}

/** Solves curvature × direction = -gradient on the columns not held, by conjugate gradients with the diagonal as preconditioner. */
function newtonDirection(task: BinaryTask, gradient: Float64Array, all: Float64Array, held: Uint8Array): Float64Array {
  const { problem, l2 } = task;
  const curvatures = worthVisiting(all);
  const diagonal = new Float64Array(gradient.length).fill(l2);
  diagonal[problem.columnsCount] = 1e-9;
  addSquares(problem, curvatures, diagonal);
  const direction = new Float64Array(gradient.length);
  const residual = gradient.map((value) => -value);
  const conditioned = residual.map((value, column) => value / diagonal[column]!);
  const search = Float64Array.from(conditioned);
  const product = new Float64Array(gradient.length);
  const sums = new Float64Array(problem.rowsCount);
  let size = dot(residual, conditioned);
  const goal = size * forcingShare ** 2;
  for (let step = 0; step < conjugateStepsMax && size > goal && size > 0; step++) {
    curvatureTimes({ problem, l2, curvatures, held, sums }, search, product);
    const along = size / dot(search, product);
    for (let column = 0; column < direction.length; column++) {
      direction[column] = direction[column]! + along * search[column]!;
      residual[column] = residual[column]! - along * product[column]!;
      conditioned[column] = residual[column]! / diagonal[column]!;
    }
    const before = size;
    size = dot(residual, conditioned);
    const share = size / before;
    for (let column = 0; column < search.length; column++) search[column] = conditioned[column]! + share * search[column]!;
  }
  return direction;
}

/** How exactly a Newton step is solved. */
const forcingShare = 0.1;

function worthVisiting(curvatures: Float64Array): Float64Array {
  const bar = (curvatureShareMin * curvatures.reduce((sum, value) => sum + value, 0)) / Math.max(1, curvatures.length);
  return curvatures.map((value) => (value < bar ? 0 : value));
}

type Curved = { problem: Problem; l2: number; curvatures: Float64Array; held: Uint8Array; sums: Float64Array };

function curvatureTimes({ problem, l2, curvatures, held, sums }: Curved, vector: Float64Array, into: Float64Array): void {
  const { rowsCount, columnsCount, starts, columns, values } = problem;
  const bias = vector[columnsCount]!;
  for (let row = 0; row < rowsCount; row++) {
    const curvature = curvatures[row]!;
    let sum = bias;
    if (curvature > 0) for (let at = starts[row]!; at < starts[row + 1]!; at++) sum += vector[columns[at]!]! * values[at]!;
    sums[row] = curvature * sum;
  }
  for (let column = 0; column < columnsCount; column++) into[column] = l2 * vector[column]!;
  into[columnsCount] = 1e-9 * bias;
  addRows(problem, sums, into);
  for (let column = 0; column < held.length; column++) if (held[column] === 1) into[column] = 0;
}

/** The longest of the step, its half, its quarter … that lowers the loss enough (Armijo); nothing when none does. */
function lineSearch(task: BinaryTask, state: State, gradient: Float64Array, direction: Float64Array): State | undefined {
  const { bounded } = task.problem;
  for (let halving = 0, share = 1; halving < halvingsMax; halving++, share /= 2) {
    let promised = 0;
    const weights = state.weights.map((weight, column) => {
      const moved = weight + share * direction[column]!;
      const next = bounded[column] === 1 && moved < 0 ? 0 : moved;
      promised += gradient[column]! * (next - weight);
      return next;
    });
    const next = evaluated(task, weights);
    if (next.loss <= state.loss + 1e-4 * promised && next.loss < state.loss) return next;
  }
  return undefined;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
