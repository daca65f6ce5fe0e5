import assert from "node:assert/strict";
import { test } from "node:test";
import { WriteBackPolicy } from "../../core/write-back/policy.ts";
import { loadAttackCatalogue } from "../../knowledge/attack.ts";
import { pageAlertsMax, type SettledAlert, type SettledCase, settledAlertsMax } from "../../ports/settled.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { memoryLeases } from "../../testing/memory-leases.ts";
import { memoryProduct } from "../../testing/memory-sinks.ts";
import { handTo, type WatchGround, watchByHand, watchGround } from "../../testing/watch-by-hand.ts";
import { openWriteBack } from "../write-back/desk.ts";
import type { WatchLimits } from "./limits.ts";
import { openTeller } from "./tell-step.ts";

const hourMs = 3_600_000;

/** A watch in which so many alerts of one machine became a case that ended, and then so many more, and so on; what others were told is in `ground.told`. */
async function storm(ground: WatchGround, waves: readonly number[], limits: Partial<WatchLimits> = {}) {
  const watch = await watchByHand(ground, { lookMs: 0, settlingMs: 20_000, settlingMaxMs: 300_000, ...limits });
  const teller = openTeller(watch.context);
  const where = { host: "ws-1.example.test", user: "user1" };
  let made = 0;
  for (const [wave, count] of waves.entries()) {
    if (wave > 0) await teller.step();
    for (const end = made + count; made < end; made++)
      handTo(ground, "sensor", { id: `given-${made}`, title: `Program ${made} started`, severity: "medium", ...where });
    for (let rounds = 0; rounds < 2; rounds++) {
      ground.nowMs += hourMs;
      await watch.round();
      await watch.look();
    }
  }
  return { watch, teller };
}

async function pagesOf(each: SettledCase, after?: string) {
  const pages: { readonly alerts: readonly SettledAlert[]; readonly upTo: string }[] = [];
  for await (const page of each.alertPages(after)) pages.push(page);
  return pages;
}
const idsOf = (pages: Awaited<ReturnType<typeof pagesOf>>) => pages.flatMap(({ alerts }) => alerts.map(({ givenId }) => givenId ?? ""));
const given = (count: number) => Array.from({ length: count }, (_, made) => `given-${made}`).toSorted();

test("a case of 2,300 alerts is told with all of them, page by page, and from any page on", async () => {
  const ground = watchGround();
  const { teller } = await storm(ground, [2_300]);
  await teller.step();
  const told = ground.told.toSorted((a, b) => b.alertsTotal - a.alertsTotal);
  const [great] = told;
  assert.ok(great && great.alertsTotal > 2_000 && great.alerts.length === settledAlertsMax);
  const pages = await Promise.all(told.map((each) => pagesOf(each)));
  assert.deepEqual(idsOf(pages.flat()).toSorted(), given(2_300));
  assert.ok(pages.flat().every(({ alerts }) => alerts.length <= pageAlertsMax));
  const ours = pages[0] ?? [];
  for (const [index, { upTo }] of ours.entries()) assert.deepEqual(await pagesOf(great, upTo), ours.slice(index + 1));
  for (const { id, verdict } of great.alerts)
    assert.equal(ours.flatMap(({ alerts }) => alerts).find((each) => each.id === id)?.verdict, verdict);
});

test("alerts that left memory while their case was open are told with it", async () => {
  const ground = watchGround();
  const { watch, teller } = await storm(ground, [700, 650], { alertsHeldMax: 750 });
  assert.ok((watch.state().desks.get("case-1")?.alertsGone ?? 0) > 500, "too few left: the test proves nothing");
  await teller.step();
  const newest = new Map(ground.told.map((each) => [each.caseId, each]));
  const pages = await Promise.all([...newest.values()].map((each) => pagesOf(each)));
  assert.deepEqual(idsOf(pages.flat()).toSorted(), given(1_350));
  for (const [index, each] of [...newest.values()].entries()) {
    const all = pages[index] ?? [];
    for (const [at, { upTo }] of all.entries()) assert.deepEqual(await pagesOf(each, upTo), all.slice(at + 1));
  }
});

test("what is told is written back to its source, though telling is cut short at every page", async () => {
  const ended: unknown[] = [];
  const sensor = memoryProduct("sensor");
  const [journal, leases] = [memoryJournalStore(), memoryLeases()];
  const clock = { nowMs: () => ground.nowMs, sleep: () => Promise.reject(new Error("nobody sleeps here")) };
  let appends = 0;
  const open = () =>
    openWriteBack({
      tenant: "default",
      // Each life ends with the second thing that it would record.
      journal: {
        ...journal,
        append: async (entries) => {
          if (++appends % 2 === 0) throw new Error("power cut");
          await journal.append(entries);
        },
      },
      clock,
      leases: leases.forWorker("one"),
      connectors: [sensor.connector],
      policy: WriteBackPolicy.parse({ attach: [], findings: "none", publish: false, tickets: "none" }),
      catalogue: loadAttackCatalogue(),
    });
  const mortal = { name: "write-back", settled: async (each: SettledCase) => (await open()).sink.settled(each) };
  const fresh = watchGround();
  const ground = { ...fresh, parts: { ...fresh.parts, sinks: [mortal], note: (_: string, cause: unknown) => ended.push(cause) } };
  const { watch, teller } = await storm(ground, [1_300]);
  for (let lives = 0; lives < 40; lives++) {
    ground.nowMs += hourMs;
    await teller.step();
  }
  assert.ok(ended.length >= 3, `${ended.length} lives ended`);
  assert.ok([...watch.state().desks.values()].every(({ told, revision }) => told === revision));
  const jobs = await (await open()).jobs();
  const asked = jobs.filter(({ kind }) => kind === "verdict").map(({ subject }) => subject);
  assert.deepEqual(asked.toSorted(), given(1_300));
});
