import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readModelFile, writeModelFile } from "../model-file.ts";
import { openRandom } from "../random.ts";
import { type SparseRow, sparseOf } from "../sparse.ts";
import { packLogistic, unpackLogistic } from "./file.ts";
import { type LogisticModel, pruned, weightsOf } from "./model.ts";
import { logisticContributions, logisticScores } from "./score.ts";
import { trainLogistic } from "./train.ts";

const dimensions = 12;
const anyRow = fc.array(fc.tuple(fc.nat(dimensions - 1), fc.double({ min: -3, max: 3, noNaN: true })), { maxLength: 6 }).map(sparseOf);
const anyRows = fc.array(fc.tuple(anyRow, fc.nat(2)), { minLength: 1, maxLength: 30 });

/** Column 0 speaks for class 1, column 1 for class 2, the others are noise. */
function world(count: number): { rows: SparseRow[]; labels: number[] } {
  const random = openRandom(4);
  const labels = Array.from({ length: count }, () => Math.floor(random() * 3));
  const rows = labels.map((label) =>
    sparseOf([
      [label - 1 >= 0 ? label - 1 : 5, 1],
      [2 + Math.floor(random() * 8), random()],
    ]),
  );
  return { rows, labels };
}

const best = (scores: Float64Array) => scores.indexOf(Math.max(...scores));

test("what separates the classes is found", () => {
  const { rows, labels } = world(600);
  const model = trainLogistic({ rows, labels, classesCount: 3, dimensions, l2: 1 });
  assert.ok(rows.every((row, at) => best(logisticScores(model, row)) === labels[at]));
});

test("two classes are one question", () => {
  const { rows, labels } = world(600);
  const two = labels.map((label) => (label === 1 ? 1 : 0));
  const model = trainLogistic({ rows, labels: two, classesCount: 2, dimensions, l2: 1 });
  assert.equal(model.outputs, 1);
  assert.ok(rows.every((row, at) => (logisticScores(model, row)[0] as number) > 0 === (two[at] === 1)));
});

test("rows may be of several classes, or of none", () => {
  const rows = [[0], [1], [0, 1], [2]].flatMap((columns) =>
    Array.from({ length: 40 }, () => sparseOf(columns.map((column) => [column, 1] as const))),
  );
  const lists = [[0], [1], [0, 1], []].flatMap((list) => Array.from({ length: 40 }, () => list));
  const model = trainLogistic({ rows, labels: lists, classesCount: 2, dimensions, l2: 0.1 });
  for (const [row, list] of lists.entries()) {
    const found = [...logisticScores(model, rows[row] as SparseRow)].flatMap((score, name) => (score > 0 ? [name] : []));
    assert.deepEqual(found, list);
  }
});

// Guarantees that training is arithmetic: the same rows give the same bytes, and any rows give finite numbers.
test("any rows train the same model twice", () => {
  fc.assert(
    fc.property(anyRows, fc.constantFrom<readonly number[] | "balanced">("balanced", [1, 2, 3]), (pairs, classWeights) => {
      const task = {
        rows: pairs.map(([row]) => row),
        labels: pairs.map(([, label]) => label),
        classesCount: 3,
        dimensions,
        l2: 0.5,
        classWeights,
      };
      const model = trainLogistic(task);
      assert.equal(JSON.stringify(packLogistic(model)), JSON.stringify(packLogistic(trainLogistic(task))));
      assert.ok(model.bias.every(Number.isFinite) && model.weights.every(Number.isFinite));
    }),
    { numRuns: 40 },
  );
});

// Guarantees that what must not speak against an alarm cannot, whatever the data says.
test("bounded weights are never negative, and more of such a column never lowers the score", () => {
  fc.assert(
    fc.property(anyRows, anyRow, fc.nat(5), fc.double({ min: 0, max: 9, noNaN: true }), (pairs, row, column, more) => {
      const labels = pairs.map(([, label]) => Math.min(1, label));
      const model = trainLogistic({
        rows: pairs.map(([of]) => of),
        labels,
        classesCount: 2,
        dimensions,
        l2: 0.1,
        nonNegative: (feature) => feature < 6,
      });
      for (const { feature, weight } of weightsOf(model)) assert.ok(feature >= 6 || weight >= 0);
      const entries = Array.from(row.indices, (index, at) => [index, row.values[at] as number] as const);
      const raised = sparseOf([...entries, [column, more]]);
      assert.ok((logisticScores(model, raised)[0] as number) >= (logisticScores(model, row)[0] as number) - 1e-6);
    }),
    { numRuns: 60 },
  );
});

test("a column that speaks for the class alone, and against it beside another, is silent", () => {
  const random = openRandom(12);
  const rows: SparseRow[] = [];
  const labels: number[] = [];
  for (let row = 0; row < 400; row++) {
    const both = random() * 4;
    const own = random();
    rows.push(
      sparseOf([
        [0, both],
        [1, 0.8 * both + own],
      ]),
    );
    labels.push(random() < 1 / (1 + Math.exp(2 + 2 * own - 1.5 * both)) ? 1 : 0);
  }
  const task = { rows, labels, classesCount: 2, dimensions, l2: 0.1 };
  const weightOf = (model: LogisticModel) => [...weightsOf(model)].find(({ feature }) => feature === 1)?.weight ?? 0;
  assert.ok(weightOf(trainLogistic(task)) < -0.5);
  assert.equal(weightOf(trainLogistic({ ...task, nonNegative: () => true })), 0);
});

test("a bounded model is the best of its kind: no allowed weight, moved a little, lowers the loss", () => {
  const { rows, labels } = world(200);
  const two = labels.map((label) => (label === 1 ? 0 : 1));
  const l2 = 0.5;
  const model = trainLogistic({ rows, labels: two, classesCount: 2, dimensions, l2, nonNegative: (feature) => feature < 3 });
  const weights = new Float64Array(dimensions);
  for (const { feature, weight } of weightsOf(model)) weights[feature] = weight;
  const lossOf = (at: Float64Array) =>
    rows.reduce((sum, row, index) => {
      const score = row.indices.reduce(
        (total, column, place) => total + (at[column] as number) * (row.values[place] as number),
        model.bias[0] as number,
      );
      return sum + Math.log1p(Math.exp(two[index] === 1 ? -score : score));
    }, 0) +
    (l2 / 2) * at.reduce((sum, weight) => sum + weight * weight, 0);
  const least = lossOf(weights);
  for (let feature = 0; feature < dimensions; feature++) {
    for (const step of [-0.05, 0.05]) {
      const moved = Float64Array.from(weights);
      moved[feature] = (moved[feature] as number) + step;
      if (feature >= 3 || (moved[feature] as number) >= 0) assert.ok(lossOf(moved) > least, `feature ${feature} by ${step}`);
    }
  }
});

test("row weights count as rows do", () => {
  const { rows, labels } = world(60);
  const twice = trainLogistic({ rows: [...rows, ...rows], labels: [...labels, ...labels], classesCount: 3, dimensions, l2: 1 });
  const weighed = trainLogistic({ rows, labels, classesCount: 3, dimensions, l2: 1, rowWeights: rows.map(() => 2) });
  for (const row of rows) {
    const weighedScores = logisticScores(weighed, row);
    for (const [output, score] of logisticScores(twice, row).entries())
      assert.ok(Math.abs(score - (weighedScores[output] as number)) < 1e-3);
  }
});

// Guarantees that an explanation is the whole truth: its parts add up to the score.
test("contributions and bias sum to the score, unknown columns say nothing", () => {
  const { rows, labels } = world(200);
  const model = trainLogistic({ rows, labels, classesCount: 3, dimensions, l2: 1 });
  const row = sparseOf([
    [0, 2],
    [3, 0.5],
    [4_000_000_000, 7],
  ]);
  for (const [output, score] of logisticScores(model, row).entries()) {
    const parts = logisticContributions(model, row, output).reduce((sum, { logOdds }) => sum + logOdds, model.bias[output] as number);
    assert.ok(Math.abs(parts - score) < 1e-9);
  }
});

test("a model file scores as the model did, and pruning keeps the largest weights", () => {
  const { rows, labels } = world(300);
  const model = trainLogistic({ rows, labels, classesCount: 3, dimensions, l2: 1 });
  const kept = unpackLogistic(readModelFile(writeModelFile({ kind: "logistic", body: packLogistic(model) }), "logistic"));
  for (const row of rows) {
    const before = logisticScores(model, row);
    for (const [output, score] of logisticScores(kept, row).entries()) assert.ok(Math.abs(score - (before[output] as number)) < 1e-3);
  }
  const few = [...weightsOf(pruned(model, 5))].map(({ weight }) => Math.abs(weight));
  const left = [...weightsOf(model)].map(({ weight }) => Math.abs(weight)).sort((a, b) => b - a);
  assert.deepEqual(
    few.sort((a, b) => b - a),
    left.slice(0, 5),
  );
});

test("a linear model that does not hold together is refused", () => {
  const file = packLogistic(trainLogistic({ ...world(50), classesCount: 3, dimensions, l2: 1 }));
  for (const changed of [{ dimensions: 2 }, { bias: [1] }, { counts: file.gaps }, { weights: file.counts }, { gaps: undefined }])
    assert.throws(
      () => unpackLogistic({ ...file, ...changed }),
      (error: { code?: string }) => error.code === "model/damaged",
      JSON.stringify(changed),
    );
});
