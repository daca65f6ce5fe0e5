import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { chain, plain } from "../../testing/journal-store-contract.ts";
import { memoryKeeper } from "../journal/journal-keeper.ts";
import { openJournalStore } from "../journal/postgres-journal.ts";
import { openDatabase } from "../open-database.ts";
import { readPostmaster } from "./postmaster.ts";
import { isAlive } from "./process.ts";

// Guarantees of joining: people approve and stop while another process carries out, both see one record, and neither ends the other's database.

const scratch = mkdtempSync(join(tmpdir(), "wk-guest-"));
chmodSync(scratch, 0o711);
after(() => rmSync(scratch, { recursive: true, force: true }));

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

  test("is opened as ever where nobody has it", async () => {
    const dataDir = join(scratch, "alone");
    const database = await openDatabase({ dataDir, join: true });
    assert.equal((await database.pool.query("SELECT 1 AS one")).rows[0].one, 1);
    await database.close();
    assert.equal(readPostmaster(join(dataDir, "database", "data")), undefined);
  });
});
