import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { crossFittedMeans, fitTargetMeans, TargetMeans, targetMeanOf } from "./categorical.ts";

const rows = fc.array(
  fc.tuple(fc.constantFrom("a", "b", "constructor", "__proto__", ""), fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 3 })),
  {
    minLength: 1,
  },
);
const columnsOf = (given: readonly (readonly [string, number, number])[]) => ({
  categories: given.map(([category]) => category),
  targets: given.map(([, target]) => target),
  folds: Uint8Array.from(given, ([, , fold]) => fold),
});

test("a category has the mean of its rows, a rare one less of it, an unknown one the mean of all", () => {
  const means = fitTargetMeans({ categories: ["a", "a", "a", "b"], targets: [1, 1, 1, 0], smoothing: 1 });
  const meanOf = targetMeanOf(means);
  assert.deepEqual([meanOf("a"), meanOf("b"), meanOf("toString")], [(3 + 0.75) / 4, 0.75 / 2, 0.75]);
});

// Guarantees that what a row is trained on does not know the row's own answer, nor its fold's.
test("a row's number does not change with its own fold's targets", () => {
  fc.assert(
    fc.property(rows, (given) => {
      const { categories, targets, folds } = columnsOf(given);
      const before = crossFittedMeans({ categories, targets, folds });
      const after = crossFittedMeans({
        categories,
        targets: targets.map((target, row) => (folds[row] === 0 ? 1 - target : target)),
        folds,
      });
      for (const [row, fold] of folds.entries()) if (fold === 0) assert.equal(after[row], before[row]);
    }),
  );
});

// Guarantees that the order of rows has no say, and that the numbers survive a file.
test("means do not depend on the order of rows", () => {
  fc.assert(
    fc.property(rows, (given) => {
      const means = fitTargetMeans(columnsOf(given));
      assert.deepEqual(fitTargetMeans(columnsOf(given.toReversed())), means);
      assert.deepEqual(TargetMeans.parse(JSON.parse(JSON.stringify(means))), means);
      for (const [category] of given) assert.ok(targetMeanOf(means)(category) >= 0 && targetMeanOf(means)(category) <= 1);
    }),
  );
});
