import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { isSilent, learntHabit, noHabit, type SourceHabit, silentAfterPauses, silentMsMin, skewOf } from "./habit.ts";

const hourMs = 3_600_000;
const start = Date.UTC(2026, 0, 5);

/** A source that speaks at these times, without naming any. */
function spokenAt(timesMs: readonly number[], offsetMs?: number): { readonly habit: SourceHabit; readonly lastMs: number | undefined } {
  let habit = noHabit;
  let lastMs: number | undefined;
  for (const nowMs of timesMs) {
    habit = learntHabit(habit, { lastMs, nowMs, sentAtMs: offsetMs === undefined ? [] : [nowMs + offsetMs] });
    lastMs = nowMs;
  }
  return { habit, lastMs };
}
const every = (stepMs: number, times: number) => Array.from({ length: times }, (_, index) => start + index * stepMs);

describe("a source's silence", () => {
  test("is not told before five hours are known", () => {
    const { habit, lastMs } = spokenAt(every(hourMs, 5));
    assert.equal(isSilent(habit, lastMs!, lastMs! + 1_000 * hourMs), false);
    const known = spokenAt(every(hourMs, 6));
    assert.equal(isSilent(known.habit, known.lastMs!, known.lastMs! + 1_000 * hourMs), true);
  });

  test("of a busy source is told after a quarter of an hour, not before", () => {
    const { habit, lastMs } = spokenAt(every(60_000, 600));
    assert.equal(isSilent(habit, lastMs!, lastMs! + silentMsMin), false);
    assert.equal(isSilent(habit, lastMs!, lastMs! + silentMsMin + 1), true);
  });

  test("of one that rests at night is measured by its nights", () => {
    const days = Array.from({ length: 6 }, (_, day) => every(600_000, 60).map((atMs) => atMs + day * 24 * hourMs)).flat();
    const { habit, lastMs } = spokenAt(days);
    const nightMs = 24 * hourMs - 59 * 600_000;
    assert.equal(isSilent(habit, lastMs!, lastMs! + silentAfterPauses * nightMs), false);
    assert.equal(isSilent(habit, lastMs!, lastMs! + silentAfterPauses * nightMs + 1), true);
  });

  // Guarantees: nothing that a source did within the last week counts as silence when it does it again, and what is remembered is bounded.
  test("is never a pause that the source is used to", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 12 * hourMs }), { minLength: 1, maxLength: 300 }), (pauses) => {
        const times = [start];
        for (const pauseMs of pauses) times.push(times.at(-1)! + pauseMs);
        const { habit, lastMs } = spokenAt(times, 5);
        assert.ok(habit.pauses.length <= 168 && habit.offsets.length <= 31);
        const recent = pauses.filter((_, index) => times[index + 1]! > lastMs! - 160 * hourMs).slice(-160);
        assert.equal(isSilent(habit, lastMs!, lastMs! + Math.max(...recent)), false);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a source's clock", () => {
  test("is off by the middle of what its last deliveries name, whatever a few of them say", () => {
    assert.equal(skewOf(noHabit), undefined);
    assert.equal(skewOf(spokenAt(every(1_000, 40)).habit), undefined);
    const { habit } = spokenAt(every(1_000, 31), 90_000);
    assert.equal(skewOf(habit), 90_000);
    let odd = habit;
    for (let time = 0; time < 15; time++) odd = learntHabit(odd, { lastMs: start, nowMs: start, sentAtMs: [start - 10 * hourMs] });
    assert.equal(skewOf(odd), 90_000);
    odd = learntHabit(odd, { lastMs: start, nowMs: start, sentAtMs: [start - 10 * hourMs] });
    assert.equal(skewOf(odd), -10 * hourMs);
  });

  test("is judged by the middle record of a delivery", () => {
    const habit = learntHabit(noHabit, { lastMs: undefined, nowMs: start, sentAtMs: [start - 5, start + 999_999, start + 7] });
    assert.deepEqual(habit.offsets, [7]);
    assert.deepEqual(habit.pauses, []);
  });
});
