import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { awayAfterMs, signOfLifeMs } from "../regulation/availability.ts";
import { selfAvailability } from "./self-availability.ts";

// Guarantees: without signs nothing is claimed, and an outage is never counted shorter than it was.

const every = (fromMs: number, toMs: number) =>
  Array.from({ length: Math.floor((toMs - fromMs) / signOfLifeMs) + 1 }, (_, at) => fromMs + at * signOfLifeMs);

describe("the availability of the agent itself", () => {
  test("is not measured without signs that are given again and again", () => {
    for (const [signs, isGiven] of [
      [[], true],
      [[5, 6], false],
    ] as const)
      assert.equal(selfAvailability(signs, isGiven, { fromMs: 0, toMs: 10_000_000 }).measured, false);
  });

  test("counts an hour away, and how long it took to come back", () => {
    const hourMs = 3_600_000;
    const signs = [...every(0, 10 * hourMs), ...every(11 * hourMs, 20 * hourMs)];
    const found = selfAvailability(signs, true, { fromMs: 0, toMs: 20 * hourMs });
    assert.deepEqual(found.measured && [found.share, found.outages, found.longestMs, found.medianRecoveryMs, found.awayNow], [
      0.95,
      1,
      hourMs,
      hourMs,
      false,
    ]);
    const away = selfAvailability(signs, true, { fromMs: 0, toMs: 25 * hourMs });
    assert.deepEqual(away.measured && [away.outages, away.awayNow, away.awayMs], [2, true, 6 * hourMs]);
  });

  test("counts what of an outage lies in the period, whether it began before or goes on after", () => {
    const hourMs = 3_600_000;
    const signs = [...every(0, 4 * hourMs), ...every(15 * hourMs, 40 * hourMs)];
    const began = selfAvailability(signs, true, { fromMs: 10 * hourMs, toMs: 20 * hourMs });
    assert.deepEqual(began.measured && [began.fromMs, began.share, began.outages, began.longestMs, began.medianRecoveryMs], [
      10 * hourMs,
      0.5,
      1,
      5 * hourMs,
      11 * hourMs,
    ]);
    const throughout = selfAvailability(signs, true, { fromMs: 5 * hourMs, toMs: 10 * hourMs });
    assert.deepEqual(throughout.measured && [throughout.share, throughout.awayNow], [0, true]);
  });

  test("is a share, and one only where no sign was missing", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 * awayAfterMs }), { minLength: 1, maxLength: 60 }), (signs) => {
        const found = selfAvailability(signs, true, { fromMs: 0, toMs: 50 * awayAfterMs + 1 });
        assert.ok(found.measured && found.share >= 0 && found.share <= 1);
        assert.equal(found.share === 1, found.outages === 0);
        assert.ok(found.longestMs <= found.awayMs);
      }),
    );
  });
});
