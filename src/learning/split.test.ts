import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bootstrapInterval } from "./bootstrap.ts";
import { populationStability } from "./drift.ts";
import { wilson } from "./interval.ts";
import { openRandom } from "./random.ts";
import { groupedFolds, timeOrdered } from "./split.ts";

// Guarantees that nothing learnt about a group is tested on the same group, and that the order of rows has no say.
test("folds never split a group", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("a", "b", "c", "constructor", "__proto__", "f")),
      fc.integer({ min: 1, max: 6 }),
      fc.integer(),
      (groups, folds, seed) => {
        const foldOf = groupedFolds(groups, folds, seed);
        const seen = new Map(groups.map((group, row) => [group, foldOf[row] as number]));
        for (const [row, group] of groups.entries()) assert.equal(foldOf[row], seen.get(group));
        assert.deepEqual([...groupedFolds(groups.toReversed(), folds, seed)], [...foldOf].reverse());
        assert.ok(foldOf.every((fold) => fold < folds));
      },
    ),
  );
});

test("folds are of about one size", () => {
  const groups = Array.from({ length: 1_000 }, (_, row) => `g${row % 97}`);
  const folds = groupedFolds(groups, 5, 3);
  for (let fold = 0; fold < 5; fold++) assert.ok(Math.abs(folds.filter((of) => of === fold).length - 200) < 15);
});

// Guarantees that nothing learnt is younger than anything tested.
test("time order is kept and no instant is split", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.double({ min: 0, max: 1, noNaN: true }), (timesMs, share) => {
      const { earlier, later } = timeOrdered(timesMs, share);
      assert.deepEqual(
        [...earlier, ...later].sort((a, b) => a - b),
        timesMs.map((_, row) => row),
      );
      const times = (rows: readonly number[]) => rows.map((row) => timesMs[row] as number);
      if (earlier.length > 0 && later.length > 0) assert.ok(Math.max(...times(earlier)) < Math.min(...times(later)));
    }),
  );
});

test("a bootstrap interval holds the true mean about nineteen times in twenty", () => {
  const random = openRandom(5);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  let covered = 0;
  for (let trial = 0; trial < 200; trial++) {
    const groups = Array.from({ length: 60 }, () => random() + random());
    const [low, high] = bootstrapInterval({ groups, statistic: mean, samples: 400, seed: trial });
    if (low <= 1 && 1 <= high) covered += 1;
  }
  assert.ok(covered >= 178 && covered <= 199, `${covered} of 200`);
});

test("a bootstrap drawn twice is the same, and one group knows no spread", () => {
  const given = { groups: [1, 2, 3, 4], statistic: (sample: number[]) => Math.max(...sample), seed: 1 };
  assert.deepEqual(bootstrapInterval(given), bootstrapInterval(given));
  assert.deepEqual(bootstrapInterval({ ...given, groups: [4] }), [4, 4]);
  assert.deepEqual(bootstrapInterval({ ...given, groups: [] }), [Number.NaN, Number.NaN]);
});

// Values from Newcombe (1998), table I.
test("Wilson's interval is the published one", () => {
  const cases: readonly (readonly [number, number, number, number])[] = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ];
  for (const [right, of, low, high] of cases) {
    const interval = wilson(right, of);
    assert.ok(Math.abs(interval[0] - low) < 1e-4 && Math.abs(interval[1] - high) < 1e-4, `${right}/${of}: ${interval}`);
  }
});

test("stability is zero for the same shape and grows with change", () => {
  assert.equal(populationStability([1, 2, 3], [10, 20, 30]), 0);
  assert.ok(Math.abs(populationStability([50, 50], [40, 60]) - (0.1 * Math.log(50 / 40) + 0.1 * Math.log(60 / 50))) < 1e-12);
  assert.ok(populationStability([50, 50], [1, 99]) > 0.25);
  assert.ok(Number.isFinite(populationStability([50, 50, 0], [0, 50, 50])));
  assert.ok(Number.isNaN(populationStability([0, 0], [1, 1])));
});
