import assert from "node:assert/strict";
import { test } from "node:test";
import type { ExercisePlayed } from "../../core/exercise/exercise.ts";
import { exerciseWorld } from "../../core/exercise/exercise.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { eventsIn } from "../journal/read-opened.ts";
import { openRecordReplay } from "../journal/replay-record.ts";
import { openExercises } from "./exercise-record.ts";

const clock = { nowMs: () => 1_000, sleep: () => new Promise<void>(() => {}) };
const played = (seed: number): ExercisePlayed => ({
  type: "ExercisePlayed",
  atMs: 1_000 + seed,
  version: "0.1.0",
  seed,
  model: "none",
  rules: "sha256:a",
  playbooks: "sha256:b",
  trials: 250,
  attacks: { seen: 0, of: 250 },
  twins: { seen: 0, of: 240 },
  outputs: { seen: 0, of: 1_750 },
  spillover: { seen: 0, of: 25 },
  utility: { seen: 76, of: 76 },
  violations: 0,
});

test("what exercises found is there after a restart, in order, from two processes at once, and replays", async () => {
  const store = memoryJournalStore();
  const [one, other] = [await openExercises(store, clock), await openExercises(store, clock)];
  await one.keep(played(1));
  await other.keep(played(2));
  await one.keep(played(3));
  const { state } = await openExercises(store, clock);
  assert.deepEqual(state.played, [played(1), played(2), played(3)]);
  const replay = openRecordReplay(exerciseWorld);
  for (const text of await eventsIn(store)) replay.take(text);
  assert.deepEqual(replay.replayed(), { answers: 0, cases: 0 });
});
