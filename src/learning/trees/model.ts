/**
 * Trees whose leaves add up to log-odds, node after node in one list.
 *
 * Tree t starts at node `starts[t]` and speaks for output t mod `outputs`. A node asks whether `columnOf` holds at most `threshold` (float32): if so
 * the next node in the list follows, otherwise `right`; a missing value (NaN) follows `missingLeft`. A leaf has column `leaf` and its log-odds in
 * `value`; an inner node's `value` is the mean of what lies below it, by which a score is explained.
 */
export type TreesModel = {
  readonly columnsCount: number;
  readonly outputs: number;
  readonly bias: Float64Array;
  readonly starts: Uint32Array;
  readonly columnOf: Uint16Array;
  readonly threshold: Float32Array;
  readonly missingLeft: Uint8Array;
  readonly right: Uint32Array;
  readonly value: Float32Array;
};

/** The column number that marks a leaf; also how many columns a model may have. */
export const leaf = 0xffff;
