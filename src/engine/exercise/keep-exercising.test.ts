import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ExerciseOrder } from "../../core/configuration/exercise.ts";
import type { ExercisePlayed } from "../../core/exercise/exercise.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { memoryLeases } from "../../testing/memory-leases.ts";
import { openExercises } from "./exercise-record.ts";
import { keepExercising } from "./keep-exercising.ts";

const start = Date.parse("2026-03-09T10:00:00Z");
const hourMs = 3_600_000;
const order = ExerciseOrder.parse({ every: "2d", at: "03:00" });
const count = { seen: 0, of: 10 };
const figures = { version: "1", seed: 1, model: "none", rules: "r", playbooks: "p", trials: 10 };

type Play = (signal: AbortSignal, count: number) => Promise<void>;

/** Processes over one record, with leases between them, on a clock that goes on by itself; all end once so many exercises came to an end. */
async function scene(endsAfter: number, play: Play = async () => {}) {
  const clock = fakeClock(start);
  const journal = memoryJournalStore();
  const leases = memoryLeases();
  const stop = new AbortController();
  const plays: string[] = [];
  const process = async (name: string) => {
    const record = await openExercises(journal, clock);
    const keep: typeof record.keep = async (fact) => {
      await record.keep(fact);
      if (plays.length >= endsAfter) stop.abort();
    };
    const parts = {
      ...{ order, clock, keep, leases: leases.forWorker(name) },
      async lastMs() {
        await record.refresh();
        return Math.max(record.state.played.at(-1)?.atMs ?? 0, record.failure()?.atMs ?? 0) || undefined;
      },
      async play(signal: AbortSignal): Promise<ExercisePlayed> {
        plays.push(new Date(clock.nowMs()).toISOString().slice(0, 13));
        await play(signal, plays.length);
        return {
          ...{ type: "ExercisePlayed", atMs: clock.nowMs(), ...figures },
          ...{ attacks: count, twins: count, outputs: count, spillover: count, utility: count, violations: 0 },
        };
      },
      failed: (cause: unknown) => keep({ type: "ExerciseNotPlayed", because: (cause as Error).message, atMs: clock.nowMs() }),
    };
    return { record, done: keepExercising(parts, stop.signal) };
  };
  return { plays, stop, process };
}

describe("the schedule of exercises", () => {
  test("of two processes one plays, at the set time, every so many days", async () => {
    const { plays, process } = await scene(3);
    const both = [await process("one"), await process("two")];
    await Promise.all(both.map(({ done }) => done));
    assert.deepEqual(plays, ["2026-03-10T03", "2026-03-12T03", "2026-03-14T03"]);
    await both[0]!.record.refresh();
    assert.equal(both[0]!.record.state.played.length, 3);
  });

  test("one that fails is recorded with its reason, and tried again at its next time and not before", async () => {
    const { plays, process } = await scene(2, async (_, nth) => {
      if (nth === 1) throw new Error("the disk is full");
    });
    const one = await process("one");
    await one.done;
    assert.deepEqual(plays, ["2026-03-10T03", "2026-03-12T03"]);
    assert.deepEqual([one.record.failure()?.because, one.record.state.played.length], ["the disk is full", 1]);
  });

  test("the service ends while it plays: it ends with it, and nothing is recorded of it", async () => {
    const held = await scene(
      9,
      (signal) =>
        new Promise((_settle, fail) => {
          signal.addEventListener("abort", () => fail(new Error("ended")), { once: true });
          setImmediate(() => held.stop.abort());
        }),
    );
    const one = await held.process("one");
    await one.done;
    assert.deepEqual([held.plays.length, one.record.state.played, one.record.failure()], [1, [], undefined]);
  });

  test("what was recorded is read again, of both kinds", async () => {
    const clock = fakeClock(start);
    const journal = memoryJournalStore();
    const record = await openExercises(journal, clock);
    await record.keep({ type: "ExerciseNotPlayed", because: "why", atMs: start + hourMs });
    const again = await openExercises(journal, clock);
    assert.deepEqual(again.failure(), { type: "ExerciseNotPlayed", because: "why", atMs: start + hourMs });
  });
});
