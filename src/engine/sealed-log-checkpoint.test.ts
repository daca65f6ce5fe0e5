import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { seal } from "../core/journal/journal.ts";
import { disclosureOf, sealPayload } from "../core/journal/payload.ts";
import { readRecord, type SealedHeader } from "../core/journal/record.ts";
import { verifyCheckpoint } from "../core/transparency/checkpoint.ts";
import { verifierKeyOf } from "../core/transparency/verifier-key.ts";
import type { Witness, WitnessRequest } from "../ports/witness.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { memoryPublication } from "../storage/transparency/memory-publication.ts";
import { counted, countingLog } from "../testing/counting-log.ts";
import { published, showing } from "../testing/published-log.ts";
import { verifyRecord } from "./journal/verify-record.ts";
import { unpublishedEntriesMax } from "./sealed-log.ts";

describe("a checkpoint", () => {
  test("is signed, covers everything, also what others recorded, and is published before it is given", async () => {
    const { store, log } = await published(3);
    const other = await countingLog(store);
    await other.decide(() => [counted(9, "other")]);
    const checkpoint = await log.checkpoint();
    assert.equal(checkpoint.size, 4);
    assert.equal(await store.publication.latest(), checkpoint.note);
    const { current } = await store.publication.keys();
    const read = verifyCheckpoint(checkpoint.note, [
      verifierKeyOf({ name: store.publication.origin, publicKey: current.publicKey }, "note"),
    ]);
    assert.deepEqual([read.size, Buffer.from(read.root).toString("base64")], [4, checkpoint.root]);
    assert.deepEqual(await log.checkpoint(), checkpoint);
    const found = await verifyRecord(store);
    assert.ok(found.intact && found.published?.size === 4 && found.entries === 4);
  });

  test("comes by itself before more is recorded than may stay unpublished", async () => {
    const store = memoryJournalStore();
    const log = await countingLog(store);
    const many = (count: number) => Array.from({ length: count }, (_, value) => counted(value));
    await log.record(many(unpublishedEntriesMax - 1));
    assert.equal(await store.publication.latest(), undefined);
    await log.record(many(1));
    assert.match((await store.publication.latest()) ?? "", new RegExp(`\n${unpublishedEntriesMax}\n`));
  });

  // Guarantees: whoever restores an old copy, cuts off the end, changes, drops or moves an entry behind a published checkpoint - even with all keys - is found
  // when the record is opened and when it is verified; and what is opened afterwards signs nothing.
  test("finds every record that is not the one it was made over", async () => {
    const { store, rows } = await published(20);
    const forge = async (at: number) => {
      const changed = [...rows];
      for (let next = at; next < rows.length; next++) {
        const header = readRecord(rows[next]!.record) as SealedHeader;
        const [held] = await store.vault.keysToRead([{ stream: "run", generation: 0 }]);
        const text = JSON.stringify(counted(next === at ? -1 : next));
        const moved = { ...header, previous: changed[next - 1]?.hash ?? header.previous };
        const { payload, commitment } = sealPayload(text, disclosureOf(held!.key, moved), store.vault.freshNonce());
        changed[next] = seal({ ...moved, commitment }, payload);
      }
      return changed;
    };
    const attacks = [
      ...rows.map((_, at) => rows.slice(0, at)),
      ...(await Promise.all(rows.map((_, at) => forge(at)))),
      ...rows.map((_, at) => rows.toSpliced(at, 1)),
      ...rows.slice(1).map((_, at) => rows.toSpliced(at, 2, rows[at + 1]!, rows[at]!)),
    ];
    for (const [index, attacked] of attacks.entries()) {
      const shown = showing(store, attacked);
      assert.equal((await verifyRecord(shown)).intact, false, `attack ${index}`);
      await assert.rejects(countingLog(shown), { code: /^journal\/(rolled-back|chain-broken)$/ }, `attack ${index}`);
    }
    assert.equal(attacks.length, 79);
    assert.equal((await verifyRecord(showing(store, rows))).intact, true);
  });

  test("of a longer record than ours is never overwritten", async () => {
    const { store, rows } = await published(10);
    const publication = { ...store.publication, latest: async () => undefined };
    const behind = await countingLog({ ...showing(store, rows.slice(0, 6)), publication });
    const note = await store.publication.latest();
    const blind = { ...showing(store, rows.slice(0, 6)), publication: { ...store.publication } };
    let opened = false;
    // The checkpoint appears only after the record was opened, as when another process publishes meanwhile.
    blind.publication.latest = async () => (opened ? note : undefined);
    const log = await countingLog(blind);
    opened = true;
    await assert.rejects(log.checkpoint(), { code: "journal/rolled-back" });
    assert.equal(await store.publication.latest(), note);
    assert.equal(behind.head().entries, 6);
  });

  test("whose file was changed is refused", async () => {
    const { store } = await published(5);
    const note = (await store.publication.latest()) ?? "";
    for (const other of [note.replace("\n5\n", "\n4\n"), note.slice(0, -9), "", "watchkeeper"]) {
      const shown = { ...store, publication: { ...store.publication, latest: async () => other } };
      await assert.rejects(countingLog(shown), { code: "journal/checkpoint-damaged" });
      assert.equal((await verifyRecord(shown)).intact, false);
    }
  });

  test("after a crash between tiles and checkpoint is made as if nothing had happened", async () => {
    const publication = memoryPublication();
    let writes = 0;
    const cut = {
      ...publication,
      write: async (files: Parameters<typeof publication.write>[0]) =>
        publication.write(files.slice(0, files.length - 1 - (writes++ > 0 ? 1 : 0))),
    };
    const store = memoryJournalStore({ publication: cut });
    const log = await countingLog(store);
    await log.record(Array.from({ length: 300 }, (_, value) => counted(value)));
    await log.checkpoint();
    assert.equal(await publication.latest(), undefined);
    const again = await countingLog({ ...store, publication });
    await again.record([counted(300)]);
    assert.equal((await again.checkpoint()).size, 301);
    const found = await verifyRecord({ ...store, publication });
    assert.ok(found.intact && found.published?.size === 301);
  });

  test("whose tiles were lost or changed is told, and remade", async () => {
    const { store } = await published(5);
    const shown = (bytes: Uint8Array | undefined) => ({ ...store, publication: { ...store.publication, read: async () => bytes } });
    for (const bytes of [undefined, new Uint8Array(160)]) {
      const found = await verifyRecord(shown(bytes));
      assert.ok(!found.intact && /tile\/0\/000\.p\/5/.test(found.because));
    }
  });
});

describe("a witness", () => {
  const signing = (answers: (request: WitnessRequest) => number | undefined): Witness & { readonly asked: WitnessRequest[] } => {
    const asked: WitnessRequest[] = [];
    return {
      name: "witness.example.org",
      asked,
      async cosign(request) {
        asked.push(request);
        const knownSize = answers(request);
        return knownSize === undefined
          ? { lines: [`\u2014 witness.example.org ${Buffer.alloc(76, asked.length).toString("base64")}\n`] }
          : { knownSize };
      },
    };
  };

  test("signs what is published, and is asked with the proof from where it stands", async () => {
    const witness = signing(({ oldSize }) => (oldSize === 0 ? 2 : undefined));
    const { store, checkpoint } = await published(5, { publication: memoryPublication([witness]) });
    assert.deepEqual(
      witness.asked.map(({ oldSize, proof }) => [oldSize, proof.length]),
      [
        [0, 0],
        [2, 2],
      ],
    );
    assert.ok(checkpoint.note.includes("\u2014 witness.example.org "));
    assert.equal(await store.publication.latest(), checkpoint.note);
  });

  test("that has seen more than there is stops everything; one that is away stops what must be witnessed", async () => {
    await assert.rejects(published(5, { publication: memoryPublication([signing(() => 9)]) }), { code: "journal/rolled-back" });
    const away: Witness = { name: "witness.example.org", cosign: async () => Promise.reject(Object.assign(new Error("no"), {})) };
    await assert.rejects(published(5, { publication: memoryPublication([away]) }));
    const undecided = signing(({ oldSize }) => oldSize + 1);
    await assert.rejects(published(60, { publication: memoryPublication([undecided]) }), { code: "journal/not-witnessed" });
    const store = memoryJournalStore({ publication: memoryPublication([undecided]) });
    const log = await countingLog(store);
    await log.record(Array.from({ length: 60 }, (_, value) => counted(value)));
    assert.equal((await log.checkpoint({ witness: "may" })).size, 60);
  });
});
