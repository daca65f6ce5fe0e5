import assert from "node:assert/strict";
import { test } from "node:test";
import { askPython, pythonHas } from "../../testing/python.ts";
import { logisticScores } from "../logistic/score.ts";
import { trainLogistic } from "../logistic/train.ts";
import { openRandom } from "../random.ts";
import { type SparseRow, sparseOf } from "../sparse.ts";

const there = pythonHas("sklearn");
const dimensions = 600;
const classesCount = 4;

/** Rows like text: many columns, few filled, some of them tell the class, a tenth of the labels are wrong. */
function world(seed: number, count: number): { rows: SparseRow[]; labels: number[] } {
  const random = openRandom(seed);
  const labels = Array.from({ length: count }, () => Math.floor(random() ** 2 * classesCount));
  const rows = labels.map((label) =>
    sparseOf(
      Array.from({ length: 25 }, () => {
        const telling = random() < 0.15;
        return [telling ? label * 30 + Math.floor(random() * 30) : Math.floor(random() ** 3 * dimensions), random() * 0.5] as const;
      }),
    ),
  );
  return { rows, labels: labels.map((label) => (random() < 0.1 ? Math.floor(random() * classesCount) : label)) };
}

const program = `
import numpy as np, scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
def matrix(rows):
    starts = np.cumsum([0] + [len(r[0]) for r in rows])
    return sp.csr_matrix((np.concatenate([r[1] for r in rows]), np.concatenate([r[0] for r in rows]).astype(int), starts), shape=(len(rows), given["dimensions"]))
weight = None if given["balanced"] == False else "balanced"
model = LogisticRegression(C=1 / given["l2"], tol=1e-8, max_iter=5000, class_weight=weight)
if given["several"]: model = OneVsRestClassifier(model)
model.fit(matrix(given["train"]), given["labels"])
print(json.dumps(model.decision_function(matrix(given["test"])).tolist()))
`;
const plain = (rows: readonly SparseRow[]) => rows.map(({ indices, values }) => [[...indices], [...values]]);

// Guarantees that a linear model is the one that a proven library finds: the same log-odds, for rows neither has seen.
for (const [l2, several, balanced] of [
  [1, false, false],
  [0.1, false, true],
  [1, true, false],
  [10, true, true],
] as const) {
  test(`scikit-learn finds the same model (l2 ${l2}, ${several ? "several classes" : "two classes"}${balanced ? ", balanced" : ""})`, {
    skip: !there,
  }, () => {
    const known = world(1, 2_000);
    const asked = world(2, 300);
    const labels = several ? known.labels : known.labels.map((label) => Math.min(1, label));
    const weights = balanced ? ({ classWeights: "balanced" } as const) : {};
    const model = trainLogistic({ rows: known.rows, labels, classesCount: several ? classesCount : 2, dimensions, l2, ...weights });
    const theirs = askPython<number[] | number[][]>(program, {
      train: plain(known.rows),
      labels,
      test: plain(asked.rows),
      dimensions,
      l2,
      several,
      balanced,
    });
    let furthest = 0;
    for (const [row, scores] of theirs.entries()) {
      const ours = logisticScores(model, asked.rows[row] as SparseRow);
      for (const [output, score] of [scores].flat().entries()) furthest = Math.max(furthest, Math.abs(score - (ours[output] as number)));
    }
    assert.ok(furthest < 0.02, `log-odds differ by up to ${furthest}`);
  });
}
