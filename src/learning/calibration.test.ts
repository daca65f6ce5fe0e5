import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Calibration, calibrated, fitIsotonic, fitPlatt } from "./calibration.ts";
import { expectedCalibrationError } from "./metrics.ts";
import { openRandom } from "./random.ts";

const rows = fc.array(fc.tuple(fc.double({ min: -50, max: 50, noNaN: true }), fc.integer({ min: 0, max: 1 })), { maxLength: 60 });
const fits = [fitIsotonic, fitPlatt];

test("neighbours that fall are pooled", () => {
  const fitted = fitIsotonic([1, 2, 3, 4], [0, 1, 0, 1]);
  assert.deepEqual(
    [1, 2, 2.5, 3, 3.5, 4, 9].map((score) => calibrated(fitted, score)),
    [0, 0.5, 0.5, 0.5, 0.75, 1, 1],
  );
});

// Guarantees that calibration never reverses an order: a higher score is never a lower probability.
test("calibration is monotone and stays a probability", () => {
  for (const fit of fits) {
    fc.assert(
      fc.property(rows, fc.array(fc.double({ min: -60, max: 60, noNaN: true })), (pairs, asked) => {
        const fitted = fit(
          pairs.map(([score]) => score),
          pairs.map(([, label]) => label),
        );
        assert.deepEqual(Calibration.parse(JSON.parse(JSON.stringify(fitted))), JSON.parse(JSON.stringify(fitted)));
        let before = 0;
        for (const score of asked.sort((a, b) => a - b)) {
          const probability = calibrated(fitted, score);
          assert.ok(probability >= before && probability <= 1, `${score}: ${probability} after ${before}`);
          before = probability;
        }
      }),
    );
  }
});

test("what was promised comes true on rows not seen", () => {
  const random = openRandom(11);
  const draw = (count: number) => {
    const scores = Array.from({ length: count }, () => random() * 8 - 4);
    return { scores, labels: scores.map((score) => (random() < 1 / (1 + Math.exp(1 - 2 * score)) ? 1 : 0)) };
  };
  const known = draw(4_000);
  const asked = draw(4_000);
  for (const fit of fits) {
    const fitted = fit(known.scores, known.labels);
    const error = expectedCalibrationError(
      asked.scores.map((score) => calibrated(fitted, score)),
      asked.labels,
    );
    assert.ok(error < 0.02, `${error}`);
  }
});

test("weights count as rows do", () => {
  assert.deepEqual(fitIsotonic([1, 2], [1, 0], [1, 3]), fitIsotonic([1, 2, 2, 2], [1, 0, 0, 0]));
});

test("a score that argues backwards is flattened, not turned round", () => {
  const fitted = fitPlatt([1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 0, 0]);
  assert.equal(calibrated(fitted, -100), calibrated(fitted, 100));
});
