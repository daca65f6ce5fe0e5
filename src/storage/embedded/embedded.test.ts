import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chain, plain } from "../../testing/journal-store-contract.ts";
import { memoryKeeper } from "../journal/journal-keeper.ts";
import { openJournalStore } from "../journal/postgres-journal.ts";
import { openDatabase } from "../open-database.ts";
import { readPostmaster } from "./postmaster.ts";
import { isAlive, waitUntil } from "./process.ts";

const isRoot = process.getuid?.() === 0;
const scratch = mkdtempSync(join(tmpdir(), "wk-test-"));
chmodSync(scratch, 0o711);
after(() => rmSync(scratch, { recursive: true, force: true }));

let folders = 0;
const newFolder = () => join(scratch, `d${folders++}`);
const dataOf = (dataDir: string) => join(dataDir, "database", "data");
const pidOf = (dataDir: string) => readPostmaster(dataOf(dataDir))!.pid;

const program = fileURLToPath(new URL("../../testing/open-and-wait.ts", import.meta.url));
type Said = { ready: boolean; folder?: string; code?: string; detail?: string };
type Other = { readonly child: ChildProcess; readonly said: Said };

/** Opens a database in a process of its own, which the test may kill. */
async function elsewhere(choice: object, options: { uid?: number; gid?: number } = {}): Promise<Other> {
  const child = spawn(process.execPath, [program, JSON.stringify(choice)], { stdio: ["ignore", "pipe", "inherit"], cwd: "/", ...options });
  const said = await new Promise<Said>((settle, refuse) => {
    let text = "";
    child.stdout.on("data", (bytes: Buffer) => {
      text += bytes.toString();
      if (text.includes("\n")) settle(JSON.parse(text) as Said);
    });
    child.on("exit", (status) => refuse(new Error(`ended with ${status} before it said anything`)));
  });
  return { child, said };
}

async function kill(child: ChildProcess, name: NodeJS.Signals = "SIGKILL"): Promise<void> {
  child.kill(name);
  assert.ok(await waitUntil(() => child.exitCode !== null || child.signalCode !== null, 5_000));
}

describe("a throw-away database", () => {
  test("is ready within three seconds, and leaves nothing behind", async () => {
    const parent = newFolder();
    mkdirSync(parent, { mode: 0o711 });
    const before = process.hrtime.bigint();
    const database = await openDatabase({ ephemeral: true, temporaryDir: parent });
    assert.ok(process.hrtime.bigint() - before < 3_000_000_000n);
    assert.equal(database.durable, false);
    await Promise.all([database.close(), database.close()]);
    assert.deepEqual(readdirSync(parent), []);
  });

  test("goes with its owner, also after kill -9", async () => {
    for (const name of ["SIGKILL", "SIGTERM", "SIGINT"] as const) {
      const { child, said } = await elsewhere({ ephemeral: true });
      assert.ok(said.ready);
      const folder = dirname(said.folder!);
      const { pid } = readPostmaster(dataOf(folder))!;
      await kill(child, name);
      assert.ok(await waitUntil(() => !existsSync(folder) && !isAlive(pid), 5_000), `${name} left ${folder}`);
    }
  });
});

describe("a kept database", () => {
  test("keeps what was acknowledged, with secrets that only its user can read", async () => {
    const dataDir = newFolder();
    const entries = chain(3);
    const first = await openDatabase({ dataDir });
    await (await openJournalStore(first, "run", memoryKeeper())).append(entries);
    const secrets = statSync(join(dataDir, "database", "credentials.json"));
    assert.equal(secrets.mode & 0o777, 0o600);
    assert.equal(secrets.uid, process.getuid?.());
    await first.close();
    assert.equal(readPostmaster(dataOf(dataDir)), undefined);

    const second = await openDatabase({ dataDir });
    assert.deepEqual((await (await openJournalStore(second, "run", memoryKeeper())).read(0, 10)).map(plain), entries.map(plain));
    assert.equal(await (await openJournalStore(second, "another run", memoryKeeper())).head(), undefined);
    await second.close();
  });

  test("is adopted from an owner that was killed", async () => {
    const dataDir = newFolder();
    const { child, said } = await elsewhere({ dataDir });
    assert.ok(said.ready);
    const orphan = pidOf(dataDir);
    await kill(child);
    assert.ok(isAlive(orphan));
    const database = await openDatabase({ dataDir });
    assert.equal(pidOf(dataDir), orphan);
    await database.close();
    assert.ok(!isAlive(orphan));
  });

  test("starts again after its server, its owner and all its processes were killed", async () => {
    const dataDir = newFolder();
    const { child } = await elsewhere({ dataDir });
    const server = pidOf(dataDir);
    process.kill(server, "SIGKILL");
    await kill(child);
    const database = await openDatabase({ dataDir });
    assert.equal((await database.pool.query("SELECT 1 AS one")).rows[0].one, 1);
    await database.close();
  });

  test("is stopped in order when its owner is told to end", async () => {
    const dataDir = newFolder();
    const { child } = await elsewhere({ dataDir });
    const server = pidOf(dataDir);
    await kill(child, "SIGTERM");
    assert.ok(await waitUntil(() => !isAlive(server), 5_000));
    assert.equal(readPostmaster(dataOf(dataDir)), undefined);
  });

  test("is not kept from starting by the number of a process that is somebody else by now", async () => {
    const dataDir = newFolder();
    await (await openDatabase({ dataDir })).close();
    const stale = `${process.pid}\n${dataOf(dataDir)}\n1600000000\n5432\n\n\n  1 1\nready   \n`;
    writeFileSync(join(dataOf(dataDir), "postmaster.pid"), stale);
    writeFileSync(join(dataDir, "owner.json"), JSON.stringify({ pid: process.pid, start: "another boot/1" }));
    await (await openDatabase({ dataDir })).close();
  });

  test("has one owner: the second is refused, and the first goes on", async () => {
    const dataDir = newFolder();
    const database = await openDatabase({ dataDir });
    await assert.rejects(openDatabase({ dataDir }), { code: "storage/already-owned" });
    // Without the readable claim the lock in the database still refuses.
    rmSync(join(dataDir, "owner.json"));
    const { said, child } = await elsewhere({ dataDir });
    assert.equal(said.code, "storage/already-owned");
    await waitUntil(() => child.exitCode !== null, 5_000);
    assert.equal((await database.pool.query("SELECT 1 AS one")).rows[0].one, 1);
    await database.close();
  });

  test("of another major version is refused with the way forward, and untouched", async () => {
    const dataDir = newFolder();
    await (await openDatabase({ dataDir })).close();
    const version = join(dataOf(dataDir), "PG_VERSION");
    const real = readFileSync(version, "utf8");
    writeFileSync(version, "12\n");
    await assert.rejects(openDatabase({ dataDir }), { code: "storage/other-major-version", remedy: /pg_dump|DATABASE_URL/ });
    writeFileSync(version, real);
    await (await openDatabase({ dataDir })).close();
  });

  test("that cannot start says why in the server's own words", async () => {
    const dataDir = newFolder();
    await (await openDatabase({ dataDir })).close();
    rmSync(join(dataOf(dataDir), "global", "pg_control"));
    await assert.rejects(openDatabase({ dataDir }), (cause: { code?: string; detail?: string }) => {
      assert.equal(cause.code, "storage/not-started");
      assert.match(cause.detail ?? "", /pg_control|database system/);
      return true;
    });
  });

  test("whose folder has a very long name listens elsewhere", async () => {
    const dataDir = join(newFolder(), "a".repeat(100), "b".repeat(60));
    const database = await openDatabase({ dataDir });
    const listens = database.pool.options.host!;
    assert.ok(existsSync(listens) && Buffer.byteLength(listens) < 80);
    await database.close();
    assert.ok(!existsSync(listens));
  });

  test("may be named relative to where we are", async () => {
    const dataDir = newFolder();
    await (await openDatabase({ dataDir: relative(process.cwd(), dataDir) })).close();
    assert.ok(existsSync(join(dataOf(dataDir), "PG_VERSION")));
  });

  test("with other passwords than its own is refused, not reset", async () => {
    const dataDir = newFolder();
    await (await openDatabase({ dataDir })).close();
    const file = join(dataDir, "database", "credentials.json");
    writeFileSync(file, readFileSync(file, "utf8").replace(/"password":"./, '"password":"!'));
    await assert.rejects(openDatabase({ dataDir }), { code: "storage/credentials" });
    process.kill(pidOf(dataDir), "SIGINT");
  });
});

describe("accounts", { skip: isRoot ? false : "needs root to change user ids" }, () => {
  const nobody = { uid: 65_534, gid: 65_534 };

  test("root never runs the server as root, and runs a folder's database as its owner", async () => {
    const dataDir = newFolder();
    mkdirSync(dataDir);
    chownSync(dataDir, nobody.uid, nobody.gid);
    const database = await openDatabase({ dataDir });
    assert.equal(statSync(`/proc/${pidOf(dataDir)}`).uid, nobody.uid);
    assert.equal(statSync(dataOf(dataDir)).uid, nobody.uid);
    await database.close();
  });

  test("an ordinary user runs the server as itself", async () => {
    const home = newFolder();
    mkdirSync(home);
    chownSync(home, nobody.uid, nobody.gid);
    const { child, said } = await elsewhere({ dataDir: join(home, "data") }, nobody);
    assert.ok(said.ready, JSON.stringify(said));
    assert.equal(statSync(`/proc/${pidOf(join(home, "data"))}`).uid, nobody.uid);
    await kill(child, "SIGTERM");
  });

  test("a folder that the server's account may not enter is named", async () => {
    const closed = newFolder();
    mkdirSync(closed, { mode: 0o700 });
    await assert.rejects(openDatabase({ dataDir: join(closed, "data") }), (cause: { code?: string; problem?: string }) => {
      assert.equal(cause.code, "storage/not-reachable");
      assert.ok(cause.problem?.includes(basename(closed)));
      return true;
    });
  });

  test("a full disk is named as such", async (context) => {
    const mount = newFolder();
    mkdirSync(mount);
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=20m,mode=0711", "tmpfs", mount]).status === 0;
    if (!mounted) return context.diagnostic("no tmpfs can be mounted here: the full disk was not tried");
    try {
      await assert.rejects(openDatabase({ dataDir: join(mount, "data") }), { code: "storage/disk-full" });
    } finally {
      spawnSync("umount", [mount]);
    }
  });
});
