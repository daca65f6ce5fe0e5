import type { SparseRow } from "../sparse.ts";
import { dimensionsMax, type LogisticModel, modelOf, outputsMax, type Weight } from "./model.ts";
import { solve } from "./newton.ts";
import { type Problem, problemOf } from "./problem.ts";

/**
 * What a linear model is learnt from.
 *
 * `labels` holds each row's class, from 0 to `classesCount` - 1; or, where a row may be of several classes or of none, each row's list of classes.
 * `l2` / 2 times the sum of squared weights is added to the summed loss of the rows (1 / C elsewhere); the bias is free.
 * `classWeights` multiplies rows by their class; "balanced" lets both sides of every question count the same.
 * Weights of features that `nonNegative` names can argue for class 1 (or their class) only.
 */
export type LogisticTask = {
  readonly rows: readonly SparseRow[];
  readonly labels: ArrayLike<number> | readonly (readonly number[])[];
  readonly classesCount: number;
  readonly dimensions: number;
  readonly l2: number;
  readonly classWeights?: readonly number[] | "balanced";
  readonly rowWeights?: ArrayLike<number>;
  readonly iterationsMax?: number;
  readonly nonNegative?: (feature: number) => boolean;
};

const iterationsDefault = 50;

/**
 * Learns a linear model: one question for two classes (is it class 1?), otherwise one for each class against the rest.
 * Everything is computed in one fixed order: same rows, same model.
 */
export function trainLogistic(task: LogisticTask): LogisticModel {
  const { rows, labels, classesCount, dimensions, l2, iterationsMax = iterationsDefault } = task;
  if (labels.length !== rows.length) throw new Error(`${labels.length} labels for ${rows.length} rows`);
  if (!(l2 > 0)) throw new Error(`l2 must be above zero, got ${l2}`);
  if (!(dimensions <= dimensionsMax && classesCount <= outputsMax)) throw new Error(`${dimensions} features, ${classesCount} classes`);
  const problem = problemOf(rows, dimensions, task.nonNegative);
  const asked = classesCount === 2 && !isLists(labels) ? [1] : Array.from({ length: classesCount }, (_, name) => name);
  const solutions = asked.map((name) => {
    const targets = targetsOf(labels, name);
    return solve({ problem, targets, costs: costsOf(task, targets), l2, iterationsMax });
  });
  return assembled(problem, dimensions, solutions);
}

function isLists(labels: LogisticTask["labels"]): labels is readonly (readonly number[])[] {
  return Array.isArray(labels[0]);
}

function targetsOf(labels: LogisticTask["labels"], name: number): Uint8Array {
  return isLists(labels)
    ? Uint8Array.from(labels, (list) => (list.includes(name) ? 1 : 0))
    : Uint8Array.from(labels, (label) => (label === name ? 1 : 0));
}

/** What a row's loss is multiplied by: its own weight, its class's, or what makes both sides equal. */
function costsOf({ labels, classWeights, rowWeights }: LogisticTask, targets: Uint8Array): Float64Array {
  const own = Float64Array.from(targets, (_, row) => rowWeights?.[row] ?? 1);
  if (classWeights === "balanced") {
    const positive = own.reduce((sum, weight, row) => sum + (targets[row] === 1 ? weight : 0), 0);
    const negative = own.reduce((sum, weight) => sum + weight, 0) - positive;
    const half = (positive + negative) / 2;
    return own.map((weight, row) => weight * (half / (targets[row] === 1 ? positive : negative)));
  }
  if (!classWeights) return own;
  if (isLists(labels)) return own.map((weight, row) => weight * Math.max(1, ...(labels[row] ?? []).map((name) => classWeights[name] ?? 1)));
  return own.map((weight, row) => weight * (classWeights[labels[row]!] ?? 1));
}

/** Lays the answers of all questions side by side, feature by feature. */
function assembled(problem: Problem, dimensions: number, solutions: readonly Float64Array[]): LogisticModel {
  const bias = Float64Array.from(solutions, (weights) => weights[problem.columnsCount]!);
  const columns = Uint32Array.from(problem.featureOf.keys()).sort((a, b) => problem.featureOf[a]! - problem.featureOf[b]!);
  function* ordered(): Generator<Weight> {
    for (const column of columns) {
      const feature = problem.featureOf[column]!;
      for (const [output, weights] of solutions.entries()) yield { feature, output, weight: weights[column]! };
    }
  }
  return modelOf({ dimensions, bias, ordered: ordered() });
}
