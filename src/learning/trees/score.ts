import { leaf, type TreesModel } from "./model.ts";

/** The log-odds of each output for a row (one value a column, NaN where it is missing): one for two classes, otherwise one a class before softmax. */
export function treesScores(model: TreesModel, row: Float32Array): Float64Array {
  const { outputs, starts, columnOf, threshold, missingLeft, right, value } = model;
  const scores = Float64Array.from(model.bias);
  for (let tree = 0, output = 0; tree + 1 < starts.length; tree++) {
    let node = starts[tree]!;
    for (let column = columnOf[node]!; column !== leaf; column = columnOf[node]!) {
      const given = row[column]!;
      if (given <= threshold[node]!) node += 1;
      else if (given > threshold[node]!) node = right[node]!;
      else node = missingLeft[node] === 1 ? node + 1 : right[node]!;
    }
    scores[output] = scores[output]! + value[node]!;
    output = output + 1 === outputs ? 0 : output + 1;
  }
  return scores;
}

/**
 * What each column adds to the log-odds of one output: along each tree's path, the change of the mean of what lies below goes to the column asked
 * (Saabas 2014). With `treesBias` they sum to the score.
 */
export function treesContributions(model: TreesModel, row: Float32Array, output = 0): Float64Array {
  const { outputs, starts, columnOf, threshold, missingLeft, right, value } = model;
  const contributions = new Float64Array(model.columnsCount);
  for (let tree = output; tree + 1 < starts.length; tree += outputs) {
    let node = starts[tree]!;
    for (let column = columnOf[node]!; column !== leaf; column = columnOf[node]!) {
      const given = row[column]!;
      const goesLeft = given <= threshold[node]! || (!(given > threshold[node]!) && missingLeft[node] === 1);
      const next = goesLeft ? node + 1 : right[node]!;
      contributions[column] = contributions[column]! + (value[next]! - value[node]!);
      node = next;
    }
  }
  return contributions;
}

/** The log-odds of one output before a row is known: the model's bias and the mean of every tree. */
export function treesBias(model: TreesModel, output = 0): number {
  let sum = model.bias[output]!;
  for (let tree = output; tree + 1 < model.starts.length; tree += model.outputs) sum += model.value[model.starts[tree]!]!;
  return sum;
}
