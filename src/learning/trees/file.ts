import { z } from "zod";
import { damagedModel, Packed, packFloats, packIntegers, unpackFloats, unpackIntegers } from "../model-file.ts";
import { leaf, type TreesModel } from "./model.ts";

const outputsMax = 1_000;

/** Trees as a model file holds them: leaves have column 0 and `columnsCount` stands one above the real ones, places are relative. */
export const TreesFile = z.strictObject({
  columnsCount: z
    .int()
    .min(1)
    .max(leaf - 1),
  bias: z.array(z.number()).min(1).max(outputsMax),
  sizes: Packed,
  columns: Packed,
  thresholds: Packed,
  missingLeft: Packed,
  right: Packed,
  values: Packed,
});
/** See the schema of the same name. */
export type TreesFile = z.infer<typeof TreesFile>;

/** What `unpackTrees` reads back to the bit. */
export function packTrees(model: TreesModel): TreesFile {
  const { starts, columnOf, threshold, right } = model;
  const inner = Uint32Array.from(columnOf.keys()).filter((node) => columnOf[node] !== leaf);
  return {
    columnsCount: model.columnsCount,
    bias: [...model.bias],
    sizes: packIntegers(starts.subarray(1).map((start, tree) => start - starts[tree]!)),
    columns: packIntegers(columnOf.map((column) => (column === leaf ? 0 : column + 1))),
    // A threshold of infinity parts values from missing ones; files hold finite numbers.
    thresholds: packFloats(Float32Array.from(inner, (node) => Math.min(threshold[node]!, largestFloat))),
    missingLeft: packIntegers(Uint8Array.from(inner, (node) => model.missingLeft[node]!)),
    right: packIntegers(Uint32Array.from(inner, (node) => right[node]! - node)),
    values: packFloats(model.value),
  };
}

const largestFloat = 3.4028234663852886e38;

/** The trees in part of a model file. Throws model/damaged when they do not hold together: every walk through them ends at a leaf. */
export function unpackTrees(body: unknown): TreesModel {
  const file = TreesFile.safeParse(body);
  if (!file.success) throw damagedModel("trees have another shape");
  const { columnsCount, bias } = file.data;
  const starts = startsOf(unpackIntegers(file.data.sizes));
  const columnOf = Uint16Array.from(unpackIntegers(file.data.columns), (column) => (column === 0 ? leaf : column - 1));
  const given = {
    thresholds: unpackFloats(file.data.thresholds),
    missing: unpackIntegers(file.data.missingLeft),
    steps: unpackIntegers(file.data.right),
  };
  const value = unpackFloats(file.data.values);
  const nodes = columnOf.length;
  const innerCount = columnOf.filter((column) => column !== leaf).length;
  const whole = starts.at(-1) === nodes && value.length === nodes && Object.values(given).every(({ length }) => length === innerCount);
  if (!whole || (starts.length - 1) % bias.length !== 0) throw damagedModel("nodes of trees are missing");
  if (columnOf.some((column) => column !== leaf && column >= columnsCount))
    throw damagedModel("a tree asks for a column that is not there");
  const threshold = new Float32Array(nodes);
  const missingLeft = new Uint8Array(nodes);
  const right = new Uint32Array(nodes);
  for (let tree = 0, inner = 0; tree + 1 < starts.length; tree++) {
    for (let node = starts[tree]!; node < starts[tree + 1]!; node++) {
      if (columnOf[node] === leaf) continue;
      threshold[node] = given.thresholds[inner]! >= largestFloat ? Number.POSITIVE_INFINITY : given.thresholds[inner]!;
      missingLeft[node] = given.missing[inner]! === 0 ? 0 : 1;
      // Both ways lead on, and stay inside the tree: no walk can circle.
      right[node] = node + given.steps[inner]!;
      if (given.steps[inner]! < 2 || right[node]! >= starts[tree + 1]!) throw damagedModel("a tree leads outside itself");
      inner += 1;
    }
  }
  return { columnsCount, outputs: bias.length, bias: Float64Array.from(bias), starts, columnOf, threshold, missingLeft, right, value };
}

function startsOf(sizes: Uint32Array): Uint32Array {
  const starts = new Uint32Array(sizes.length + 1);
  for (const [tree, size] of sizes.entries()) {
    if (size === 0) throw damagedModel("a tree is empty");
    starts[tree + 1] = starts[tree]! + size;
  }
  return starts;
}
