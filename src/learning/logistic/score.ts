import type { SparseRow } from "../sparse.ts";
import type { LogisticModel } from "./model.ts";

/** The log-odds of each output for a row: bias and the weighted sum of its values. Columns that the model never saw say nothing. */
export function logisticScores(model: LogisticModel, { indices, values }: SparseRow): Float64Array {
  const { dimensions, slotOf, starts, outputOf, weights } = model;
  const scores = Float64Array.from(model.bias);
  for (let at = 0; at < indices.length; at++) {
    const slot = indices[at]! < dimensions ? slotOf[indices[at]!]! : -1;
    if (slot < 0) continue;
    const value = values[at]!;
    for (let place = starts[slot]!; place < starts[slot + 1]!; place++) {
      const output = outputOf[place]!;
      scores[output] = scores[output]! + weights[place]! * value;
    }
  }
  return scores;
}

/** What each of a row's columns adds to the log-odds of one output; with the output's bias they sum to its score. Columns that add nothing are left out. */
export function logisticContributions(model: LogisticModel, row: SparseRow, output = 0): { feature: number; logOdds: number }[] {
  const { dimensions, slotOf, starts, outputOf, weights } = model;
  const contributions: { feature: number; logOdds: number }[] = [];
  for (const [at, feature] of row.indices.entries()) {
    const slot = feature < dimensions ? slotOf[feature]! : -1;
    if (slot < 0) continue;
    for (let place = starts[slot]!; place < starts[slot + 1]!; place++)
      if (outputOf[place] === output) contributions.push({ feature, logOdds: weights[place]! * row.values[at]! });
  }
  return contributions;
}
