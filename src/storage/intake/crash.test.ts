import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { allKept } from "../../testing/intake-contract.ts";
import type { Database } from "../database.ts";
import { waitUntil } from "../embedded/process.ts";
import { type Notices, openNotices } from "../notices.ts";
import { openDatabase } from "../open-database.ts";
import { sourceLeaseMs } from "./lease.ts";
import { type OpenIntake, openIntake } from "./postgres-intake.ts";

const clock = {
  nowMs: () => Date.now(),
  sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, signal ? { signal } : {}),
};
const program = fileURLToPath(new URL("../../testing/intake-writer.ts", import.meta.url));
/** What the service promises of a source whose process died. */
const takeOverMs = 10_000;

let database: Database;
let notices: Notices;
let open: OpenIntake;
const children = new Set<ChildProcess>();
before(async () => {
  database = await openDatabase({ ephemeral: true });
  notices = openNotices(database, clock);
  open = await openIntake({ database, clock, notices });
});
after(async () => {
  for (const child of children) child.kill("SIGKILL");
  await notices.close();
  await database.close();
});

type Told = { readonly took?: string; readonly kept?: number; readonly refused?: string };

/** A writer of its own, and what it told so far. */
function writer(source: string, records = 5): { readonly child: ChildProcess; readonly told: Told[]; readonly ended: Promise<unknown> } {
  const { host, user, password } = database.pool.options as { host: string; user: string; password: string };
  const url = `postgresql://${user}:${password}@/postgres?host=${encodeURIComponent(host)}`;
  const child = spawn(process.execPath, [program, url, source, String(records)], { stdio: ["ignore", "pipe", "inherit"] });
  children.add(child);
  const told: Told[] = [];
  let rest = "";
  child.stdout.on("data", (bytes: Buffer) => {
    const lines = (rest + bytes.toString()).split("\n");
    rest = lines.pop() ?? "";
    told.push(...lines.map((line) => JSON.parse(line) as Told));
  });
  return { child, told, ended: new Promise((settle) => child.once("exit", settle)) };
}

describe("intake under kill -9", () => {
  // Guarantees: what a source was told is kept is kept; what is counted was kept; the next process goes on without a gap and without a repeat.
  test("what was acknowledged is kept, nothing is counted twice, and the next process goes on", async () => {
    let acknowledged = 0;
    for (const records of [1, 7, 300]) {
      const { child, told, ended } = writer("killed", records);
      assert.ok(await waitUntil(() => told.some(({ kept = 0 }) => kept > acknowledged + 3 * records), takeOverMs + 10_000));
      child.kill("SIGKILL");
      await ended;
      acknowledged = Math.max(...told.map(({ kept = 0 }) => kept));
      const kept = (await allKept(open.intake, 1_000)).filter(({ source }) => source === "killed");
      assert.ok(kept.length >= acknowledged);
      assert.deepEqual(
        kept.map(({ id }) => Number(id)),
        kept.map((_, index) => index),
      );
      assert.equal(await open.intake.cursorOf("killed"), String(kept.length));
      const { accepted, repeated } = (await open.intake.health()).find(({ source }) => source === "killed")!;
      assert.deepEqual({ accepted, repeated }, { accepted: kept.length, repeated: 0 });
    }
    const positions = (await allKept(open.intake, 1_000)).map(({ position }) => position);
    assert.deepEqual(
      positions,
      positions.map((_, index) => index + 1),
    );
  });

  test("a killed process's source passes on within its lease, and one that gives signs of life does not", async () => {
    const { child, told, ended } = writer("passed-on");
    assert.ok(await waitUntil(() => told.some(({ kept }) => kept), 10_000));
    await sleep(sourceLeaseMs + 500);
    assert.equal(await open.sourceLeases.take("passed-on"), undefined);
    child.kill("SIGKILL");
    await ended;
    const diedMs = Date.now();
    let held = await open.sourceLeases.take("passed-on");
    while (!held && Date.now() - diedMs < takeOverMs) {
      await sleep(200);
      held = await open.sourceLeases.take("passed-on");
    }
    assert.ok(held);
    assert.equal(await held.renew(), true);
    await held.release();
    assert.equal(await held.renew(), false);
    assert.ok(await open.sourceLeases.take("passed-on"));
  });

  test("a suspended process that wakes up is refused, and moves neither records nor cursor", async () => {
    const { child, told } = writer("suspended");
    assert.ok(await waitUntil(() => told.some(({ kept }) => kept), 10_000));
    child.kill("SIGSTOP");
    await sleep(sourceLeaseMs + 1_000);
    const held = await open.sourceLeases.take("suspended");
    assert.ok(held);
    await held.handOver({ source: "suspended", records: [], cursor: "mine" });
    const before = (await open.intake.health()).find(({ source }) => source === "suspended")!.accepted;
    child.kill("SIGCONT");
    assert.ok(await waitUntil(() => told.some(({ refused }) => refused), 5_000));
    assert.equal(told.at(-1)?.refused, "queue/fenced");
    assert.equal(await open.intake.cursorOf("suspended"), "mine");
    assert.equal((await open.intake.health()).find(({ source }) => source === "suspended")!.accepted, before);
    child.kill("SIGKILL");
  });
});
