import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { chanceOf } from "../../../tools/trials/chance.ts";
import { stopTrial } from "../../../tools/trials/containment/stop.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Effector } from "../../ports/effector.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { openScene, type Scene } from "../../testing/containment-scene.ts";
import { deskParts, people, testStopFile } from "../../testing/containment-world.ts";
import { nothingStops } from "../../testing/guards.ts";
import { memoryEffector } from "../../testing/memory-effector.ts";
import { memoryExecutorLock } from "../../testing/memory-executor-lock.ts";
import { memoryProduct } from "../../testing/memory-product.ts";

const clock: Clock = { nowMs: () => Date.now(), sleep: (delayMs, signal) => sleep(delayMs, undefined, { signal }) };
const queued = 12;
const users = 40;
const targets = Object.fromEntries(Array.from({ length: users }, (_, index) => [`d-${index + 1}`, [`account:user-${index + 1}`]]));

/** A product that takes its time, remembers when changes arrived, and a database that can go away. */
async function busyOffice(chance: ReturnType<typeof chanceOf>, through = (effector: Effector): Effector => effector) {
  const product = memoryProduct({ targets, nowMs: clock.nowMs });
  const arrivals: number[] = [];
  const slow = {
    async call(request: Parameters<typeof product.call>[0]) {
      if (request.call === "perform" || request.call === "undo") arrivals.push(performance.now());
      await sleep(chance.below(3));
      return product.call(request);
    },
  };
  const database = { down: false };
  const journal = mortal(memoryJournalStore(), database);
  const stopFile = testStopFile();
  const executorLock = memoryExecutorLock();
  const parts = (executor: string) =>
    deskParts({ effectors: [through(memoryEffector({ product: slow }))], clock, journal, stopFile, executorLock, executor, users });
  const open = (executor: string) => openScene(parts(executor));
  const scene = await open("first");
  await scene.adopt();
  for (let user = 1; user <= queued; user++) await scene.propose({ user, caseId: `case-${user}`, releaseAfterMs: 1 + chance.below(20) });
  return { product, arrivals, database, stopFile, scene, open };
}

/** A store whose database goes away. */
function mortal(store: JournalStore, database: { readonly down: boolean }): JournalStore {
  const whileUp = <Answer>(work: () => Promise<Answer>) => (database.down ? Promise.reject(new Error("ECONNREFUSED")) : work());
  return {
    ...store,
    append: (entries) => whileUp(() => store.append(entries)),
    read: (from, limit) => whileUp(() => store.read(from, limit)),
    head: () => whileUp(store.head),
  };
}

type Busy = Awaited<ReturnType<typeof busyOffice>>;

/** How a stop reaches the engine. */
const activations: readonly [string, (busy: Busy, other: Scene) => Promise<void>][] = [
  ["the record, by another process", async (_, other) => void (await other.desk.obey(stop))],
  ["the record, by the process itself", async ({ scene }) => void (await scene.desk.obey(stop))],
  [
    "the file",
    async ({ stopFile }) => {
      stopFile.stopped = "touched";
    },
  ],
  [
    "a file that cannot be read",
    async ({ stopFile }) => {
      stopFile.unreadable = true;
    },
  ],
  [
    "the file, while the database is down",
    async ({ stopFile, database }) => {
      database.down = true;
      stopFile.stopped = "touched";
    },
  ],
];
const stop = { type: "Stop", scope: "all", by: people.omar.name, because: "something is wrong" } as const;

/** Passes one after the other, as `contain run --watch` makes them. */
async function keepGoing(scene: Scene, until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    await scene.pass().catch(() => {});
    await sleep(1);
  }
}

const runs = 200;
const lastEffectMsMax = 2_000;

const slowRuns = 3;
const slowReadMs = 2_500;
const watchMs = 3_500;

/** Stops while an effector is at a question before its change: how long after it the last change arrived, 0 when none did. */
async function stopSlowly([, activate]: (typeof activations)[number], { delayMs, looksAway }: { delayMs: number; looksAway: boolean }) {
  const busy = await busyOffice(chanceOf(5), (effector) => ({
    ...effector,
    async perform(order, guard) {
      await sleep(slowReadMs, undefined, looksAway ? {} : { signal: guard.signal });
      return effector.perform(order, looksAway ? nothingStops : guard);
    },
  }));
  const { arrivals, scene, open, database } = busy;
  const other = await open("second");
  const end = new AbortController();
  const going = keepGoing(scene, end.signal);
  await sleep(delayMs);
  assert.equal(arrivals.length, 0, "the stop came too late to matter");
  await activate(busy, other);
  const stoppedAtMs = performance.now();
  await sleep(watchMs);
  end.abort();
  database.down = false;
  await going;
  return Math.max(0, ...arrivals.map((atMs) => atMs - stoppedAtMs));
}

describe("the kill switch", () => {
  const activationsOutside = process.env.WATCHKEEPER_LONG ? 200 : 6;
  test(`${activationsOutside} activations against another process on a real database: the last change arrives within two seconds, none after a restart`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "watchkeeper-stop-"));
    const { slowestMs, changes, problems } = await stopTrial({
      activations: activationsOutside,
      seed: 18,
      folder,
      log: (line) => t.diagnostic(line),
    });
    rmSync(folder, { recursive: true });
    assert.deepEqual(problems, []);
    for (const [how, lastMs] of slowestMs) t.diagnostic(`stopped by ${how}: last change after ${lastMs.toFixed(1)} ms at most`);
    const worst = Math.max(...slowestMs.values());
    t.diagnostic(
      `slowest of ${activationsOutside} activations: ${worst.toFixed(1)} ms to the last change (${changes} changes before stops), 0 after it`,
    );
    assert.ok(worst <= lastEffectMsMax);
  });

  // Guarantees that whoever stops is obeyed: within two seconds the last change has left, and nothing follows - not what is queued, not what is to be
  // released or undone, not from another process, and not after a restart, until two people resume.
  test(`${runs} activations under load: the last change leaves at once, and none follows`, async (t) => {
    const chance = chanceOf(18);
    const slowest = new Map<string, number>();
    let cut = 0;
    let begun = 0;
    for (let run = 0; run < runs; run++) {
      const busy = await busyOffice(chance);
      const { arrivals, scene, open, product, stopFile, database } = busy;
      const other = await open("second");
      const end = new AbortController();
      const going = [keepGoing(scene, end.signal), keepGoing(other, end.signal)];
      await sleep(1 + chance.below(50));
      const [how, activate] = activations[run % activations.length]!;
      if (arrivals.length > 0) begun++;
      const stoppedAtMs = performance.now();
      await activate(busy, other);
      await sleep(5);
      const settled = arrivals.length;
      if (product.ledger.filter(({ changed }) => changed).length < queued) cut++;
      await sleep(8);
      end.abort();
      await Promise.all(going);
      database.down = false;
      const restarted = await open("restarted");
      for (let pass = 0; pass < 3; pass++) await restarted.pass();
      const lastMs = Math.max(0, ...arrivals.filter((atMs) => atMs > stoppedAtMs).map((atMs) => atMs - stoppedAtMs));
      slowest.set(how, Math.max(slowest.get(how) ?? 0, lastMs));
      assert.ok(arrivals.length <= settled, `a change left ${lastMs} ms after a stop by ${how}`);
      if (run % 20 === 0) await resumesAndGoesOn(restarted, { stopFile, product });
    }
    assert.ok(begun > runs / 2 && cut > runs / 2, "most stops came too early or too late to matter");
    for (const [how, lastMs] of slowest) t.diagnostic(`stopped by ${how}: last change after ${lastMs.toFixed(1)} ms at most`);
    const worst = Math.max(...slowest.values());
    t.diagnostic(`slowest of ${runs} activations: ${worst.toFixed(1)} ms to the last change, 0 changes after it`);
  });

  // The same where every effect begins with a question that takes seconds: the stop comes in the middle of it, and is watched for longer than it takes.
  test(`${activations.length * slowRuns} activations in the middle of a slow question: no change follows, and a guard that looks away is found out`, async (t) => {
    const each = activations.flatMap((way) => Array.from({ length: slowRuns }, () => way));
    const delays = each.map((_, index) => 50 + ((index * 173) % (slowReadMs - 300)));
    const [honest, blind] = await Promise.all([
      Promise.all(each.map((way, index) => stopSlowly(way, { delayMs: delays[index]!, looksAway: false }))),
      Promise.all(activations.map((way) => stopSlowly(way, { delayMs: 50, looksAway: true }))),
    ]);
    const worst = Math.max(...honest);
    t.diagnostic(
      `${each.length} activations within a question of ${slowReadMs} ms: last change ${worst.toFixed(1)} ms after the stop at most`,
    );
    assert.ok(worst <= lastEffectMsMax);
    for (const lastMs of blind) assert.ok(lastMs > lastEffectMsMax, "a guard that looks away was not found out");
  });

  test("what was under way when somebody stopped is named, and read back while it is stopped", async () => {
    const busy = await busyOffice(chanceOf(3));
    let settle = () => {};
    const until = new Promise<void>((done) => {
      settle = done;
    });
    busy.product.fault = ({ call }) => (call === "perform" ? { fault: "hang", until } : undefined);
    const passing = busy.scene.pass();
    const other = await busy.open("second");
    while (busy.arrivals.length === 0) await sleep(1);
    await other.desk.obey(stop);
    assert.deepEqual(
      other.desk.inFlight().map(({ action, status }) => [action.id, status]),
      [["c-1", "executing"]],
    );
    settle();
    await passing;
    await other.desk.refresh();
    assert.equal(other.statusOf("c-1"), "confirmed");
    assert.equal(busy.arrivals.length, 1);
  });
});

/** A resume by one person is none; by two, with the file gone, what was queued goes on. */
async function resumesAndGoesOn(scene: Scene, { stopFile, product }: Pick<Busy, "stopFile" | "product">): Promise<void> {
  Object.assign(stopFile, { stopped: undefined, unreadable: false });
  const before = product.ledger.filter(({ changed }) => changed).length;
  await scene.resume(people.mara);
  await scene.pass();
  assert.equal(product.ledger.filter(({ changed }) => changed).length, before, "one person resumed");
  await scene.resume(people.ines);
  await scene.pass();
  assert.ok(product.ledger.filter(({ changed }) => changed).length > before || before >= queued);
}
