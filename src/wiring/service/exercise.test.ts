import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { OpenStore } from "../../cli/system.ts";
import { ExerciseOrder } from "../../core/configuration/exercise.ts";
import { openExercises } from "../../engine/exercise/exercise-record.ts";
import { Configuration, tenantsOf } from "../../ports/configuration.ts";
import { silentLog } from "../../ports/log.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { memoryLeases } from "../../testing/memory-leases.ts";
import { exercising, wordsOf } from "./exercise.ts";
import { playInChild } from "./exercise-child.ts";
import type { TenantParts } from "./parts.ts";

const home = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "watchkeeper-exercise-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const system = { home, environment: process.env };
const start = Date.parse("2026-03-09T10:00:00Z");

/** The schedule of a tenant that is told so, with its processes of their own, until the first exercise came to an end. */
async function firstOf(says: object) {
  const clock = fakeClock(start);
  const journal = memoryJournalStore();
  const stop = new AbortController();
  const [tenant] = tenantsOf(Configuration.parse({ version: 1, ...says }));
  const lines: string[] = [];
  const heard = (code: string) => {
    lines.push(code);
    // The line of the log is written before the fact is durable where it fails, and after it where it does not.
    setImmediate(() => stop.abort());
  };
  const log = { ...silentLog, error: heard, info: (code: string) => void (code === "exercise/begun" ? lines.push(code) : heard(code)) };
  const store = { world: async () => ({ journal }) } as unknown as OpenStore;
  const parts = { tenant, places: { folder }, system: { ...system, clock }, log } as unknown as TenantParts;
  await exercising(parts, tenant!.redteam!, { store, leases: memoryLeases().forWorker("one") }, stop.signal);
  return { lines, record: await openExercises(journal, clock) };
}

describe("the exercise that the service plays by itself", () => {
  test("is played in a process of its own on the tenant's rules and knowledge, and its figures are in the record", async () => {
    writeFileSync(join(folder, "inventory.json"), JSON.stringify({ "own-addresses": ["10.0.0.0/8"] }));
    const { lines, record } = await firstOf({ redteam: { every: "1d", escalation: false }, inventory: ["inventory.json"] });
    assert.deepEqual(lines, ["exercise/begun", "exercise/played"]);
    const [played] = record.state.played;
    assert.ok(played && played.trials >= 200, JSON.stringify([played, record.failure()]));
    assert.deepEqual([played.violations, played.model, played.attacks.seen], [0, "none", 0]);
    assert.equal(
      played.seed,
      Math.floor(Date.parse("2026-03-10T03:00:00Z") / 86_400_000),
      "another one every day, and always the same for a day",
    );
  });

  test("that cannot be played is in the record with its reason", async () => {
    const { lines, record } = await firstOf({ redteam: { every: "1d", escalation: false }, rules: ["nowhere"] });
    assert.deepEqual(lines, ["exercise/begun", "exercise/not-played"]);
    assert.match(record.failure()?.because ?? "", /it ended with status \d: .*nowhere/);
    assert.deepEqual(record.state.played, []);
  });

  test("is ended at once with the service, and when its time is over", async () => {
    const words = ["redteam", "--full", "--json"];
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 1_500);
    const startedMs = performance.now();
    await assert.rejects(playInChild(words, { system }, { timeMsMax: 600_000, signal: stop.signal }), /ended with the service/);
    await assert.rejects(
      playInChild(words, { system }, { timeMsMax: 1_500, signal: new AbortController().signal }),
      /it did not run|status/,
    );
    assert.ok(performance.now() - startedMs < 60_000);
  });

  test("says what a person would type, with paths from the folder of the configuration", () => {
    const [tenant] = tenantsOf(
      Configuration.parse({ version: 1, rules: ["r", "/abs"], inventory: ["i"], indicators: ["n"], "builtin-rules": false }),
    );
    const order = ExerciseOrder.parse({ every: "7d", size: "standard", model: "mind" });
    assert.equal(
      wordsOf(order, tenant!, { folder: "/etc/w", seed: 5 }).join(" "),
      "redteam --json --seed 5 --model mind --config /etc/w/watchkeeper.yaml --escalation --no-builtin-rules --rules /etc/w/r --rules /abs --inventory /etc/w/i --indicators /etc/w/n",
    );
    assert.deepEqual(wordsOf(ExerciseOrder.parse({ every: "7d", escalation: false }), tenant!, { folder: "/", seed: 1 }).slice(0, 7), [
      ...["redteam", "--json", "--seed", "1", "--model", "none", "--quick"],
    ]);
  });
});
