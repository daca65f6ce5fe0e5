import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openDatabase } from "../storage/open-database.ts";
import { containmentFolder } from "../testing/containment-folder.ts";

// Guarantees: a stop of one effector, which has no file, is signed when the command ends; whoever takes it out of the database afterwards is found by
// whatever reads the record next, and nothing is carried out.
test("a stop that was recorded cannot be taken back unseen by whoever writes the database", async () => {
  const folder = containmentFolder();
  try {
    await folder.adoptOrders("effectors:\n  - name: fw\n    product: nftables\n    for: [block-address]\n    settings: {}\n");
    await folder.ok("stop", "--effector", "fw", "--because", "burglars");
    const size = Number(readFileSync(join(folder.data, "transparency", "containment", "checkpoint"), "utf8").split("\n")[1]);
    const verified = await folder.ok("journal", "verify", "--world", "containment", "--json");
    assert.equal((JSON.parse(verified.out) as { entries: number }).entries, size);
    const database = await openDatabase({ dataDir: folder.data });
    try {
      await database.asOwner(async (owner) => {
        await owner.query("ALTER TABLE watchkeeper.journal DISABLE TRIGGER USER");
        const { rowCount } = await owner.query("DELETE FROM watchkeeper.journal WHERE sequence = $1", [size - 1]);
        assert.equal(rowCount, 1);
        await owner.query("ALTER TABLE watchkeeper.journal ENABLE TRIGGER USER");
      });
    } finally {
      await database.close();
    }
    for (const words of [
      ["contain", "run"],
      ["contain", "list"],
      ["stop", "--effector", "fw", "--because", "again"],
    ]) {
      const { status, err } = await folder.cli(...words);
      assert.notEqual(status, 0, words.join(" "));
      assert.match(err, /not the one that was published/, words.join(" "));
    }
    const found = await folder.cli("journal", "verify", "--world", "containment");
    assert.notEqual(found.status, 0);
  } finally {
    folder.remove();
  }
});
