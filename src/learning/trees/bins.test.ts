import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { binned } from "./bins.ts";

const values = fc.array(
  fc.oneof(fc.float(), fc.float({ min: -2, max: 2 }), fc.constantFrom(0, -0, 1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)),
  {
    minLength: 1,
    maxLength: 80,
  },
);

// Guarantees that the question asked in training (which bin) and the one asked of an alert (above the cut?) have the same answer.
test("a value lies in bin b exactly when it is above cut b - 1 and at most cut b", () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 2, max: 12 }), (given, binsMax) => {
      const column = Float32Array.from(given);
      const { bins, cuts, firstBin, binsCount } = binned([column], new Uint8Array(column.length).fill(1), binsMax);
      const list = cuts[0] as Float32Array;
      assert.ok(list.length < binsMax && list.every((cut, at) => at === 0 || cut > (list[at - 1] as number)));
      assert.equal(binsCount, firstBin[1]);
      for (const [row, value] of column.entries()) {
        const bin = bins[row] as number;
        if (Number.isNaN(value)) assert.equal(bin, list.length + 1);
        else
          assert.ok(
            bin <= list.length &&
              (bin === list.length || value <= (list[bin] as number)) &&
              (bin === 0 || value > (list[bin - 1] as number)),
          );
      }
    }),
    { numRuns: 400 },
  );
});

test("few values get a bin each, many share the rows equally", () => {
  assert.deepEqual([...(binned([Float32Array.of(3, 1, 2, 1)], new Uint8Array(4).fill(1), 8).cuts[0] as Float32Array)], [1.5, 2.5]);
  const many = Float32Array.from({ length: 1_000 }, (_, at) => at ** 2);
  const counts = new Map<number, number>();
  for (const bin of binned([many], new Uint8Array(1_000).fill(1), 10).bins) counts.set(bin, (counts.get(bin) ?? 0) + 1);
  assert.deepEqual([...counts.values()], new Array(10).fill(100));
});

test("rows held back do not decide where to cut", () => {
  const column = Float32Array.of(1, 2, 100, 200);
  assert.deepEqual([...(binned([column], Uint8Array.of(1, 1, 0, 0), 8).cuts[0] as Float32Array)], [1.5]);
});
