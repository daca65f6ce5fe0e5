import assert from "node:assert/strict";
import { test } from "node:test";
import { askPython, pythonHas } from "../../testing/python.ts";
import { logLoss, rocAuc } from "../metrics.ts";
import { sigmoid, softmax } from "../probability.ts";
import { openRandom } from "../random.ts";
import { treesScores } from "../trees/score.ts";
import { trainTrees } from "../trees/train.ts";

const there = pythonHas("sklearn", "xgboost");
const settings = { treesMax: 60, depthMax: 4, learningRate: 0.1, lambda: 1, leafWeightMin: 0.001, binsMax: 128 } as const;
/** One point. */
const apart = 0.01;

type Table = { readonly rows: number[][]; readonly labels: number[] };

/** Columns of different shapes, some of them missing in a way that tells, interactions, and a tenth of the labels wrong. */
function table(seed: number, count: number, classesCount: number): Table {
  const random = openRandom(seed);
  const rows: number[][] = [];
  const labels: number[] = [];
  for (let row = 0; row < count; row++) {
    const cells = Array.from({ length: 10 }, (_, column) =>
      Math.fround(column < 5 ? random() * 2 - 1 : column < 8 ? Math.floor(random() * 6) : Math.exp(random() * 8)),
    );
    const [a = 0, b = 0, c = 0, , , f = 0, , , i = 0] = cells;
    const strange = 1.5 * (a + 0.3) * (b + 0.4) + Math.sin(3 * c) + (f === 2 ? 0.8 : 0) + Math.log(i) / 8 + random() * 0.5;
    if (random() < (strange > 0.8 ? 0.3 : 0.05)) cells[3] = Number.NaN;
    const label = Math.min(classesCount - 1, Math.max(0, Math.floor(strange * (classesCount / 2))));
    rows.push(cells);
    labels.push(random() < 0.1 ? Math.floor(random() * classesCount) : label);
  }
  return { rows, labels };
}

const program = `
import numpy as np, xgboost
from sklearn.ensemble import HistGradientBoostingClassifier
matrix = lambda rows: np.array([[float("nan") if v is None else v for v in row] for row in rows], dtype=np.float32)
several, s = given["classesCount"] > 2, given["settings"]
train, test, labels = matrix(given["train"]), matrix(given["test"]), np.array(given["labels"])
theirs = HistGradientBoostingClassifier(max_iter=s["treesMax"], max_depth=s["depthMax"], max_leaf_nodes=None, learning_rate=s["learningRate"],
    l2_regularization=s["lambda"], min_samples_leaf=1, max_bins=s["binsMax"], early_stopping=False, monotonic_cst=given["monotone"], random_state=0).fit(train, labels)
other = xgboost.XGBClassifier(n_estimators=s["treesMax"], max_depth=s["depthMax"], learning_rate=s["learningRate"], reg_lambda=s["lambda"],
    min_child_weight=s["leafWeightMin"], max_bin=s["binsMax"], tree_method="hist", n_jobs=1, objective="multi:softprob" if several else "binary:logistic",
    monotone_constraints=None if given["monotone"] is None else tuple(given["monotone"])).fit(train, labels)
print(json.dumps([theirs.predict_proba(test).tolist(), other.predict_proba(test).astype(float).tolist()]))
`;

type Told = { readonly loss: number; readonly accuracy: number; readonly auc: number };

function told(shares: readonly (readonly number[])[], labels: readonly number[]): Told {
  const ofTruth = shares.map((row, at) => row[labels[at] as number] as number);
  return {
    loss: logLoss(
      ofTruth,
      labels.map(() => 1),
    ),
    accuracy: shares.filter((row, at) => row.indexOf(Math.max(...row)) === labels[at]).length / labels.length,
    auc: rocAuc(
      shares.map((row) => row[1] as number),
      labels.map((label) => (label === 1 ? 1 : 0)),
    ),
  };
}

function ours(known: Table, asked: Table, classesCount: number, monotone: number[] | undefined): number[][] {
  const columns = (known.rows[0] ?? []).map((_, column) => Float32Array.from(known.rows, (row) => row[column] as number));
  const model = trainTrees({ columns, labels: known.labels, classesCount, options: { ...settings, ...(monotone ? { monotone } : {}) } });
  return asked.rows.map((row) => {
    const scores = treesScores(model, Float32Array.from(row));
    return classesCount > 2 ? [...softmax(scores)] : [1 - sigmoid(scores[0] as number), sigmoid(scores[0] as number)];
  });
}

function compare({
  known,
  asked,
  classesCount,
  monotone,
}: {
  known: Table;
  asked: Table;
  classesCount: number;
  monotone?: number[] | undefined;
}): void {
  const mine = told(ours(known, asked, classesCount, monotone), asked.labels);
  const given = { train: known.rows, labels: known.labels, test: asked.rows, settings, classesCount, monotone: monotone ?? null };
  for (const theirs of askPython<number[][][]>(program, given).map((shares) => told(shares, asked.labels))) {
    const found = JSON.stringify({ mine, theirs });
    assert.ok(mine.loss < theirs.loss + apart && mine.accuracy > theirs.accuracy - apart && mine.auc > theirs.auc - apart, found);
  }
}

// Guarantees that our trees are no worse than those of two proven libraries with the same settings: within one point on rows nobody has seen.
for (const [classesCount, monotone] of [
  [2, undefined],
  [2, [0, 0, 0, 0, 0, 0, 0, 0, 1, -1]],
  [3, undefined],
] as const) {
  test(`scikit-learn and xgboost grow no better trees (${classesCount} classes${monotone ? ", directions" : ""})`, { skip: !there }, () => {
    compare({
      known: table(1, 8_000, classesCount),
      asked: table(2, 8_000, classesCount),
      classesCount,
      monotone: monotone && [...monotone],
    });
  });
}

const measured = `
from sklearn import datasets
data = datasets.load_digits()
print(json.dumps({"rows": data.data.tolist(), "labels": data.target.tolist()}))
`;

// The same on measurements of the real world that come with scikit-learn: written digits, and which of them are odd.
for (const classesCount of [2, 10]) {
  test(`scikit-learn and xgboost grow no better trees on written digits (${classesCount} classes)`, { skip: !there }, () => {
    const { rows, labels } = askPython<Table>(measured, {});
    const every = (part: number) => (_: unknown, at: number) => at % 2 === part;
    const half = (part: number) => ({
      rows: rows.filter(every(part)),
      labels: labels.filter(every(part)).map((label) => label % classesCount),
    });
    compare({ known: half(0), asked: half(1), classesCount });
  });
}
