/** More bins a column than this find no better splits. */
export const binsPerColumnMax = 255;

/**
 * Columns cut into bins, row after row: `bins[row × columns + column]` is a number over all columns' bins, so that it is also the place in a
 * histogram. Bin `firstBin[column] + b` holds values above cut b - 1 and at most cut b; the column's last bin holds missing values.
 */
export type Binned = {
  readonly rowsCount: number;
  readonly columnsCount: number;
  readonly cuts: readonly Float32Array[];
  readonly firstBin: Uint32Array;
  readonly binsCount: number;
  readonly bins: Uint32Array | Uint16Array;
};

/** Cuts every column; `fitted` says which rows may decide where (1: yes), so that held-back rows have no say. */
export function binned(columns: readonly Float32Array[], fitted: Uint8Array, binsMax: number): Binned {
  const rowsCount = fitted.length;
  const cuts = columns.map((values) => cutsOf(values, fitted, Math.min(binsMax, binsPerColumnMax)));
  const firstBin = new Uint32Array(columns.length + 1);
  for (const [column, list] of cuts.entries()) firstBin[column + 1] = firstBin[column]! + list.length + 2;
  const binsCount = firstBin[columns.length]!;
  const size = rowsCount * columns.length;
  const bins = binsCount <= 2 ** 16 ? new Uint16Array(size) : new Uint32Array(size);
  for (const [column, values] of columns.entries()) {
    const list = cuts[column]!;
    const first = firstBin[column]!;
    for (let row = 0; row < rowsCount; row++) bins[row * columns.length + column] = first + binOf(list, values[row]!);
  }
  return { rowsCount, columnsCount: columns.length, cuts, firstBin, binsCount, bins };
}

/** Where to cut: between every two neighbouring values if they are few, otherwise where equal shares of the rows end. */
function cutsOf(values: Float32Array, fitted: Uint8Array, binsMax: number): Float32Array {
  const sorted = values.filter((value, row) => fitted[row] === 1 && !Number.isNaN(value)).sort();
  const lasts: number[] = [];
  for (let at = 0; at + 1 < sorted.length; at++) if (sorted[at] !== sorted[at + 1]) lasts.push(at);
  if (lasts.length < binsMax) return Float32Array.from(lasts, (at) => between(sorted[at]!, sorted[at + 1]!));
  const cuts: number[] = [];
  let place = 0;
  for (let bin = 1; bin < binsMax; bin++) {
    const rank = (sorted.length * bin) / binsMax - 1;
    while (place < lasts.length && lasts[place]! < rank) place += 1;
    const at = lasts[place];
    if (at === undefined) break;
    cuts.push(between(sorted[at]!, sorted[at + 1]!));
    place += 1;
  }
  return Float32Array.from(cuts);
}

/** A float32 that is at least `low` and below `high`. */
function between(low: number, high: number): number {
  const middle = Math.fround(low / 2 + high / 2);
  return middle >= low && middle < high ? middle : low;
}

/** The bin of a value: the first whose cut is not below it; one beyond all others when it is missing. */
function binOf(cuts: Float32Array, value: number): number {
  if (Number.isNaN(value)) return cuts.length + 1;
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= cuts[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}
