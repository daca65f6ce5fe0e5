import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { WriteBackPolicy } from "../../core/write-back/policy.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import type { SettledCase } from "../../ports/settled.ts";
import { type Fate, memoryProduct } from "../../testing/memory-sinks.ts";
import { settledCase } from "../../testing/settled-cases.ts";
import { openIn, settle, worldOf } from "../../testing/write-back-scene.ts";

/** A process that dies at the nth moment in which it touches the outside world: its journal, or the product. */
type Death = { moments: number; dead: boolean };

function mortal(death: Death): void {
  if (death.dead) throw new Error("dead");
  if (death.moments-- > 0) return;
  death.dead = true;
  throw new Error("power cut");
}

function mortalJournal(journal: JournalStore, death: Death): JournalStore {
  return {
    ...journal,
    append: async (entries) => {
      mortal(death);
      await journal.append(entries);
      // It is durable, and we may die before we learn of it.
      mortal(death);
    },
  };
}

const fateOf = fc.constantFrom<Fate[]>("works", "works", "refused", "answer lost", "question lost");

// Guarantees exactly once, as an outsider counts: however often processes die, and whatever answers are lost, everything that was asked for is at the
// product once, and nothing that was replaced before it was sent is there at all.
test("never twice and never lost, whatever the order of crashes and lost answers", async () => {
  const stories = fc.record({
    deaths: fc.array(fc.nat({ max: 40 }), { maxLength: 8 }),
    fates: fc.array(fateOf, { maxLength: 40 }),
    revisions: fc.integer({ min: 1, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(stories, async ({ deaths, fates, revisions }) => {
      const siem = memoryProduct("siem");
      const world = worldOf([siem]);
      let written = 0;
      siem.fate = () => fates[written++] ?? "works";
      const cases: SettledCase[] = Array.from({ length: revisions }, (_, index) =>
        settledCase({ revision: index + 1, because: `look ${index + 1}`, alerts: 2, perPage: 1 }),
      );
      for (const [index, moments] of [...deaths, Number.POSITIVE_INFINITY].entries()) {
        const death: Death = { moments, dead: false };
        siem.touch = () => mortal(death);
        const worker = `worker-${index}`;
        const stop = new AbortController();
        const desk = await openIn(world, worker, mortalJournal(world.journal, death));
        const working = desk.work(stop.signal);
        // Whoever tells us of cases does so again after a crash.
        for (const each of cases) await desk.sink.settled(each).catch(() => undefined);
        const endMs = world.clock.nowMs() + (Number.isFinite(moments) ? 3_600_000 : 48 * 3_600_000);
        while (!death.dead && desk.counts().waiting > 0 && world.clock.nowMs() < endMs) await world.clock.sleep(1_000);
        if (!death.dead) death.dead = Number.isFinite(moments);
        stop.abort();
        await working;
        world.leases.dies(worker);
      }
      const desk = await openIn(world, "reader");
      const jobs = await desk.jobs();
      const keys = siem.arrived.map(({ key }) => key);
      assert.equal(new Set(keys).size, keys.length, "written twice");
      const isThere = new Set(keys);
      for (const { key, state, kind } of jobs) {
        assert.ok(state.status === "written" || state.status === "superseded", `${kind} is ${state.status}`);
        assert.equal(isThere.has(key), state.status === "written", `${kind} ${state.status}`);
      }
      assert.equal(siem.arrived.filter(({ kind }) => kind === "ticket").length, 1);
      const last = jobs.filter(({ revision }) => revision === revisions);
      assert.ok(
        last.some(({ kind }) => kind === "verdict"),
        "the last look was lost",
      );
    }),
    { numRuns: 40 },
  );
});

test("a worker that was given up records nothing more, and what it wrote is found and not written again", async () => {
  const siem = memoryProduct("siem");
  const world = worldOf([siem], {
    policy: WriteBackPolicy.parse({ attach: [], findings: "none", publish: false, verdicts: "none", tickets: "none" }),
  });
  const zombie = await openIn(world, "zombie");
  await zombie.sink.settled(settledCase());
  const connector = siem.connector;
  let wake: () => void = () => {};
  const asleep = new Promise<void>((settled) => {
    wake = settled;
  });
  const notify = connector.notify;
  assert.ok(notify);
  let first = true;
  const slow = {
    ...connector,
    notify: {
      ...notify,
      // The first writer writes, and falls asleep before it hears the answer.
      write: async (...given: Parameters<typeof notify.write>) => {
        const written = await notify.write(...given);
        if (first) {
          first = false;
          await asleep;
        }
        return written;
      },
    },
  };
  const sleepy = { ...world, products: [{ ...siem, connector: slow }] };
  const one = await openIn(sleepy, "zombie");
  const stop = new AbortController();
  const working = one.work(stop.signal);
  while (siem.arrived.length === 0) await world.clock.sleep(100);
  world.leases.dies("zombie");
  const two = await openIn(sleepy, "two");
  await settle(sleepy, two);
  wake();
  stop.abort();
  await working;
  assert.equal(siem.arrived.length, 1);
  const [job] = await two.jobs();
  assert.ok(job?.state.status === "written" && job.state.found);
});

test("two processes on one journal share the work and never do a thing twice", async () => {
  const siem = memoryProduct("siem");
  const world = worldOf([siem]);
  const [one, two] = [await openIn(world, "one"), await openIn(world, "two")];
  const stop = new AbortController();
  const working = [one.work(stop.signal), two.work(stop.signal)];
  for (let index = 0; index < 6; index++)
    for (const desk of [one, two]) await desk.sink.settled(settledCase({ caseId: `case-${index + 1}`, alerts: 1 }));
  while (siem.arrived.length < 6 * 5) await world.clock.sleep(500);
  await world.clock.sleep(5_000);
  stop.abort();
  await Promise.all(working);
  assert.equal(siem.arrived.length, 6 * 5);
  assert.equal(new Set(siem.arrived.map(({ key }) => key)).size, 6 * 5);
});
