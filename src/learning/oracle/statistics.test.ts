import assert from "node:assert/strict";
import { test } from "node:test";
import { askPython, pythonHas } from "../../testing/python.ts";
import { calibrated, fitIsotonic, fitPlatt } from "../calibration.ts";
import { clopperPearson, wilson } from "../interval.ts";
import * as metrics from "../metrics.ts";
import { openRandom } from "../random.ts";

const there = pythonHas("sklearn", "scipy");

/** Scores with many ties, probabilities, two-class and several-class labels, weights. */
function rows(seed: number, count: number) {
  const random = openRandom(seed);
  const scores = Array.from({ length: count }, () => Math.round(random() * 40) / 4 - 5);
  return {
    scores,
    probabilities: scores.map(() => random()),
    labels: scores.map((score) => (random() < 1 / (1 + Math.exp(-score)) ? 1 : 0)),
    classes: scores.map(() => Math.floor(random() * 5)),
    predicted: scores.map(() => Math.floor(random() * 6)),
    weights: scores.map(() => random() * 3 + 0.1),
    asked: Array.from({ length: 200 }, () => random() * 14 - 7),
  };
}

const program = `
import numpy as np
from scipy.stats import binomtest
from sklearn.isotonic import IsotonicRegression
from sklearn.calibration import _sigmoid_calibration
from sklearn import metrics as m
from sklearn.metrics.cluster import pair_confusion_matrix
s, y, p, a = np.array(given["scores"]), np.array(given["labels"]), np.array(given["probabilities"]), np.array(given["asked"])
iso = lambda w: IsotonicRegression(out_of_bounds="clip").fit(s, y, sample_weight=w).predict(a).tolist()
slope, offset = _sigmoid_calibration(s, y)
((_, fp), (fn, tp)) = pair_confusion_matrix(given["classes"], given["predicted"])
fpr, tpr, _ = m.roc_curve(y, s, drop_intermediate=False)
print(json.dumps({
  "isotonic": iso(None), "weighted": iso(np.array(given["weights"])),
  "platt": (1 / (1 + np.exp(slope * a + offset))).tolist(),
  "macro": m.f1_score(given["classes"], given["predicted"], average="macro"),
  "micro": m.f1_score(given["classes"], given["predicted"], average="micro", labels=[0, 1, 2]),
  "average": m.average_precision_score(y, s), "auc": m.roc_auc_score(y, s), "brier": m.brier_score_loss(y, p), "loss": m.log_loss(y, p),
  "rand": m.adjusted_rand_score(given["classes"], given["predicted"]), "pairs": float(2 * tp / (2 * tp + fp + fn)),
  "absolute": m.mean_absolute_error(given["classes"], given["predicted"]), "recall": float(tpr[fpr <= 0.05].max()),
  "exact": [list(binomtest(k, n).proportion_ci(method="exact")) for k, n in given["counts"]],
  "wilson": [list(binomtest(k, n).proportion_ci(method="wilson")) for k, n in given["counts"]],
}))
`;

type Answers = Readonly<Record<string, number>> & {
  isotonic: number[];
  weighted: number[];
  platt: number[];
  exact: number[][];
  wilson: number[][];
};

test("scikit-learn and scipy count the same", { skip: !there }, () => {
  const given = {
    ...rows(1, 1_500),
    counts: [
      [3, 10],
      [0, 7],
      [7, 7],
      [812, 900],
      [1, 5_000],
    ] as [number, number][],
  };
  const theirs = askPython<Answers>(program, given);
  const near = (what: string, found: number, expected: number, within = 1e-9) =>
    assert.ok(Math.abs(found - expected) <= within, `${what}: ${found}, theirs ${expected}`);
  const all = (what: string, found: number[], expected: number[], within?: number) => {
    for (const [at, value] of expected.entries()) near(what, found[at] as number, value, within);
  };
  const { scores, labels, probabilities, classes, predicted, weights, asked } = given;
  const isotonic = fitIsotonic(scores, labels);
  const weighted = fitIsotonic(scores, labels, weights);
  const platt = fitPlatt(scores, labels);
  all(
    "isotonic",
    asked.map((score) => calibrated(isotonic, score)),
    theirs.isotonic,
    1e-6,
  );
  all(
    "weighted isotonic",
    asked.map((score) => calibrated(weighted, score)),
    theirs.weighted,
    1e-6,
  );
  all(
    "platt",
    asked.map((score) => calibrated(platt, score)),
    theirs.platt,
    1e-5,
  );
  near("macro-F1", metrics.macroF1(classes, predicted), theirs.macro as number);
  near("micro-F1", metrics.microF1(classes, predicted, [0, 1, 2]), theirs.micro as number);
  near("average precision", metrics.averagePrecision(scores, labels), theirs.average as number);
  near("area", metrics.rocAuc(scores, labels), theirs.auc as number);
  near("brier", metrics.brier(probabilities, labels), theirs.brier as number);
  near("log-loss", metrics.logLoss(probabilities, labels), theirs.loss as number);
  near("adjusted rand", metrics.adjustedRand(classes, predicted), theirs.rand as number);
  near("pairwise F1", metrics.pairwiseF1(classes, predicted), theirs.pairs as number);
  near("mean absolute error", metrics.meanAbsoluteError(classes, predicted), theirs.absolute as number);
  near("recall at 5 %", metrics.recallAtFalsePositiveRate(scores, labels, 0.05), theirs.recall as number);
  for (const [at, [right, of]] of given.counts.entries()) {
    all("exact interval", clopperPearson(right, of), theirs.exact[at] as number[], 1e-6);
    all("Wilson's interval", wilson(right, of), theirs.wilson[at] as number[], 1e-9);
  }
});
