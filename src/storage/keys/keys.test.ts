import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { keysFrom } from "../../core/journal/succession.ts";
import { isSignedBy, verifierKeyOf } from "../../core/transparency/verifier-key.ts";
import { openRecordLog } from "../../engine/journal/record-log.ts";
import { verifyRecord } from "../../engine/journal/verify-record.ts";
import { counted, countingLog, stillClock } from "../../testing/counting-log.ts";
import type { Database } from "../database.ts";
import { openFolderKeeper, pathOf } from "../journal/folder-keeper.ts";
import { openJournalStore } from "../journal/postgres-journal.ts";
import { openDatabase } from "../open-database.ts";
import { openKeyFolder } from "./key-folder.ts";

const freshDatabase = { isNew: async () => true, holdsPlain: async () => false };
let scratch: string;
let database: Database;
let rounds = 0;
before(async () => {
  scratch = mkdtempSync(join(tmpdir(), "wk-keys-"));
  chmodSync(scratch, 0o755);
  database = await openDatabase({ dataDir: join(scratch, "data") });
});
after(async () => {
  await database.close();
  rmSync(scratch, { recursive: true, force: true });
});

const folders = () => {
  const place = join(scratch, "data");
  return { keys: join(place, "keys"), transparency: join(place, "transparency") };
};
const journalOf = async (world: string, where = folders()) => openJournalStore(database, world, await openFolderKeeper(database, where));
const newWorld = () => `world ${rounds++}`;
const secretly = (value: number) => counted(value, "mara.secret@example.test");

/** Every file under a folder, whole. */
function* filesUnder(folder: string): Generator<{ readonly path: string; readonly bytes: Buffer }> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else if (entry.isFile()) yield { path, bytes: readFileSync(path) };
  }
}

describe("the folder of keys", () => {
  test("is made once, whole, and for its user alone; whoever opens it next has the same keys", async () => {
    const folder = join(scratch, "fresh");
    const opened = await Promise.all(Array.from({ length: 6 }, () => openKeyFolder(folder, freshDatabase)));
    const wrapping = await Promise.all(opened.map(async (each) => Buffer.from((await each.wrapping.current()).key).toString("hex")));
    assert.equal(new Set(wrapping).size, 1);
    assert.equal(new Set(opened.map(({ name }) => name)).size, 1);
    assert.deepEqual(readdirSync(folder).toSorted(), ["log-key.json", "wrapping-key.json"]);
    for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
  });

  test("that is gone, damaged or another one's is refused where something was sealed, and never made anew", async () => {
    const world = newWorld();
    const log = await countingLog(await journalOf(world));
    await log.record([secretly(1)]);
    const elsewhere = { ...folders(), keys: join(scratch, "elsewhere") };
    await assert.rejects(journalOf(world, elsewhere), { code: "journal/keys-missing", problem: /their keys are not in/ });
    assert.ok(!existsSync(elsewhere.keys));
    const other = join(scratch, "other");
    await openKeyFolder(other, freshDatabase);
    const confused = { ...folders(), keys: other };
    await assert.rejects(countingLog(await journalOf(world, confused)), { code: /^journal\/(keys-missing|checkpoint-damaged)$/ });
    for (const text of ["", "{}", '{"version":1,"id":"0123456789abcdef","key":"AAAA"}']) {
      writeFileSync(join(other, "wrapping-key.json"), text);
      await assert.rejects(openKeyFolder(other, freshDatabase), { code: "journal/keys-missing" });
    }
  });

  test("gives its log another key that the old one vouches for, again and again", async () => {
    const keys = await openKeyFolder(join(scratch, "rotating"), freshDatabase);
    const first = await keys.logKeys("a log");
    for (let round = 0; round < 4; round++) await keys.rotate();
    const { current, successions } = await keys.logKeys("a-log");
    const trusted = keysFrom(verifierKeyOf({ name: "a-log", publicKey: first.current.publicKey }, "note"), successions, isSignedBy);
    assert.equal(trusted.length, 5);
    assert.deepEqual(Buffer.from(trusted[4]!.publicKey), Buffer.from(current.publicKey));
    const forged = successions.map((each) => ({ ...each, to: Buffer.alloc(32, 1).toString("base64") }));
    assert.equal(keysFrom(trusted[0]!, forged, isSignedBy).length, 1);
    assert.ok(!readFileSync(join(scratch, "rotating", "log-key.json"), "utf8").includes('"privateKey":""'));
  });
});

describe("a kept record", () => {
  test("says nothing in plain, in no file of the data folder", async () => {
    const world = newWorld();
    const store = await journalOf(world);
    const log = await countingLog(store);
    await log.record(Array.from({ length: 40 }, (_, value) => secretly(value)));
    await log.checkpoint();
    assert.equal((await countingLog(await journalOf(world))).facts[39]?.by, "mara.secret@example.test");
    const { rows } = await database.pool.query(
      "SELECT t::text AS text FROM watchkeeper.journal t UNION ALL SELECT k::text FROM watchkeeper.journal_keys k",
    );
    assert.ok(rows.length > 40 && rows.every(({ text }) => !text.includes("mara.secret")));
    let files = 0;
    for (const { path, bytes } of filesUnder(join(scratch, "data"))) {
      assert.ok(!bytes.includes("mara.secret"), path);
      files++;
    }
    assert.ok(files > 100);
  });

  // Guarantees: once erasure returns, what opens the entries is in no file of the data folder. What was wrapped of it may lie in the server's log of changes;
  // the key that wrapped it is gone, so nobody with the whole disk opens it, nor with a copy of the database that was made before.
  test("that was erased is closed for whoever has the whole disk, and other records stay open", async () => {
    const [world, kept] = [newWorld(), newWorld()];
    const store = await journalOf(world);
    const log = await countingLog(store);
    await log.record(Array.from({ length: 10 }, (_, value) => secretly(value)));
    await log.checkpoint();
    const neighbour = await countingLog(await journalOf(kept));
    await neighbour.record([counted(7)]);
    const [held] = await store.vault.keysToRead([{ stream: "run", generation: 0 }]);
    const key = Buffer.from(held!.key);
    const file = join(folders().keys, "wrapping-key.json");
    const wrapping = (JSON.parse(readFileSync(file, "utf8")) as { current: { key: string } }).current.key;
    const needles = [
      Buffer.from(wrapping),
      Buffer.from(wrapping, "base64"),
      key,
      Buffer.from(key.toString("base64")),
      Buffer.from(key.toString("hex")),
    ];
    const holding = (needle: Buffer) =>
      [...filesUnder(join(scratch, "data"))].filter(({ bytes }) => bytes.includes(needle)).map(({ path }) => path);
    assert.deepEqual(
      needles.map((needle) => holding(needle).length),
      [1, 0, 0, 0, 0],
    );

    const record = await openRecordLog(store, stillClock);
    await record.obey({ type: "ErasePersonalData", scope: "all", by: "person:mara", because: "asked for" });
    await record.checkpoint();

    assert.deepEqual(needles.flatMap(holding), []);
    assert.deepEqual(readdirSync(folders().keys).toSorted(), ["log-key.json", "wrapping-key.json"]);
    const found = await verifyRecord(await journalOf(world));
    assert.ok(found.intact && found.erased.run === 10);
    await assert.rejects(countingLog(await journalOf(world)), { code: "journal/erased" });
    await neighbour.record([counted(8)]);
    assert.deepEqual((await countingLog(await journalOf(kept))).facts, [counted(7), counted(8)]);
  });

  test("whose wrapping key was being replaced when the power went is opened, and the replacement ended", async () => {
    const world = newWorld();
    const log = await countingLog(await journalOf(world));
    await log.record([counted(1)]);
    const keys = await openKeyFolder(folders().keys, { ...freshDatabase, isNew: async () => false });
    const before = await keys.wrapping.current();
    await keys.wrapping.beginReplacing();
    assert.deepEqual((await countingLog(await journalOf(world))).facts, [counted(1)]);
    assert.equal(await keys.wrapping.isReplacing(), false);
    assert.notEqual((await keys.wrapping.current()).id, before.id);
    const { rows } = await database.pool.query("SELECT DISTINCT kek FROM watchkeeper.journal_keys WHERE wrapped IS NOT NULL");
    assert.deepEqual(rows, [{ kek: (await keys.wrapping.current()).id }]);
  });

  test("is written on by another process while the wrapping key is replaced, and nothing is lost", async () => {
    const world = newWorld();
    const [one, other] = [await openFolderKeeper(database, folders()), await openFolderKeeper(database, folders())];
    const erasing = await openJournalStore(database, newWorld(), one);
    await (await countingLog(erasing)).record([secretly(1)]);
    const writers = Array.from({ length: 30 }, (_, index) => openJournalStore(database, world, index % 2 === 0 ? one : other));
    const writing = (await Promise.all(writers)).map(async (store, index) => {
      const log = await countingLog(store, { stream: `case-${index}` });
      await log.decide(() => [counted(index)]);
    });
    const record = await openRecordLog(erasing, stillClock);
    await Promise.all([...writing, record.obey({ type: "ErasePersonalData", scope: "all", by: "person:mara", because: "asked for" })]);
    const values = (await countingLog(await journalOf(world))).facts.map(({ value }) => value);
    assert.deepEqual(
      values.toSorted((a, b) => a - b),
      Array.from({ length: 30 }, (_, index) => index),
    );
  });

  test("is held against the key that signed it first, after the key was replaced twice", async () => {
    const where = folders();
    const world = newWorld();
    const store = await journalOf(world);
    const log = await countingLog(store);
    await log.record([counted(1)]);
    await log.checkpoint();
    const { origin } = store.publication;
    const trusted = verifierKeyOf({ name: origin, publicKey: (await store.publication.keys()).current.publicKey }, "note");
    const keeper = await openFolderKeeper(database, where);
    for (let round = 0; round < 2; round++) {
      await keeper.rotateKey();
      await log.checkpoint();
    }
    const found = await verifyRecord(await journalOf(world), { key: trusted });
    assert.ok(found.intact);
    assert.equal(found.keeping.rotations.length, 2);
    const stranger = verifierKeyOf({ name: origin, publicKey: Buffer.alloc(32, 9) }, "note");
    assert.equal((await verifyRecord(await journalOf(world), { key: stranger })).intact, false);
  });
});

test("two names never have one path, and none leads elsewhere", () => {
  const names = [
    "investigation",
    "Investigation",
    "in vestigation",
    "in-vestigation",
    "..",
    "a/b",
    "a-b",
    "é",
    "x".repeat(255),
    "x".repeat(254),
    "=a",
  ];
  const paths = names.map(pathOf);
  assert.equal(new Set(paths.map((path) => path.toLowerCase())).size, names.length);
  for (const path of paths) assert.match(path, /^[a-z0-9_-][a-z0-9._-]{0,120}$/);
});
