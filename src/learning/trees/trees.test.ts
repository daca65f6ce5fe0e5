import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { logLoss, rocAuc } from "../metrics.ts";
import { packIntegers, readModelFile, writeModelFile } from "../model-file.ts";
import { sigmoid, softmax } from "../probability.ts";
import { openRandom } from "../random.ts";
import { packTrees, unpackTrees } from "./file.ts";
import { leaf, type TreesModel } from "./model.ts";
import { treesBias, treesContributions, treesScores } from "./score.ts";
import { type TreesOptions, trainTrees } from "./train.ts";

const options: TreesOptions = { treesMax: 12, depthMax: 3, leafWeightMin: 0.2, binsMax: 8 };
const cell = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -4, max: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, 1e9, -0.5, 0.1) },
);
const anyRow = fc.tuple(cell, cell, cell);
const anyRows = fc.array(fc.tuple(anyRow, fc.integer({ min: 0, max: 2 })), { minLength: 1, maxLength: 60 });
const columnsOf = (rows: readonly (readonly number[])[]) =>
  [0, 1, 2].map((column) => Float32Array.from(rows, (row) => row[column] as number));
const twoClasses = (label: number) => Math.min(1, label);

/** Two columns that only speak together, one that is noise, one that is telling when it is missing. */
function world(seed: number, count: number): { columns: Float32Array[]; labels: number[]; rows: Float32Array[] } {
  const random = openRandom(seed);
  const rows = Array.from({ length: count }, () =>
    Float32Array.of(random() - 0.5, random() - 0.5, random(), random() < 0.2 ? Number.NaN : random()),
  );
  const labels = rows.map(([a, b, , d]) => (Number.isNaN(d) ? 1 : (a as number) * (b as number) > 0 ? 1 : 0));
  return { rows, labels, columns: [0, 1, 2, 3].map((column) => Float32Array.from(rows, (row) => row[column] as number)) };
}

const scoresOf = (model: TreesModel, rows: readonly Float32Array[]) => rows.map((row) => treesScores(model, row)[0] as number);

test("trees learn what no single column tells, and what a missing value tells", () => {
  const known = world(1, 2_000);
  const asked = world(2, 1_000);
  const model = trainTrees({ ...known, classesCount: 2, options: { treesMax: 60, depthMax: 4 } });
  const auc = rocAuc(scoresOf(model, asked.rows), asked.labels);
  assert.ok(auc > 0.99, `${auc}`);
});

test("drawing few rows for each tree does not make a model too sure", () => {
  const random = openRandom(9);
  const doubted = (from: ReturnType<typeof world>) => ({
    ...from,
    labels: from.labels.map((label) => (random() < 0.2 ? 1 - label : label)),
  });
  const asked = doubted(world(2, 1_500));
  const lossWith = (rowShare: number) => {
    const settings = { treesMax: 60, depthMax: 3, leafWeightMin: 5, rowShare, columnShare: 0.75, seed: 3 };
    const model = trainTrees({ ...doubted(world(1, 2_000)), classesCount: 2, options: settings });
    return logLoss(scoresOf(model, asked.rows).map(sigmoid), asked.labels);
  };
  const [drawn, whole] = [lossWith(0.1), lossWith(1)];
  assert.ok(drawn < whole + 0.03, `${drawn} against ${whole}`);
});

test("several classes are told apart", () => {
  const random = openRandom(3);
  const rows = Array.from({ length: 900 }, () => Float32Array.of(random() * 3, random()));
  const labels = rows.map(([a]) => Math.floor(a as number));
  const columns = [0, 1].map((column) => Float32Array.from(rows, (row) => row[column] as number));
  const model = trainTrees({ columns, labels, classesCount: 3, options: { treesMax: 20, depthMax: 2 } });
  const right = rows.filter((row, at) => {
    const shares = softmax(treesScores(model, row));
    return shares.indexOf(Math.max(...shares)) === labels[at];
  });
  assert.ok(right.length > 885, `${right.length} of 900`);
});

// Guarantees that a model is decided by its rows and its seed alone: trained twice it is the same to the byte, and it is always finite.
test("the same seed gives the same bytes", () => {
  fc.assert(
    fc.property(anyRows, fc.integer(), fc.boolean(), (pairs, seed, sampled) => {
      const shares = sampled ? { rowShare: 0.7, columnShare: 0.6 } : {};
      const task = { columns: columnsOf(pairs.map(([row]) => row)), labels: pairs.map(([, label]) => label), classesCount: 3 };
      const train = () => trainTrees({ ...task, options: { ...options, ...shares, seed } });
      const model = train();
      assert.equal(JSON.stringify(packTrees(model)), JSON.stringify(packTrees(train())));
      assert.ok(model.value.every(Number.isFinite));
    }),
    { numRuns: 60 },
  );
});

// Guarantees that a feature which must not argue backwards cannot, whatever the data says: neither in any row, nor by any other column's doing.
test("a column with a direction moves the score that way only", () => {
  fc.assert(
    fc.property(
      anyRows,
      anyRow,
      fc.array(fc.float({ min: -6, max: 6, noNaN: true }), { maxLength: 12 }),
      fc.boolean(),
      (pairs, row, asked, sampled) => {
        const task = { columns: columnsOf(pairs.map(([of]) => of)), labels: pairs.map(([, label]) => twoClasses(label)), classesCount: 2 };
        const shares = sampled ? { rowShare: 0.8, columnShare: 0.7 } : {};
        const model = trainTrees({ ...task, options: { ...options, ...shares, depthMax: 4, monotone: [1, -1, 0] } });
        for (const [column, direction] of [
          [0, 1],
          [1, -1],
        ] as const) {
          const scores = scoresOf(
            model,
            asked.toSorted((a, b) => a - b).map((value) => Float32Array.from(row).fill(value, column, column + 1)),
          );
          for (let at = 1; at < scores.length; at++) assert.ok(((scores[at] as number) - (scores[at - 1] as number)) * direction >= 0);
        }
      },
    ),
    { numRuns: 150 },
  );
});

// Guarantees the same for rows that tempt: many of them, where another column turns the constrained one round.
test("a direction holds below other questions too", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = openRandom(seed);
      const cells = () => [0, 1, 2].map(() => Math.floor(random() * 4));
      const rows = Array.from({ length: 150 }, cells);
      const labels = rows.map(([a = 0, b = 0, c = 0]) => (random() < (c > 1 ? 0.2 + 0.2 * a : 0.9 - 0.25 * a + 0.05 * b) ? 1 : 0));
      const settings = { treesMax: 4, depthMax: 4, learningRate: 0.7, lambda: 0.1, leafWeightMin: 0.1, monotone: [1, 0, 0] };
      const model = trainTrees({ columns: columnsOf(rows), labels, classesCount: 2, options: settings });
      for (let place = 0; place < 16; place++) {
        const scores = scoresOf(
          model,
          [0, 1, 2, 3].map((value) => Float32Array.of(value, place % 4, place >> 2)),
        );
        assert.deepEqual(
          scores.toSorted((x, y) => x - y),
          scores,
        );
      }
    }),
  );
});

test("a direction that the data contradicts silences the column", () => {
  const rows = Array.from({ length: 200 }, (_, at) => at);
  const task = { columns: [Float32Array.from(rows)], labels: rows.map((at) => (at < 100 ? 1 : 0)), classesCount: 2 };
  assert.ok(trainTrees({ ...task, options: { ...options, monotone: [1] } }).columnOf.every((column) => column === leaf));
  assert.ok(trainTrees({ ...task, options: { ...options, monotone: [-1] } }).columnOf.some((column) => column !== leaf));
  assert.throws(() => trainTrees({ ...task, classesCount: 3, options: { monotone: [1] } }));
});

// Guarantees that an explanation is the whole truth: its parts add up to the score, also for missing and unheard-of values.
test("contributions and bias sum to the score", () => {
  fc.assert(
    fc.property(anyRows, fc.array(cell, { minLength: 3, maxLength: 3 }), (pairs, asked) => {
      const model = trainTrees({
        columns: columnsOf(pairs.map(([row]) => row)),
        labels: pairs.map(([, label]) => label),
        classesCount: 3,
        options,
      });
      const row = Float32Array.from(asked);
      for (const [output, score] of treesScores(model, row).entries()) {
        const parts = treesContributions(model, row, output).reduce((sum, part) => sum + part, treesBias(model, output));
        assert.ok(Math.abs(parts - score) < 1e-5, `${parts} against ${score}`);
      }
    }),
    { numRuns: 60 },
  );
});

test("a column with a direction contributes in that direction at every question it is asked", () => {
  const known = world(5, 800);
  const model = trainTrees({ ...known, classesCount: 2, options: { ...options, treesMax: 30, monotone: [1, 0, 0, 1] } });
  for (const [node, column] of model.columnOf.entries()) {
    if (column === 0 || column === 3) assert.ok((model.value[node + 1] as number) <= (model.value[model.right[node] as number] as number));
  }
});

test("rows held back teach nothing, and say when to stop", () => {
  const known = world(6, 600);
  const noise = openRandom(7);
  const labels = known.labels.map((label) => (noise() < 0.3 ? 1 - label : label));
  const validation = labels.map((_, row) => (row % 4 === 0 ? 1 : 0));
  const train = (columns: Float32Array[]) =>
    trainTrees({ columns, labels, classesCount: 2, options: { treesMax: 400, depthMax: 4, leafWeightMin: 0.1, validation, patience: 5 } });
  const model = train(known.columns);
  assert.ok(model.starts.length - 1 < 200, `${model.starts.length - 1} trees`);
  const heldBack = [...validation.keys()].filter((row) => validation[row] === 1);
  const lossAfter = (trees: number) =>
    logLoss(
      scoresOf(
        { ...model, starts: model.starts.slice(0, trees + 1) },
        heldBack.map((row) => known.rows[row] as Float32Array),
      ).map(sigmoid),
      heldBack.map((row) => labels[row] as number),
    );
  const treesCount = model.starts.length - 1;
  for (let trees = 0; trees < treesCount; trees++) assert.ok(lossAfter(trees) > lossAfter(treesCount), `after ${trees} of ${treesCount}`);
  // Whatever the rows held back look like, the trees are the same; only how many are kept may differ.
  const other = train(known.columns.map((values) => values.map((value, row) => (validation[row] === 1 ? value * 3 + 1 : value))));
  const shared = model.starts[Math.min(model.starts.length, other.starts.length) - 1] as number;
  assert.ok(shared > 0);
  assert.deepEqual(other.value.slice(0, shared), model.value.slice(0, shared));
  assert.deepEqual(other.threshold.slice(0, shared), model.threshold.slice(0, shared));
});

test("rows weigh as often as they are counted", () => {
  const known = world(8, 300);
  const twice = {
    columns: known.columns.map((values) => Float32Array.from([...values, ...values])),
    labels: [...known.labels, ...known.labels],
  };
  const weighed = trainTrees({ ...known, rowWeights: known.labels.map(() => 2), classesCount: 2, options });
  const doubled = trainTrees({ ...twice, classesCount: 2, options });
  const far = scoresOf(doubled, known.rows).map((score, row) =>
    Math.abs(score - (scoresOf(weighed, [known.rows[row] as Float32Array])[0] as number)),
  );
  assert.ok(Math.max(...far) < 1e-5);
});

test("a model file scores as the model did, to the bit", () => {
  const known = world(9, 500);
  const model = trainTrees({ ...known, classesCount: 2, options: { ...options, treesMax: 40 } });
  const kept = unpackTrees(readModelFile(writeModelFile({ kind: "trees", body: packTrees(model) }), "trees"));
  assert.deepEqual(scoresOf(kept, known.rows), scoresOf(model, known.rows));
  assert.deepEqual(kept, model);
});

// Guarantees that a damaged or forged file is refused, or at least ends every walk: no row can make the product hang.
test("trees that do not hold together are refused", () => {
  const file = packTrees(trainTrees({ ...world(9, 300), classesCount: 2, options }));
  fc.assert(
    fc.property(
      fc.constantFrom("sizes", "columns", "thresholds", "missingLeft", "right", "values"),
      fc.nat(),
      fc.integer({ min: 0, max: 255 }),
      (name, at, byte) => {
        const bytes = Buffer.from(file[name].base64, "base64");
        bytes[at % bytes.length] = byte;
        try {
          const model = unpackTrees({ ...file, [name]: { ...file[name], base64: bytes.toString("base64") } });
          assert.equal(treesScores(model, new Float32Array(4)).length, 1);
        } catch (error) {
          assert.equal((error as { code?: string }).code, "model/damaged");
        }
      },
    ),
  );
  const circling = { right: packIntegers(new Array<number>(file.right.length).fill(0)) };
  for (const changed of [
    circling,
    { columnsCount: 1 },
    { values: undefined },
    { right: file.sizes },
    { sizes: { ...file.sizes, length: 2 } },
  ])
    assert.throws(
      () => unpackTrees({ ...file, ...changed }),
      (error: { code?: string }) => error.code === "model/damaged",
      JSON.stringify(changed),
    );
});
