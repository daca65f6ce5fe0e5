import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clopperPearson, wilson } from "./interval.ts";
import { clopperPearsonOfMany } from "./interval-of-many.ts";

// Guarantee: one interval, however it is computed.
describe("the exact interval of many", () => {
  test("is the one that summing over all outcomes gives", () => {
    for (const [right, of] of [
      [0, 501],
      [1, 501],
      [501, 501],
      [500, 501],
      [250, 700],
      [3, 1_000],
      [37, 2_995],
      [1_999, 4_000],
    ] as const) {
      const [low, high] = clopperPearson(right, of);
      const [lowOfMany, highOfMany] = clopperPearsonOfMany(right, of);
      assert.ok(Math.abs(low - lowOfMany) < 1e-9, `${right}/${of}: ${low} ${lowOfMany}`);
      assert.ok(Math.abs(high - highOfMany) < 1e-9, `${right}/${of}: ${high} ${highOfMany}`);
    }
  });

  test("holds Wilson's and the share itself for a million, and with nothing seen it is 1 - 0.025^(1/n)", () => {
    for (const right of [0, 1, 20, 3_000, 500_000, 999_999, 1_000_000]) {
      const [low, high] = clopperPearsonOfMany(right, 1_000_000);
      assert.ok(low <= right / 1e6 && right / 1e6 <= high, String(right));
      const [lowWilson, highWilson] = wilson(right, 1_000_000);
      assert.ok(Math.abs(low - lowWilson) < 1e-5 && Math.abs(high - highWilson) < 1e-5, String(right));
    }
    assert.ok(Math.abs(clopperPearsonOfMany(0, 1_000_000)[1] - (1 - 0.025 ** 1e-6)) < 1e-12);
  });
});
