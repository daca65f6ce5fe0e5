import type { SparseRow } from "../sparse.ts";

/**
 * Rows laid out for the solver: the columns of row r are `columns[starts[r]] … columns[starts[r + 1]]`. Only columns that occur are kept, the most
 * frequent first, so that what is touched most lies together in memory; `featureOf` leads back.
 */
export type Problem = {
  readonly rowsCount: number;
  readonly columnsCount: number;
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float32Array;
  readonly featureOf: Uint32Array;
  /** 1 where a column's weight must not be negative. */
  readonly bounded: Uint8Array;
};

/** Lays out rows once for all the classes that are learnt from them. */
export function problemOf(rows: readonly SparseRow[], dimensions: number, nonNegative?: (feature: number) => boolean): Problem {
  const counts = new Uint32Array(dimensions);
  let size = 0;
  for (const { indices } of rows) {
    size += indices.length;
    for (const feature of indices) {
      if (feature >= dimensions) throw new Error(`feature ${feature} of ${dimensions}`);
      counts[feature] = counts[feature]! + 1;
    }
  }
  const featureOf = Uint32Array.from({ length: dimensions }, (_, feature) => feature)
    .filter((feature) => counts[feature]! > 0)
    .sort((a, b) => counts[b]! - counts[a]! || a - b);
  const columnOf = new Uint32Array(dimensions);
  for (const [column, feature] of featureOf.entries()) columnOf[feature] = column;
  const starts = new Uint32Array(rows.length + 1);
  const columns = new Uint32Array(size);
  const values = new Float32Array(size);
  let at = 0;
  for (const [row, { indices, values: given }] of rows.entries()) {
    for (const [place, feature] of indices.entries()) {
      columns[at] = columnOf[feature]!;
      values[at++] = given[place]!;
    }
    starts[row + 1] = at;
  }
  const bounded = Uint8Array.from(featureOf, (feature) => (nonNegative?.(feature) ? 1 : 0));
  return { rowsCount: rows.length, columnsCount: featureOf.length, starts, columns, values, featureOf, bounded };
}

/** For each row, the weighted sum of its values plus the bias, which is the last weight. */
export function margins(problem: Problem, weights: Float64Array, into: Float64Array): void {
  const { rowsCount, columnsCount, starts, columns, values } = problem;
  const bias = weights[columnsCount]!;
  for (let row = 0; row < rowsCount; row++) {
    let sum = bias;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) sum += weights[columns[at]!]! * values[at]!;
    into[row] = sum;
  }
}

/** Adds each row's values times the row's factor, column by column; the bias is the last column. */
export function addRows(problem: Problem, factors: Float64Array, into: Float64Array): void {
  const { rowsCount, columnsCount, starts, columns, values } = problem;
  let bias = 0;
  for (let row = 0; row < rowsCount; row++) {
    const factor = factors[row]!;
    if (factor === 0) continue;
    bias += factor;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const column = columns[at]!;
      into[column] = into[column]! + factor * values[at]!;
    }
  }
  into[columnsCount] = into[columnsCount]! + bias;
}

/** As `addRows`, with the values squared. */
export function addSquares(problem: Problem, factors: Float64Array, into: Float64Array): void {
  const { rowsCount, columnsCount, starts, columns, values } = problem;
  for (let row = 0; row < rowsCount; row++) {
    const factor = factors[row]!;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const column = columns[at]!;
      into[column] = into[column]! + factor * values[at]! * values[at]!;
    }
    into[columnsCount] = into[columnsCount]! + factor;
  }
}
