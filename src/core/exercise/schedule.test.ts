import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ExerciseOrder } from "../configuration/exercise.ts";
import { exerciseNotice, nextExerciseMs } from "./schedule.ts";

const dayMs = 86_400_000;
const at = (text: string) => Date.parse(`${text}Z`);
const weekly = ExerciseOrder.parse({ every: "7d", at: "03:00" });

describe("when an exercise is due", () => {
  test("the first at the next set time, the following so many days after the last, at the same time of day", () => {
    const next = (lastMs: number | undefined, since: string) => nextExerciseMs(weekly, { lastMs, sinceMs: at(since) });
    assert.equal(next(undefined, "2026-03-09T02:59:59"), at("2026-03-09T03:00:00"));
    assert.equal(next(undefined, "2026-03-09T03:00:01"), at("2026-03-10T03:00:00"));
    // It ended forty minutes after it began: the next one begins at three all the same.
    assert.equal(next(at("2026-03-09T03:40:00"), "2026-03-09T03:40:01"), at("2026-03-16T03:00:00"));
    // Nobody ran for a month: not at once, in the middle of a day, but at the next set time.
    assert.equal(next(at("2026-03-09T03:40:00"), "2026-04-20T11:00:00"), at("2026-04-21T03:00:00"));
  });

  test("it is always at the set time, never before it may be, and at most the days between and one and a half later", () => {
    const time = fc.integer({ min: at("2020-01-01T00:00:00"), max: at("2040-01-01T00:00:00") });
    const order = fc.record({
      days: fc.integer({ min: 1, max: 99 }),
      hour: fc.integer({ min: 0, max: 23 }),
      minute: fc.integer({ min: 0, max: 59 }),
    });
    fc.assert(
      fc.property(order, time, fc.option(time, { nil: undefined }), ({ days, hour, minute }, sinceMs, lastMs) => {
        const two = (number: number) => String(number).padStart(2, "0");
        const each = ExerciseOrder.parse({ every: `${days}d`, at: `${two(hour)}:${two(minute)}` });
        const dueMs = nextExerciseMs(each, { lastMs, sinceMs });
        assert.equal(new Date(dueMs).toISOString().slice(11), `${two(hour)}:${two(minute)}:00.000Z`);
        const mayMs = Math.max(sinceMs, lastMs === undefined ? 0 : lastMs + (days - 0.5) * dayMs);
        assert.ok(dueMs >= mayMs && dueMs - mayMs < dayMs, `${dueMs - mayMs}`);
      }),
    );
  });

  test("what is no schedule is refused", () => {
    for (const wrong of [
      { every: "0d" },
      { every: "week" },
      { every: "100d" },
      { every: "7d", at: "24:00" },
      { every: "7d", model: "a b" },
      {},
    ])
      assert.equal(ExerciseOrder.safeParse(wrong).success, false, JSON.stringify(wrong));
  });
});

describe("what has to be told of exercises", () => {
  const last = { atMs: at("2026-03-09T03:40:00"), violations: 0 };
  test("nothing while the last one held, violations, and one that was not played after it", () => {
    assert.equal(exerciseNotice(undefined, undefined), undefined);
    assert.equal(exerciseNotice(last, undefined), undefined);
    assert.match(exerciseNotice({ ...last, violations: 2 }, undefined) ?? "", /2026-03-09 03:40 UTC found 2 violations/);
    const failure = { atMs: last.atMs + dayMs, because: "it ended\u001b[31m with status 4" };
    assert.match(exerciseNotice(last, failure) ?? "", /was not played: it ended.* with status 4/);
    assert.ok(!exerciseNotice(last, failure)?.includes("\u001b"));
    assert.equal(exerciseNotice({ ...last, atMs: failure.atMs + 1 }, failure), undefined);
  });
});
