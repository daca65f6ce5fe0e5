import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Leases, leaseTimes } from "../../ports/leases.ts";
import type { Database } from "../database.ts";
import { waitUntil } from "../embedded/process.ts";
import { openDatabase } from "../open-database.ts";
import { openLeases } from "./postgres-leases.ts";

const clock = {
  nowMs: () => Date.now(),
  sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { signal, ref: false }),
};
const program = fileURLToPath(new URL("../../testing/lease-worker.ts", import.meta.url));
/** What another process may wait for what a dead one held. */
const takeOverMs = leaseTimes.leaseMs + 4 * leaseTimes.beatMs;

let database: Database;
let mine: Leases;
before(async () => {
  database = await openDatabase({ ephemeral: true, connectionsMax: 10 });
  mine = openLeases(database, { worker: "mine", clock });
});
after(async () => {
  await mine.close();
  await database.close();
});

async function elsewhere(key: string): Promise<{ child: ChildProcess; told: Record<string, unknown>[] }> {
  const { host, user, password } = database.pool.options as { host: string; user: string; password: string };
  const url = `postgresql://${user}:${password}@/postgres?host=${encodeURIComponent(host)}`;
  const child = spawn(process.execPath, [program, url, "theirs", key], { stdio: ["ignore", "pipe", "inherit"] });
  const told: Record<string, unknown>[] = [];
  let rest = "";
  child.stdout.on("data", (bytes: Buffer) => {
    const lines = (rest + bytes.toString()).split("\n");
    rest = lines.pop() ?? "";
    told.push(...lines.map((line) => JSON.parse(line) as Record<string, unknown>));
  });
  assert.ok(await waitUntil(() => told.some(({ took }) => typeof took === "number"), 10_000));
  return { child, told };
}

describe("a lease", () => {
  test("has one holder at a time, however many ask at once", async () => {
    const many = Array.from({ length: 8 }, (_, index) => openLeases(database, { worker: `one-of-many-${index}`, clock }));
    const taken = await Promise.all(many.map((leases) => leases.take("wanted by all")));
    assert.equal(taken.filter((lease) => lease !== undefined).length, 1);
    assert.equal((await mine.holderOf("wanted by all"))?.epoch, taken.find((lease) => lease)?.epoch);
    await Promise.all(many.map((leases) => leases.close()));
    assert.equal(await mine.holderOf("wanted by all"), undefined);
  });

  test("lasts as long as its holder lives, and passes on at once when it is let go", async () => {
    const other = openLeases(database, { worker: "other", clock });
    const lease = await mine.take("long");
    assert.ok(lease);
    await sleep(leaseTimes.leaseMs + 2 * leaseTimes.beatMs);
    await lease.requireHeld();
    assert.equal(await other.take("long"), undefined);
    await lease.letGo();
    const theirs = await other.take("long");
    assert.ok(theirs && theirs.epoch > lease.epoch);
    await assert.rejects(lease.requireHeld(), { code: "queue/fenced" });
    await other.close();
  });

  test("of a killed process passes on within lease and beat", async () => {
    const { child } = await elsewhere("killed");
    child.kill("SIGKILL");
    assert.ok(await waitUntil(async () => (await mine.take("killed")) !== undefined, takeOverMs));
  });

  test("of a suspended process is refused to it when it wakes up, and it is told", async () => {
    const { child, told } = await elsewhere("suspended");
    child.kill("SIGSTOP");
    assert.ok(await waitUntil(async () => (await mine.take("suspended")) !== undefined, takeOverMs));
    child.kill("SIGCONT");
    assert.ok(await waitUntil(() => told.some(({ refused }) => refused === "queue/fenced"), 5_000));
    assert.ok(await waitUntil(() => told.some(({ lost }) => lost === true), 5_000));
    child.kill("SIGKILL");
  });

  // Guarantees that work goes on after a server that was away at the moment when a lease was to be given back.
  test("that could not be given back runs out, though its holder lives and holds others", async () => {
    let isAway = false;
    const pool = new Proxy(database.pool, {
      get: (target, name) =>
        name === "query" && isAway ? () => Promise.reject(new Error("away")) : (Reflect.get(target, name) as unknown),
    });
    const holder = openLeases({ pool, tenant: database.tenant }, { worker: "holder", clock });
    const other = await holder.take("kept all along");
    const stuck = await holder.take("given back in vain");
    isAway = true;
    await stuck?.letGo();
    isAway = false;
    assert.ok(await waitUntil(async () => (await holder.take("given back in vain")) !== undefined, takeOverMs));
    await other?.requireHeld();
    await holder.close();
  });

  // Guarantees that a holder whom the database does not answer stops before anybody else begins.
  test("counts as lost by our own clock when no sign of life gets through", async () => {
    let passedMs = 0;
    const deaf = openLeases(database, { worker: "deaf", clock, steadyMs: () => passedMs });
    const lease = await deaf.take("unheard");
    assert.ok(lease);
    passedMs = leaseTimes.leaseMs;
    await database.pool.query("UPDATE watchkeeper.leases SET holder = 'thief' WHERE key = 'unheard'");
    assert.ok(await waitUntil(() => lease.lost.aborted, 3 * leaseTimes.beatMs));
    await deaf.close();
  });
});
