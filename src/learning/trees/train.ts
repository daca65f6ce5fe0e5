import { openRandom } from "../random.ts";
import { type Binned, binned } from "./bins.ts";
import { growTree, type Tree } from "./grow.ts";
import { leaf, type TreesModel } from "./model.ts";
import { lossOf, type Objective, sharesOf, slopesOf, startingBias } from "./objective.ts";

/** How trees are grown; every setting has a default. */
export type TreesOptions = {
  /** Rounds: trees, or trees a class where there are more than two (300). */
  readonly treesMax?: number;
  /** Questions from root to leaf (6). */
  readonly depthMax?: number;
  /** What share of its best value a leaf takes (0.1). */
  readonly learningRate?: number;
  /** The least curvature (p (1 - p) × weight, summed over its rows) that a leaf rests on (1). */
  readonly leafWeightMin?: number;
  /** Pulls leaves towards zero, as if so much more curvature lay there (1). */
  readonly lambda?: number;
  /** Bins a column (128). */
  readonly binsMax?: number;
  /** Share of the rows drawn for each round (1). */
  readonly rowShare?: number;
  /** Share of the columns drawn for each tree (1). */
  readonly columnShare?: number;
  /** For each column +1: more of it never lowers the score, -1: never raises it, 0: free. Two classes only. Missing values are free. */
  readonly monotone?: ArrayLike<number>;
  /** 1 for rows held back: they teach nothing, and training stops when they no longer gain. */
  readonly validation?: ArrayLike<number>;
  /** Rounds without a gain on the rows held back before training stops (20). */
  readonly patience?: number;
  /** Decides what is drawn (0). */
  readonly seed?: number;
};

/** What trees are learnt from: one array a column (NaN: missing), a class from 0 a row, and what each row weighs (1). */
export type TreesTask = {
  readonly columns: readonly Float32Array[];
  readonly labels: ArrayLike<number>;
  readonly classesCount: number;
  readonly rowWeights?: ArrayLike<number>;
  readonly options?: TreesOptions;
};

const defaults = {
  treesMax: 300,
  depthMax: 6,
  learningRate: 0.1,
  leafWeightMin: 1,
  lambda: 1,
  binsMax: 128,
  rowShare: 1,
  columnShare: 1,
  patience: 20,
  seed: 0,
};
const treesLimit = 5_000;
const depthLimit = 12;

type Settings = typeof defaults & Pick<TreesOptions, "monotone" | "validation">;
type Training = {
  readonly settings: Settings;
  readonly data: Binned;
  readonly objective: Objective;
  readonly known: Uint32Array;
  readonly heldBack: Uint32Array;
  readonly directions: Int8Array;
  readonly random: () => number;
};

/** Learns gradient-boosted trees over histograms (Friedman 2001; second-order steps after Chen and Guestrin 2016). Same task, same model, to the byte. */
export function trainTrees(task: TreesTask): TreesModel {
  const training = prepared(task);
  const { settings, objective, heldBack } = training;
  const bias = objective.scores.slice(0, objective.outputs);
  const rounds: Tree[][] = [];
  let best = { loss: Number.POSITIVE_INFINITY, rounds: 0 };
  for (let round = 0; round < Math.min(settings.treesMax, treesLimit); round++) {
    rounds.push(boost(training));
    if (heldBack.length === 0) continue;
    const loss = lossOf(objective, heldBack);
    if (loss < best.loss) best = { loss, rounds: round + 1 };
    else if (round + 1 - best.rounds >= settings.patience) break;
  }
  const kept = heldBack.length === 0 ? rounds : rounds.slice(0, best.rounds);
  return assembled(training, bias, kept.flat());
}

function prepared({ columns, labels, classesCount, rowWeights, options }: TreesTask): Training {
  const settings: Settings = { ...defaults, ...options };
  const rowsCount = labels.length;
  if (columns.some((values) => values.length !== rowsCount)) throw new Error(`a column does not have ${rowsCount} rows`);
  if (!(columns.length < leaf)) throw new Error(`${columns.length} columns`);
  const directions = Int8Array.from(columns, (_, column) => Math.sign(settings.monotone?.[column] ?? 0));
  if (classesCount !== 2 && directions.some((direction) => direction !== 0)) throw new Error("directions need two classes");
  const fitted = Uint8Array.from({ length: rowsCount }, (_, row) => (settings.validation?.[row] === 1 ? 0 : 1));
  const all = Uint32Array.from(fitted.keys());
  const known = all.filter((row) => fitted[row] === 1);
  if (known.length === 0) throw new Error("no rows to learn from");
  const weights = Float64Array.from(fitted, (_, row) => rowWeights?.[row] ?? 1);
  const bias = startingBias(labels, weights, known, classesCount);
  const scores = new Float64Array(rowsCount * bias.length);
  for (let at = 0; at < scores.length; at++) scores[at] = bias[at % bias.length]!;
  const objective = { labels, weights, outputs: bias.length, scores };
  const heldBack = all.filter((row) => fitted[row] === 0);
  const random = openRandom(settings.seed);
  return { settings, data: binned(columns, fitted, settings.binsMax), objective, known, heldBack, directions, random };
}

/** One round: a tree for each output, all from the same slopes; their leaves are added to every row's score. */
function boost(training: Training): Tree[] {
  const { settings, data, objective, known, heldBack, directions, random } = training;
  const shares = new Float64Array(objective.scores.length);
  sharesOf(objective, shares);
  const drawn = settings.rowShare < 1 ? known.filter(() => random() < settings.rowShare) : known;
  const slopes = { gradient: new Float64Array(data.rowsCount), curvature: new Float64Array(data.rowsCount) };
  const rules = { lambda: settings.lambda, leafWeightMin: Math.max(settings.leafWeightMin, 1e-6), directions };
  return Array.from({ length: objective.outputs }, (_, output) => {
    slopesOf(objective, shares, output, slopes);
    const rows = Uint32Array.from(drawn);
    const columns = drawnColumns(training);
    const depthMax = Math.min(settings.depthMax, depthLimit);
    const tree = growTree({ data, slopes, rows, columns, depthMax, learningRate: settings.learningRate, rules });
    if (drawn.length === known.length) addLeaves(objective, tree, rows, output);
    else addTree(training, tree, known, output);
    addTree(training, tree, heldBack, output);
    return tree;
  });
}

function drawnColumns({ settings, data, random }: Training): Uint32Array {
  const all = Uint32Array.from({ length: data.columnsCount }, (_, column) => column);
  if (settings.columnShare >= 1) return all;
  const wanted = Math.max(1, Math.round(settings.columnShare * all.length));
  for (let at = 0; at < wanted; at++) {
    const other = at + Math.floor(random() * (all.length - at));
    const kept = all[at]!;
    all[at] = all[other]!;
    all[other] = kept;
  }
  return all.subarray(0, wanted).sort();
}

function addLeaves({ scores, outputs }: Objective, { leaves, value }: Tree, rows: Uint32Array, output: number): void {
  for (const { node, from, to } of leaves) {
    const added = Math.fround(value[node]!);
    for (let at = from; at < to; at++) {
      const place = rows[at]! * outputs + output;
      scores[place] = scores[place]! + added;
    }
  }
}

function addTree({ data, objective }: Training, tree: Tree, rows: Uint32Array, output: number): void {
  const { bins, columnsCount, firstBin } = data;
  for (const row of rows) {
    let node = 0;
    for (let column = tree.columnOf[node]!; column !== leaf; column = tree.columnOf[node]!) {
      const bin = bins[row * columnsCount + column]!;
      const goesLeft = bin === firstBin[column + 1]! - 1 ? tree.missingLeft[node]! : bin <= tree.bins[node]!;
      node = goesLeft ? node + 1 : tree.right[node]!;
    }
    const place = row * objective.outputs + output;
    objective.scores[place] = objective.scores[place]! + Math.fround(tree.value[node]!);
  }
}

/** Lays trees end to end; bins become the values that they were cut at. */
function assembled({ data, objective }: Training, bias: Float64Array, trees: readonly Tree[]): TreesModel {
  const starts = new Uint32Array(trees.length + 1);
  for (const [at, tree] of trees.entries()) starts[at + 1] = starts[at]! + tree.columnOf.length;
  const cutOf = (tree: Tree, node: number) => {
    const column = tree.columnOf[node]!;
    // A split after the last cut parts values from missing ones: every value goes left.
    return column === leaf ? 0 : (data.cuts[column]![tree.bins[node]! - data.firstBin[column]!] ?? Number.POSITIVE_INFINITY);
  };
  return {
    columnsCount: data.columnsCount,
    outputs: objective.outputs,
    bias,
    starts,
    columnOf: Uint16Array.from(trees.flatMap((tree) => tree.columnOf)),
    threshold: Float32Array.from(trees.flatMap((tree) => tree.columnOf.map((_, node) => cutOf(tree, node)))),
    missingLeft: Uint8Array.from(trees.flatMap((tree) => tree.missingLeft.map(Number))),
    right: Uint32Array.from(trees.flatMap((tree, at) => tree.right.map((place) => (place === 0 ? 0 : place + starts[at]!)))),
    value: Float32Array.from(trees.flatMap((tree) => tree.value)),
  };
}
