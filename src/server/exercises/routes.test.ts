import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { z } from "zod";
import { type ExercisePlayed, exerciseWorld } from "../../core/exercise/exercise.ts";
import { openExercises } from "../../engine/exercise/exercise-record.ts";
import { Configuration } from "../../ports/configuration.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { openApiScene } from "../../testing/api-scene.ts";
import type { Exercises } from "../contract/exercises.ts";

const viewer = { role: "viewer" } as const;
const count = { seen: 0, of: 10 };
const played = (atMs: number, violations: number): ExercisePlayed => ({
  ...{ type: "ExercisePlayed", atMs, version: "1", seed: 1, model: "none", rules: "r", playbooks: "p", trials: 10 },
  ...{ attacks: count, twins: count, outputs: count, spillover: count, utility: count, violations },
});

describe("GET /api/v1/exercises", () => {
  test("200: nothing while none was played or is scheduled", async () => {
    const scene = await openApiScene();
    const answer = await scene.ask({ url: "/api/v1/exercises" }, viewer);
    assert.deepEqual(answer.json(), { schedule: null, notice: null, notPlayed: null, exercises: [] });
  });

  test("200: the newest first, with what has to be told and when the next one is played", async () => {
    const scene = await openApiScene();
    const journal = memoryJournalStore();
    const record = await openExercises(journal, scene.clock);
    const nowMs = scene.clock.nowMs();
    for (const [at, violations] of [0, 0, 3].entries()) await record.keep(played(nowMs - (3 - at) * 86_400_000, violations));
    const configuration = Configuration.parse({ version: 1, redteam: { every: "7d", at: "04:30" } });
    const { desk } = scene.tenant();
    Object.assign(desk, {
      journal: { ...desk.journal, hasWorld: async (world: string) => world === exerciseWorld, world: async () => ({ journal }) },
      settings: { ...desk.settings, configuration },
    });
    const listed = async (query = "") =>
      (await scene.ask({ url: `/api/v1/exercises${query}` }, viewer)).json() as z.infer<typeof Exercises>;
    const { schedule, notice, exercises } = await listed();
    assert.deepEqual(
      exercises.map(({ violations }) => violations),
      [3, 0, 0],
    );
    assert.match(notice ?? "", /3 violations/);
    const nextMs = Date.parse(schedule?.nextAt ?? "");
    assert.ok(nextMs > nowMs + 5 * 86_400_000 && nextMs <= nowMs + 7 * 86_400_000 && schedule?.nextAt.includes("T04:30"), schedule?.nextAt);
    assert.equal((await listed("?limit=1")).exercises.length, 1);
    await record.keep({ type: "ExerciseNotPlayed", because: "the disk is full", atMs: nowMs });
    const after = await listed();
    assert.deepEqual([after.notPlayed?.because, /was not played: the disk is full/.test(after.notice ?? "")], ["the disk is full", true]);
  });
});
