import type { Binned } from "./bins.ts";
import { leaf } from "./model.ts";
import type { Slopes } from "./objective.ts";
import { type Bounds, bestSplit, leafValueOf, type Split, type SplitRules, type Sums } from "./split.ts";

/** What a tree is grown from. `rows` are reordered: those of one leaf come to lie together. */
export type Ground = {
  readonly data: Binned;
  readonly slopes: Slopes;
  readonly rows: Uint32Array;
  readonly columns: Uint32Array;
  readonly depthMax: number;
  readonly learningRate: number;
  readonly rules: SplitRules;
};

/** A grown tree, nodes in the order of `TreesModel` with places inside the tree; `bins` holds the last bin that goes left. */
export type Tree = {
  readonly columnOf: number[];
  readonly bins: number[];
  readonly missingLeft: boolean[];
  readonly right: number[];
  readonly value: number[];
  /** Where in `rows` each leaf's rows lie. */
  readonly leaves: { readonly node: number; readonly from: number; readonly to: number }[];
};

type Node = { readonly from: number; readonly to: number; readonly depth: number; readonly sums: Sums; readonly bounds: Bounds };
type Growing = Ground & { readonly tree: Tree; readonly spare: Uint32Array; readonly pool: Float64Array[] };

const unbounded: Bounds = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** Grows one tree, depth first: each node takes the split that lowers the loss most, and its leaves the value that does. */
export function growTree(ground: Ground): Tree {
  const tree: Tree = { columnOf: [], bins: [], missingLeft: [], right: [], value: [], leaves: [] };
  const growing: Growing = { ...ground, tree, spare: new Uint32Array(ground.rows.length), pool: [] };
  const histogram = histogramOf(growing, 0, ground.rows.length);
  const node = { from: 0, to: ground.rows.length, depth: 0, sums: sumsOf(ground), bounds: unbounded };
  grow(growing, node, histogram);
  return tree;
}

/** Grows a node and all below it; consumes its histogram. Returns the mean of the leaves below, by curvature. */
function grow(growing: Growing, node: Node, histogram: Float64Array): number {
  const { tree, data, columns, rules, depthMax, learningRate } = growing;
  const place = tree.columnOf.length;
  const { sums, bounds } = node;
  const split = node.depth < depthMax ? bestSplit({ data, histogram, columns, sums, bounds, rules }) : undefined;
  tree.columnOf.push(split?.column ?? leaf);
  tree.bins.push(split?.bin ?? 0);
  tree.missingLeft.push(split?.missingLeft ?? false);
  tree.right.push(0);
  tree.value.push(0);
  if (split) tree.value[place] = growBelow(growing, { node, place, split, histogram });
  else {
    if (histogram.length > 0) growing.pool.push(histogram);
    tree.leaves.push({ node: place, from: node.from, to: node.to });
    tree.value[place] = learningRate * leafValueOf(sums, rules.lambda, bounds);
  }
  return tree.value[place]!;
}

type Below = { readonly node: Node; readonly place: number; readonly split: Split; readonly histogram: Float64Array };

function growBelow(growing: Growing, { node, place, split, histogram }: Below): number {
  const { tree } = growing;
  const border = partition(growing, node, split);
  const depth = node.depth + 1;
  const [leftBounds, rightBounds] = boundsBelow(growing, node.bounds, split);
  const left = { from: node.from, to: border, depth, sums: split.left, bounds: leftBounds };
  const right = { from: border, to: node.to, depth, sums: split.right, bounds: rightBounds };
  const [ofLeft, ofRight] = histogramsBelow(growing, { left, right, histogram });
  const leftValue = grow(growing, left, ofLeft);
  tree.right[place] = tree.columnOf.length;
  const rightValue = grow(growing, right, ofRight);
  const share = split.left.curvature / (split.left.curvature + split.right.curvature);
  return rightValue + share * (leftValue - rightValue);
}

/** Where a column has a direction, the values on its two sides are kept apart for good, by the middle between them. */
function boundsBelow({ rules }: Growing, bounds: Bounds, { column, left, right }: Split): [Bounds, Bounds] {
  const direction = rules.directions[column]!;
  if (direction === 0) return [bounds, bounds];
  const middle = (leafValueOf(left, rules.lambda, bounds) + leafValueOf(right, rules.lambda, bounds)) / 2;
  const below = { low: bounds.low, high: middle };
  const above = { low: middle, high: bounds.high };
  return direction > 0 ? [below, above] : [above, below];
}

/** Moves the rows that go left before those that go right, each side keeping its order; returns the border. */
function partition({ data, rows, spare }: Growing, { from, to }: Node, { column, bin, missingLeft }: Split): number {
  const { bins, columnsCount, firstBin } = data;
  const missing = firstBin[column + 1]! - 1;
  let left = from;
  let right = 0;
  for (let at = from; at < to; at++) {
    const row = rows[at]!;
    const found = bins[row * columnsCount + column]!;
    if (found === missing ? missingLeft : found <= bin) rows[left++] = row;
    else spare[right++] = row;
  }
  rows.set(spare.subarray(0, right), left);
  return left;
}

/** Only the smaller side is counted; the other is what remains of the node above. At the last depth nothing needs counting. */
function histogramsBelow(growing: Growing, given: { left: Node; right: Node; histogram: Float64Array }): [Float64Array, Float64Array] {
  const { left, right, histogram } = given;
  if (left.depth === growing.depthMax) return [histogram, new Float64Array(0)];
  const leftIsSmaller = left.to - left.from <= right.to - right.from;
  const smaller = leftIsSmaller ? left : right;
  const counted = histogramOf(growing, smaller.from, smaller.to);
  for (let at = 0; at < histogram.length; at++) histogram[at] = histogram[at]! - counted[at]!;
  return leftIsSmaller ? [counted, histogram] : [histogram, counted];
}

function histogramOf({ data, slopes, rows, columns, pool }: Growing, from: number, to: number): Float64Array {
  const { bins, columnsCount } = data;
  const { gradient, curvature } = slopes;
  const histogram = freshFrom(pool, 2 * data.binsCount);
  const all = columns.length === columnsCount;
  for (let at = from; at < to; at++) {
    const row = rows[at]!;
    const steep = gradient[row]!;
    const bent = curvature[row]!;
    const start = row * columnsCount;
    for (let place = 0; place < columns.length; place++) {
      const bin = 2 * bins[start + (all ? place : columns[place]!)]!;
      histogram[bin] = histogram[bin]! + steep;
      histogram[bin + 1] = histogram[bin + 1]! + bent;
    }
  }
  return histogram;
}

function freshFrom(pool: Float64Array[], length: number): Float64Array {
  const used = pool.pop();
  return used && used.length === length ? used.fill(0) : new Float64Array(length);
}

function sumsOf({ rows, slopes }: Ground): Sums {
  let gradient = 0;
  let curvature = 0;
  for (const row of rows) {
    gradient += slopes.gradient[row]!;
    curvature += slopes.curvature[row]!;
  }
  return { gradient, curvature };
}
