/** A row of features of which most are zero: the columns that are not, ascending and each once, and their values. */
export type SparseRow = { readonly indices: Uint32Array; readonly values: Float32Array };

/** A row from pairs of column and value in any order: values of one column are added up; zeros and what is no finite number are left out. */
export function sparseOf(entries: Iterable<readonly [number, number]>): SparseRow {
  const sums = new Map<number, number>();
  for (const [column, value] of entries) {
    if (!(Number.isInteger(column) && column >= 0 && column < columnsMax)) throw new Error(`no column of a sparse row: ${column}`);
    if (Number.isFinite(value)) sums.set(column, (sums.get(column) ?? 0) + value);
  }
  const indices = Uint32Array.from(sums.keys())
    .sort()
    .filter((column) => Math.fround(sums.get(column) as number) !== 0);
  return { indices, values: Float32Array.from(indices, (column) => sums.get(column) as number) };
}

const columnsMax = 2 ** 32;

/** The same row with its values multiplied so that their squares add up to one; a row of nothing stays as it is. */
export function unitLength({ indices, values }: SparseRow): SparseRow {
  let squares = 0;
  for (const value of values) squares += value * value;
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 1;
  return { indices, values: values.map((value) => value * scale) };
}
