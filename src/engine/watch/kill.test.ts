import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { chanceOf } from "../../../tools/trials/chance.ts";
import { isSettled, type WatchState, watchAccounting } from "../../core/watch/watch.ts";
import type { Database } from "../../storage/database.ts";
import { waitUntil } from "../../storage/embedded/process.ts";
import { openFolderKeeper } from "../../storage/journal/folder-keeper.ts";
import { openDatabase } from "../../storage/open-database.ts";
import { openPool } from "../../storage/pool.ts";
import { connectionTo, type WatchScene, watchScene } from "../../testing/watch-scene.ts";
import { startWatchWorker, type WatchWorker } from "../../testing/watch-workers.ts";

const kills = process.env.WATCHKEEPER_LONG === "1" ? 300 : 60;
const workersCount = 3;
/** From the last sign of life of a killed worker to the next triage. */
const takeOverMs = 10_000;

let server: Database;
let folder: string;
before(async () => {
  server = await openDatabase({ ephemeral: true, connectionsMax: 4 });
  folder = mkdtempSync(join(tmpdir(), "watchkeeper-watch-"));
});
after(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** A reader of the same tenant, which runs no watch. Several alerts in a row are of one machine, so that cases grow and are opened again. */
async function outside(tenant: string) {
  const keyed = { ...server, tenant, pool: openPool({ connection: connectionTo(server), tenant, durable: true, connectionsMax: 2 }) };
  const place = join(folder, tenant);
  const keeper = await openFolderKeeper(keyed, { keys: `${place}/keys`, transparency: `${place}/transparency` });
  const scene = await watchScene({ server, tenant, keeper });
  const ids = new Set<string>();
  let garbage = 0;
  const { below, pick } = chanceOf(5);
  const hand = async (count: number) => {
    const alerts = Array.from({ length: count }, () => {
      const id = `given-${ids.size + 1}`;
      ids.add(id);
      const host = below(40);
      const title = pick(["Credential store read", "Office program started a shell", "Many failed logons"]);
      const severity = pick(["low", "medium", "high", "critical"]);
      return { id, time: new Date().toISOString(), source: "edr", title, severity, host: `ws-${host}.example.test`, user: `user${host}` };
    });
    await scene.hand(
      "edr",
      alerts,
      alerts.map(({ id }) => id),
    );
    if (below(4) === 0)
      await scene.intake.handOver({ source: "junk", records: [{ id: `junk-${++garbage}`, bytes: Buffer.from([0, 1, 2, garbage]) }] });
  };
  const close = async () => {
    await scene.close();
    await keyed.pool.end();
  };
  return { scene, place, ids, hand, garbage: () => garbage, close };
}

/** Whether everything that was handed over is in a case that ended, in the record and in the views, and others were told of each; telling goes on aside, after the views. */
async function isDone({ watch, views }: WatchScene, handed: number): Promise<boolean> {
  await watch.refresh();
  const { accepted, open } = watch.accounting();
  const counts = await views.counts();
  if (accepted !== handed || open !== 0 || counts.open !== 0 || counts.closed + counts.escalated !== handed) return false;
  return settledDesks(watch.state()).every(([, { revision, told }]) => told === revision);
}

/** The desks of the cases that ended. */
function settledDesks({ run, desks }: WatchState) {
  return [...desks].filter(([caseId]) => isSettled(run.cases.get(caseId)));
}

/** Nothing lost, nothing doubled. */
async function requireWhole({ watch, views, intake }: WatchScene, ids: ReadonlySet<string>, garbage: number): Promise<void> {
  const { accepted, closed, escalated, open, deadLettered } = watchAccounting(watch.state());
  assert.deepEqual({ accepted, open, deadLettered }, { accepted: ids.size, open: 0, deadLettered: 0 });
  assert.equal(closed + escalated, ids.size);
  const given: string[] = [];
  for (let after: string | undefined; ; ) {
    const page = await views.alerts({}, { limit: 500, ...(after !== undefined && { after }) });
    given.push(...page.rows.map(({ givenId }) => givenId ?? ""));
    after = page.next;
    if (after === undefined) break;
  }
  assert.equal(given.length, ids.size);
  assert.deepEqual(new Set(given), ids);
  const letters = await intake.deadLetters({ limit: 1_000 });
  assert.equal(letters.filter(({ source }) => source === "junk").length, garbage);
  assert.equal(letters.length, garbage);
}

describe("several processes of one watch", () => {
  test(`${kills} of them are killed at random moments: nothing is lost or doubled`, async (t) => {
    const { scene, place, ids, hand, garbage, close } = await outside("killed");
    t.after(close);
    const { below } = chanceOf(9);
    const workers: WatchWorker[] = Array.from({ length: workersCount }, () => startWatchWorker(server, "killed", place));
    t.after(() => Promise.all(workers.map(({ end }) => end())));
    const all = [...workers];
    for (let killed = 0; killed < kills; killed++) {
      await hand(1 + below(12));
      // Some die while they start; most at work, the one that started last left out while another is ready.
      await sleep(100 + below(500));
      const ready = workers.flatMap((each, at) => (each.worker() === undefined ? [] : [at]));
      const at = ready.length > 0 && below(5) > 0 ? ready[below(ready.length)]! : below(workersCount);
      await workers[at]!.end();
      workers[at] = startWatchWorker(server, "killed", place);
      all.push(workers[at]);
    }
    await hand(5);
    assert.ok(
      await waitUntil(() => isDone(scene, ids.size), 120_000),
      JSON.stringify([scene.watch.accounting(), await scene.views.counts(), ids.size]),
    );
    await requireWhole(scene, ids, garbage());
    assert.ok(scene.watch.state().segment > 1, "segments ended among the kills");
    const told = all.flatMap((each) => each.told).filter(({ told }) => told !== undefined);
    for (const [caseId, { revision }] of settledDesks(scene.watch.state()))
      assert.ok(
        told.some((each) => each.told === caseId && each.revision === revision),
        `${caseId} was told as revision ${revision}`,
      );
    const faults = all.flatMap((each) => each.told).filter(({ noted }) => noted !== undefined);
    t.diagnostic(
      `${ids.size} alerts, ${scene.watch.state().run.casesOpened} cases, ${scene.watch.state().segment} segments, ${told.length} told, ${faults.length} failures noted`,
    );
  });

  test(`a suspended one is relieved within ${takeOverMs / 1_000} s, and what it does when it wakes up is refused`, async (t) => {
    const { scene, place, ids, hand, garbage, close } = await outside("suspended");
    t.after(close);
    const first = startWatchWorker(server, "suspended", place);
    t.after(first.end);
    assert.ok(await first.ready());
    await hand(20);
    const deskOf = async () => {
      await scene.watch.refresh();
      return scene.watch.state().desk?.worker;
    };
    assert.ok(await waitUntil(async () => (await deskOf()) === first.worker(), 10_000));
    const second = startWatchWorker(server, "suspended", place);
    t.after(second.end);
    assert.ok(await second.ready());
    first.child.kill("SIGSTOP");
    const stoppedMs = performance.now();
    await hand(20);
    assert.ok(
      await waitUntil(async () => (await deskOf()) === second.worker() && scene.watch.state().counts.alerts === ids.size, takeOverMs),
    );
    t.diagnostic(`relieved after ${((performance.now() - stoppedMs) / 1_000).toFixed(1)} s`);
    first.child.kill("SIGCONT");
    for (let more = 0; more < 10; more++) {
      await hand(5);
      await sleep(200);
    }
    assert.ok(await waitUntil(() => isDone(scene, ids.size), 60_000));
    await requireWhole(scene, ids, garbage());
    assert.equal(await deskOf(), second.worker());
  });
});
