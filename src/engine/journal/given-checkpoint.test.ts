import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { verifierKeyOf } from "../../core/transparency/verifier-key.ts";
import { logKeyOf, newKey } from "../../storage/keys/ed25519.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { memoryPublication } from "../../storage/transparency/memory-publication.ts";
import { counted, countingLog } from "../../testing/counting-log.ts";
import { verifyRecord } from "./verify-record.ts";

// Guarantees: a file that is of another log, was changed or is no checkpoint says nothing about the record; one that this record's key signed does.

async function recordOf(values: readonly number[], name: string) {
  const own = logKeyOf(name, newKey());
  const publication = { ...memoryPublication(), origin: name, keys: async () => ({ current: own, successions: [] }) };
  const store = memoryJournalStore({ publication });
  const log = await countingLog(store);
  for (const value of values) await log.record([counted(value)]);
  const { note } = await log.checkpoint();
  return { store, log, note, key: verifierKeyOf(own, "note") };
}

const refused = (problem: RegExp) => ({ code: "journal/not-of-this-record", problem });

describe("a checkpoint that somebody kept", () => {
  test("is the beginning of the record, and the findings say how much of it", async () => {
    const { store, log, note, key } = await recordOf([1, 2, 3], "logs.test/one");
    await log.record([counted(4)]);
    for (const against of [{ checkpoint: note }, { checkpoint: note, key }]) {
      const found = await verifyRecord(store, against);
      assert.ok(found.intact);
      assert.deepEqual([found.compared, found.entries], [3, 4]);
    }
    const alone = await verifyRecord(store);
    assert.equal(alone.intact && alone.compared, null);
  });

  test("of another log is refused by its name, with and without a key", async () => {
    const [mine, other] = [await recordOf([1], "logs.test/one"), await recordOf([1], "logs.test/other")];
    const named = refused(/of the log "logs\.test\/other", and this record is "logs\.test\/one"/);
    await assert.rejects(verifyRecord(mine.store, { checkpoint: other.note }), named);
    await assert.rejects(verifyRecord(mine.store, { checkpoint: other.note, key: other.key }), named);
    await assert.rejects(verifyRecord(mine.store, { key: other.key }), refused(/key that was given is that of "logs\.test\/other"/));
  });

  test("that was changed, cut or never was one is refused", async () => {
    const { store, note } = await recordOf([1, 2, 3], "logs.test/one");
    await assert.rejects(
      verifyRecord(store, { checkpoint: note.replace("\n3\n", "\n2\n") }),
      refused(/not signed by a key of this record/),
    );
    for (const text of ["", "a checkpoint\n", note.slice(0, 40), note.split("\n\n")[0]!])
      await assert.rejects(verifyRecord(store, { checkpoint: text }), refused(/cannot be read as one|not signed/));
  });

  test("that the record's own key signed and that is not its beginning is damage of the record", async () => {
    const [mine, other] = [await recordOf([1, 2], "logs.test/one"), await recordOf([3, 4], "logs.test/one")];
    // The same name and another history: refused while its key is a stranger's, damage once somebody vouches for that key.
    await assert.rejects(verifyRecord(mine.store, { checkpoint: other.note }), refused(/not signed by a key of this record/));
    const found = await verifyRecord(mine.store, { checkpoint: other.note, key: other.key });
    assert.ok(!found.intact);
    assert.match(found.because, /another root/);
  });
});
