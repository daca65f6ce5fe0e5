import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { softmax } from "./probability.ts";
import { openRandom } from "./random.ts";
import { fitTemperature, sharesAt } from "./temperature.ts";

test("scores three times too sure are cooled by three", () => {
  const random = openRandom(2);
  const honest = Array.from({ length: 6_000 }, () => Float64Array.from({ length: 4 }, () => random() * 4));
  const labels = honest.map((scores) => {
    const drawn = random();
    const shares = [...softmax(scores)];
    return shares.filter((_, at) => shares.slice(0, at + 1).reduce((sum, share) => sum + share, 0) <= drawn).length;
  });
  const found = fitTemperature(
    honest.map((scores) => scores.map((score) => 3 * score)),
    labels,
  );
  assert.ok(Math.abs(found - 3) < 0.25, `${found}`);
  assert.equal(fitTemperature([], []), 1);
});

// Guarantees that calibration never changes which class comes first, and shares always sum to one.
test("any temperature keeps the order of the classes", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -900, max: 900, noNaN: true }), { minLength: 1 }),
      fc.double({ min: 0.02, max: 50, noNaN: true }),
      (scores, temperature) => {
        const shares = sharesAt(Float64Array.from(scores), temperature);
        assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
        assert.equal(shares[scores.indexOf(Math.max(...scores))], Math.max(...shares));
      },
    ),
  );
});
