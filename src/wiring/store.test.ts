import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { openDatabase } from "../storage/open-database.ts";
import { counted, countingLog, stillClock } from "../testing/counting-log.ts";
import { openStore, stateFolderOf } from "./store.ts";

let scratch = "";
let databaseUrl = "";
let close = async () => {};
before(async () => {
  scratch = mkdtempSync(join(tmpdir(), "wk-store-"));
  chmodSync(scratch, 0o755);
  const dataDir = join(scratch, "server");
  const database = await openDatabase({ dataDir });
  const { owner } = JSON.parse(readFileSync(join(dataDir, "database", "credentials.json"), "utf8")) as {
    owner: { user: string; password: string };
  };
  const host = encodeURIComponent(database.pool.options.host ?? "");
  databaseUrl = `postgresql://${owner.user}:${owner.password}@/postgres?host=${host}`;
  close = database.close;
});
after(async () => {
  await close();
  rmSync(scratch, { recursive: true, force: true });
});

// Guarantees: a record on a server of the user's own has its keys in a folder that the user can name and back up, and is never sealed with keys that nobody will find again.
describe("a database that DATABASE_URL names", () => {
  const open = (keys: string) => openStore({ databaseUrl }, { environment: { WATCHKEEPER_KEYS: keys }, clock: stillClock });

  test("has keys and checkpoints in the folder that WATCHKEEPER_KEYS names, and says so", async () => {
    const keys = join(scratch, "mine");
    const store = await open(keys);
    const log = await countingLog((await store.world("record")).journal);
    await log.record([counted(1)]);
    await log.checkpoint();
    assert.ok(store.notes.some((note) => note.includes(join(keys, "keys"))));
    await store.close();
    assert.ok(existsSync(join(keys, "keys", "wrapping-key.json")) && existsSync(join(keys, "transparency", "record", "checkpoint")));
    const again = await open(keys);
    assert.deepEqual((await countingLog((await again.world("record")).journal)).facts, [counted(1)]);
    await again.close();
  });

  test("is refused with another folder, and gets no new keys there", async () => {
    await assert.rejects(open(join(scratch, "other")), { code: "journal/keys-missing", remedy: /WATCHKEEPER_KEYS/ });
    assert.ok(!existsSync(join(scratch, "other")));
  });

  test("has a folder of its own where none is named, whoever logs in to it", () => {
    const folderOf = (url: string) => stateFolderOf({ databaseUrl: url }, {});
    const one = folderOf("postgresql://a:secret@192.0.2.1/soc");
    assert.equal(folderOf("postgresql://b:other@192.0.2.1:5432/soc"), one);
    for (const other of ["postgresql://a@192.0.2.2/soc", "postgresql://a@192.0.2.1/other", "postgresql://a@192.0.2.1:5433/soc"])
      assert.notEqual(folderOf(other), one);
    assert.ok(!one.includes("secret"));
  });
});

test("a throw-away database keeps its keys to itself, and its record is whole while it lives", async () => {
  const store = await openStore({ ephemeral: true }, { environment: { WATCHKEEPER_KEYS: join(scratch, "never") }, clock: stillClock });
  const log = await countingLog((await store.world("record")).journal);
  await log.record([counted(1)]);
  assert.equal((await log.checkpoint()).size, 1);
  assert.deepEqual((await countingLog((await store.world("record")).journal)).facts, [counted(1)]);
  assert.equal(store.rotateKey, undefined);
  await store.close();
  assert.ok(!existsSync(join(scratch, "never")));
});
