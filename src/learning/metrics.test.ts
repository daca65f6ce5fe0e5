import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as metrics from "./metrics.ts";

const near = (found: number, expected: number) => assert.ok(Math.abs(found - expected) < 1e-9, `${found} instead of ${expected}`);
const labelled = fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 0, max: 1 })), { minLength: 1, maxLength: 60 });
const groupings = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })), { minLength: 1, maxLength: 40 });
const columnsOf = (rows: readonly (readonly [number, number])[]) => [rows.map(([a]) => a), rows.map(([, b]) => b)] as const;

test("F1 counts as the books do", () => {
  near(metrics.f1Of({ hits: 2, falseAlarms: 1, misses: 2 }), 4 / 7);
  near(metrics.macroF1(["a", "a", "b"], ["a", "b", "b"]), 2 / 3);
  near(metrics.microF1(["a", "a", "b", "none"], ["a", "b", "b", "a"], ["a", "b"]), 4 / 7);
});

test("a perfect order has areas of one, a reversed one has nothing", () => {
  near(metrics.rocAuc([1, 2, 3, 4], [0, 0, 1, 1]), 1);
  near(metrics.averagePrecision([1, 2, 3, 4], [0, 0, 1, 1]), 1);
  near(metrics.rocAuc([4, 3, 2, 1], [0, 0, 1, 1]), 0);
  near(metrics.rocAuc([5, 5, 5, 5], [0, 1, 0, 1]), 0.5);
});

test("recall is taken at the bar that false alarms allow", () => {
  const scores = [9, 8, 7, 6, 5, 4];
  const labels = [1, 0, 1, 0, 0, 1];
  near(metrics.recallAtFalsePositiveRate(scores, labels, 0), 1 / 3);
  near(metrics.recallAtFalsePositiveRate(scores, labels, 0.34), 2 / 3);
  near(metrics.recallAtFalsePositiveRate(scores, labels, 1), 1);
  assert.deepEqual(
    [0.1, 0.5, 0.67, 1].map((recall) => metrics.thresholdAtRecall(scores, labels, recall)),
    [9, 7, 4, 4],
  );
  assert.ok(Number.isNaN(metrics.thresholdAtRecall(scores, [0, 0, 0, 0, 0, 0], 0.5)));
  assert.equal(metrics.thresholdAtFalsePositiveRate([1, 1], [0, 1], 0), Number.POSITIVE_INFINITY);
});

test("calibration error is the distance between promise and outcome", () => {
  near(metrics.expectedCalibrationError([0.8, 0.8, 0.8, 0.8, 0.8], [1, 1, 1, 1, 0]), 0);
  near(metrics.expectedCalibrationError([0.95, 0.05], [0, 0]), 0.5);
  near(metrics.brier([1, 0.5], [0, 1]), 0.625);
});

// Guarantees that only the order of scores decides the areas.
test("areas do not change when scores are stretched", () => {
  fc.assert(
    fc.property(labelled, (rows) => {
      const [scores, labels] = columnsOf(rows);
      const stretched = scores.map((score) => Math.exp(score / 3) - 40);
      assert.equal(metrics.rocAuc(stretched, labels), metrics.rocAuc(scores, labels));
      assert.equal(metrics.averagePrecision(stretched, labels), metrics.averagePrecision(scores, labels));
    }),
  );
});

// Guarantees that the area is the chance it claims to be, counted pair by pair.
test("the area is the share of pairs in order", () => {
  fc.assert(
    fc.property(labelled, (rows) => {
      const [scores, labels] = columnsOf(rows);
      fc.pre(labels.includes(0) && labels.includes(1));
      let right = 0;
      let pairs = 0;
      for (const [high, one] of rows) {
        for (const [low, zero] of rows) {
          if (one === 1 && zero === 0) {
            pairs += 1;
            right += high > low ? 1 : high === low ? 0.5 : 0;
          }
        }
      }
      near(metrics.rocAuc(scores, labels), right / pairs);
    }),
  );
});

// Guarantees that grouping is scored as counted pair by pair, and that names of groups do not matter.
test("pairwise F1 counts pairs", () => {
  fc.assert(
    fc.property(groupings, (rows) => {
      const [truth, predicted] = columnsOf(rows);
      const told = { hits: 0, falseAlarms: 0, misses: 0 };
      for (let a = 0; a < rows.length; a++) {
        for (let b = a + 1; b < rows.length; b++) {
          if (truth[a] === truth[b] && predicted[a] === predicted[b]) told.hits += 1;
          else if (predicted[a] === predicted[b]) told.falseAlarms += 1;
          else if (truth[a] === truth[b]) told.misses += 1;
        }
      }
      near(metrics.pairwiseF1(truth, predicted), told.hits + told.falseAlarms + told.misses === 0 ? 1 : metrics.f1Of(told));
      near(
        metrics.adjustedRand(truth, predicted),
        metrics.adjustedRand(
          truth.map((name) => `group ${name}`),
          predicted,
        ),
      );
    }),
  );
});
