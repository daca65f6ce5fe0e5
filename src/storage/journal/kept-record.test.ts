import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { noPrevious } from "../../core/journal/journal.ts";
import { plainText, readRecord } from "../../core/journal/record.ts";
import { openRecordLog } from "../../engine/journal/record-log.ts";
import { verifyRecord } from "../../engine/journal/verify-record.ts";
import { counted, countingLog, stillClock } from "../../testing/counting-log.ts";
import type { Database } from "../database.ts";
import { openDatabase } from "../open-database.ts";
import { worldNamed } from "../world.ts";
import { openFolderKeeper } from "./folder-keeper.ts";
import { openJournalStore } from "./postgres-journal.ts";

const scratch = mkdtempSync(join(tmpdir(), "wk-record-"));
chmodSync(scratch, 0o755);
after(() => rmSync(scratch, { recursive: true, force: true }));
let folders = 0;

async function withData<Outcome>(
  dataDir: string,
  work: (database: Database, store: Awaited<ReturnType<typeof openJournalStore>>) => Promise<Outcome>,
) {
  const database = await openDatabase({ dataDir });
  try {
    const place = { keys: join(dataDir, "keys"), transparency: join(dataDir, "transparency") };
    return await work(database, await openJournalStore(database, "investigation", await openFolderKeeper(database, place)));
  } finally {
    await database.close();
  }
}
const newFolder = () => join(scratch, `data-${folders++}`);

describe("a record that an earlier release wrote", () => {
  // Guarantees: rows of version 1, as they were written then, stay readable, verifiable and provable, and the record goes on behind them.
  test("is read, verified, published and continued", async () => {
    const dataDir = newFolder();
    const database = await openDatabase({ dataDir });
    try {
      const { tenant, world } = await worldNamed(database.pool, database.tenant, "investigation");
      let previous = noPrevious;
      for (let sequence = 0; sequence < 5; sequence++) {
        const row = {
          sequence,
          stream: "run",
          type: "Counted",
          recordedAtMs: 1_760_000_000_000 + sequence,
          event: JSON.stringify(counted(sequence)),
          previous,
        };
        const hash = `sha256:${createHash("sha256").update(plainText(row)).digest("hex")}`;
        await database.pool.query(
          "INSERT INTO watchkeeper.journal (tenant, world, sequence, stream, type, recorded_at_ms, event, previous, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
          [tenant, world, sequence, row.stream, row.type, row.recordedAtMs, row.event, previous, hash],
        );
        previous = hash;
      }
    } finally {
      await database.close();
    }
    await withData(dataDir, async (_, store) => {
      const log = await countingLog(store);
      assert.deepEqual(
        log.facts,
        [0, 1, 2, 3, 4].map((value) => counted(value)),
      );
      await log.record([counted(5)]);
      assert.equal((await log.checkpoint()).size, 6);
      const [fifth, sixth] = (await store.read(4, 2)).map(({ record }) => readRecord(record));
      assert.deepEqual([fifth?.version, sixth?.version], [1, 2]);
      const found = await verifyRecord(store);
      assert.ok(found.intact && found.plainEntries === 5 && found.published?.size === 6);
      const record = await openRecordLog(store, stillClock);
      await record.obey({ type: "ErasePersonalData", scope: "all", by: "person:mara", because: "asked for" });
      const after = await verifyRecord(store);
      assert.ok(after.intact);
      assert.deepEqual([after.erased, after.plainEntries], [{ run: 1 }, 5]);
    });
  });

  test("and one of this release never share a row: neither half of each is kept", async () => {
    await withData(newFolder(), async (database) => {
      const { tenant, world } = await worldNamed(database.pool, database.tenant, "half");
      await assert.rejects(
        database.pool.query(
          "INSERT INTO watchkeeper.journal (tenant, world, sequence, record, event, hash) VALUES ($1, $2, 0, 'r', '{}', 'h')",
          [tenant, world],
        ),
        { code: "23514" },
      );
    });
  });
});

describe("somebody with the whole database", () => {
  test("who restores an earlier copy of it is found, at every opening, and nothing is published over it", async () => {
    const dataDir = newFolder();
    await withData(dataDir, async (_, store) => {
      const log = await countingLog(store);
      await log.record([counted(1)]);
      await log.checkpoint();
    });
    copyFolder(join(dataDir, "database"), join(scratch, "copy"));
    await withData(dataDir, async (_, store) => {
      const log = await countingLog(store);
      await log.record([counted(2), counted(3)]);
      await log.checkpoint();
    });
    rmSync(join(dataDir, "database"), { recursive: true });
    copyFolder(join(scratch, "copy"), join(dataDir, "database"));
    await withData(dataDir, async (_, store) => {
      await assert.rejects(countingLog(store), { code: "journal/rolled-back" });
      await assert.rejects(openRecordLog(store, stillClock), { code: "journal/rolled-back" });
      const found = await verifyRecord(store);
      assert.ok(!found.intact && /older copy/.test(found.because));
    });
    assert.match(readFileSync(join(dataDir, "transparency", "investigation", "checkpoint"), "utf8"), /\n3\n/);
  });

  test("who takes the guard away and swaps, cuts or rewrites rows is found", async () => {
    const swap = (column: string) => `UPDATE watchkeeper.journal a SET ${column} = b.${column} FROM watchkeeper.journal b
      WHERE a.world = b.world AND a.sequence IN (2, 3) AND b.sequence = 5 - a.sequence`;
    const attacks = [
      swap("payload"),
      swap("record"),
      `${swap("record")}; ${swap("payload")}; ${swap("hash")}`,
      "DELETE FROM watchkeeper.journal WHERE sequence = 3",
      "DELETE FROM watchkeeper.journal WHERE sequence > 4",
      "UPDATE watchkeeper.journal SET record = replace(record, 'Counted', 'Courted') WHERE sequence = 2",
      "UPDATE watchkeeper.journal SET payload = set_byte(payload, 14, 255 - get_byte(payload, 14)) WHERE sequence = 2",
      "UPDATE watchkeeper.journal_keys SET wrapped = set_byte(wrapped, 14, 255 - get_byte(wrapped, 14))",
      "UPDATE watchkeeper.journal_keys SET wrapped = NULL",
    ];
    await withData(newFolder(), async (database, _store) => {
      const place = { keys: join(scratch, "attacked"), transparency: join(scratch, "attacked-log") };
      const keeper = await openFolderKeeper(database, place);
      for (const [index, attack] of attacks.entries()) {
        const open = () => openJournalStore(database, `attack ${index}`, keeper);
        const log = await countingLog(await open());
        await log.record(Array.from({ length: 8 }, (_, value) => counted(value)));
        await log.checkpoint();
        await database.asOwner(async (owner) => {
          const { world } = await worldNamed(database.pool, database.tenant, `attack ${index}`);
          await owner.query("ALTER TABLE watchkeeper.journal DISABLE TRIGGER USER");
          for (const statement of attack.split(";"))
            await owner.query(
              statement.includes("WHERE")
                ? `${statement.replace("WHERE", `WHERE ${statement.includes(" a ") ? "a." : ""}world = ${world} AND`)}`
                : `${statement} WHERE world = ${world}`,
            );
          await owner.query("ALTER TABLE watchkeeper.journal ENABLE TRIGGER USER");
        });
        await assert.rejects(countingLog(await open()), { code: /^journal\/(chain-broken|rolled-back|keys-missing)$/ }, attack);
        const found = await verifyRecord(await open()).catch((error: { code?: string }) => ({
          intact: error.code !== "journal/keys-missing",
        }));
        assert.equal(found.intact, false, attack);
      }
    });
  });
});

/** With owners and modes: the server's account must be able to read what it is given back. */
function copyFolder(from: string, to: string): void {
  assert.equal(spawnSync("cp", ["-a", from, to]).status, 0);
}
