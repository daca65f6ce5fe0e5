import assert from "node:assert/strict";
import { test } from "node:test";
import { clopperPearson } from "./interval.ts";

// Values from published tables of the exact interval.
test("the interval is the exact one", () => {
  const cases: readonly (readonly [number, number, number, number])[] = [
    [0, 10, 0, 0.3085],
    [5, 10, 0.1871, 0.8129],
    [10, 10, 0.6915, 1],
    [1, 20, 0.0013, 0.2487],
    [0, 0, 0, 1],
  ];
  for (const [right, of, low, high] of cases) {
    const interval = clopperPearson(right, of);
    assert.ok(Math.abs(interval[0] - low) < 1e-4 && Math.abs(interval[1] - high) < 1e-4, `${right}/${of}: ${interval}`);
  }
});
