import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chain, plain } from "../../testing/journal-store-contract.ts";
import { memoryKeeper } from "../journal/journal-keeper.ts";
import { openJournalStore } from "../journal/postgres-journal.ts";
import { openDatabase } from "../open-database.ts";
import { readPostmaster } from "./postmaster.ts";
import { isAlive, waitUntil } from "./process.ts";

// Guarantees of joining: people approve and stop while another process carries out, both see one record, and neither ends the other's database.

const scratch = mkdtempSync(join(tmpdir(), "wk-guest-"));
chmodSync(scratch, 0o711);
after(() => rmSync(scratch, { recursive: true, force: true }));

const program = fileURLToPath(new URL("../../testing/open-and-wait.ts", import.meta.url));
const running: ChildProcess[] = [];
after(() => running.forEach((child) => void child.kill("SIGKILL")));

/** Another watchkeeper, reduced to its database. */
async function elsewhere(dataDir: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, JSON.stringify({ dataDir, join: true })], { stdio: ["ignore", "pipe", "inherit"] });
  running.push(child);
  const [said] = (await once(child.stdout!, "data")) as [Buffer];
  assert.match(said.toString(), /"ready":true/);
  return child;
}

/** Asks it to work once more and to end; its exit status says whether it could. */
async function dismiss(child: ChildProcess): Promise<number | null> {
  const ended = once(child, "exit");
  child.kill("SIGUSR2");
  return ((await ended) as [number | null])[0];
}

const serverOf = (dataDir: string) => readPostmaster(join(dataDir, "database", "data"))?.pid;

describe("two watchkeepers on one data folder", () => {
  test("when the one that started the server ends, the other works on, and stops the server when it leaves", async () => {
    const dataDir = join(scratch, "handed-over");
    const owner = await elsewhere(dataDir);
    const guest = await elsewhere(dataDir);
    const server = serverOf(dataDir)!;
    assert.equal(await dismiss(owner), 0);
    assert.ok(isAlive(server), "the server went from under its guest");
    assert.equal(await dismiss(guest), 0);
    assert.ok(await waitUntil(() => !isAlive(server), 10_000), "nobody stopped the server");
    assert.equal(serverOf(dataDir), undefined);
    await (await openDatabase({ dataDir })).close();
  });

  test("a third that comes after the first has ended is at home too, and again the last one stops the server", async () => {
    const dataDir = join(scratch, "in-turn");
    const first = await elsewhere(dataDir);
    const second = await elsewhere(dataDir);
    const server = serverOf(dataDir)!;
    await dismiss(first);
    const third = await openDatabase({ dataDir });
    assert.equal(serverOf(dataDir), server);
    await third.close();
    assert.ok(isAlive(server));
    assert.equal(await dismiss(second), 0);
    assert.ok(await waitUntil(() => !isAlive(server), 10_000));
  });

  test("whoever comes while the last one is stopping the server gets one of its own", async () => {
    const dataDir = join(scratch, "at-once");
    const last = await elsewhere(dataDir);
    const leaving = dismiss(last);
    const next = await openDatabase({ dataDir, join: true });
    assert.equal((await next.pool.query("SELECT 1 AS one")).rows[0].one, 1);
    assert.equal(await leaving, 0);
    assert.equal((await next.pool.query("SELECT 1 AS one")).rows[0].one, 1);
    await next.close();
    assert.equal(serverOf(dataDir), undefined);
  });

  test("a guest whose server is killed is told so, with what to do, whatever it asked", async () => {
    const dataDir = join(scratch, "killed");
    const owner = await elsewhere(dataDir);
    const guest = await openDatabase({ dataDir, join: true });
    const client = await guest.pool.connect();
    const lost = { code: "storage/server-lost", remedy: /same command again/ };
    const asked = assert.rejects(client.query("SELECT pg_sleep(20)"), lost);
    process.kill(serverOf(dataDir)!, "SIGQUIT");
    await asked;
    client.release(true);
    await assert.rejects(guest.pool.query("SELECT 1"), lost);
    await assert.rejects(guest.pool.connect(), lost);
    await guest.close();
    owner.kill("SIGKILL");
  });
});

describe("a data folder that another watchkeeper has open", () => {
  test("is joined where that is asked for: one record for both, and the owner's server outlives its guests", async () => {
    const dataDir = join(scratch, "shared");
    const owner = await openDatabase({ dataDir });
    try {
      const { pid } = readPostmaster(join(dataDir, "database", "data"))!;
      const guest = await openDatabase({ dataDir, join: true });
      const [first, second] = chain(2);
      await (await openJournalStore(owner, "shared", memoryKeeper())).append([first!]);
      const seen = await openJournalStore(guest, "shared", memoryKeeper());
      assert.deepEqual((await seen.read(0, 10)).map(plain), [plain(first!)]);
      await seen.append([second!]);
      await guest.close();
      assert.ok(isAlive(pid));
      const both = await (await openJournalStore(owner, "shared", memoryKeeper())).read(0, 10);
      assert.deepEqual(both.map(plain), [plain(first!), plain(second!)]);
    } finally {
      await owner.close();
    }
  });

  test("stores events for both: who is there holds up no table that is made on the way", async () => {
    const dataDir = join(scratch, "events");
    const owner = await openDatabase({ dataDir });
    const guest = await openDatabase({ dataDir, join: true });
    const january = ["events_202601", Date.UTC(2026, 0), Date.UTC(2026, 1), 10];
    try {
      for (const { pool } of [owner, guest]) {
        const client = await pool.connect();
        await client.query("SET statement_timeout = '10s'");
        const { rows } = await client.query<{ made: boolean }>("SELECT watchkeeper.ensure_month($1, $2, $3, $4) AS made", january);
        assert.equal(rows[0]?.made, true);
        client.release(true);
      }
    } finally {
      await guest.close();
      await owner.close();
    }
  });

  test("is opened as ever where nobody has it", async () => {
    const dataDir = join(scratch, "alone");
    const database = await openDatabase({ dataDir, join: true });
    assert.equal((await database.pool.query("SELECT 1 AS one")).rows[0].one, 1);
    await database.close();
    assert.equal(readPostmaster(join(dataDir, "database", "data")), undefined);
  });
});
