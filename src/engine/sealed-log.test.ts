import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type JournalEntry, seal } from "../core/journal/journal.ts";
import { disclosureOf, sealPayload } from "../core/journal/payload.ts";
import { readRecord, type SealedHeader } from "../core/journal/record.ts";
import { verifyCheckpoint } from "../core/transparency/checkpoint.ts";
import { verifierKeyOf } from "../core/transparency/verifier-key.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { Witness, WitnessRequest } from "../ports/witness.ts";
import { memoryPublication } from "../storage/transparency/memory-publication.ts";
import { counted, countingLog, stillClock } from "../testing/counting-log.ts";
import { memoryJournalStore } from "../testing/memory-stores.ts";
import { openRecordLog } from "./journal/record-log.ts";
import { verifyRecord } from "./journal/verify-record.ts";
import { conflictsMax, unpublishedEntriesMax } from "./sealed-log.ts";

/** The same journal with other rows: what somebody with the database can show. */
const showing = (store: JournalStore, rows: readonly JournalEntry[]): JournalStore => ({
  ...store,
  read: async (from, limit) => rows.filter(({ sequence }) => sequence >= from).slice(0, limit),
  head: async () => undefined,
});

async function published(values: number, parts: Parameters<typeof memoryJournalStore>[0] = {}) {
  const store = memoryJournalStore(parts);
  const log = await countingLog(store);
  for (let value = 0; value < values; value++) await log.record([counted(value)]);
  const checkpoint = await log.checkpoint();
  return { store, log, checkpoint, rows: await store.read(0, values) };
}

describe("a record that could not be opened just now", () => {
  // Guarantees that a database which fails between an entry and its key costs no fact: a stop that was skipped would be none.
  test("is read again, and no fact of it is skipped", async () => {
    const store = memoryJournalStore();
    const writer = await countingLog(store);
    let fails = false;
    const vault = new Proxy(store.vault, {
      get: (held, name, self) => {
        const value = Reflect.get(held, name, self) as unknown;
        if (typeof value !== "function") return value;
        return (...given: unknown[]) => (fails ? Promise.reject(new Error("ECONNRESET")) : Reflect.apply(value, held, given));
      },
    });
    const reader = await countingLog({ ...store, vault });
    await writer.record([counted(1), counted(2)]);
    fails = true;
    await assert.rejects(reader.refresh(), { message: "ECONNRESET" });
    assert.equal(reader.head().entries, 0);
    fails = false;
    await reader.refresh();
    assert.equal(reader.head().entries, writer.head().entries);
    assert.deepEqual(
      reader.facts.map(({ value }) => value),
      [1, 2],
    );
  });
});

describe("deciding with other writers", () => {
  // Guarantees: whatever the order in which several processes decide, each decision saw everything before it, and nothing is lost or doubled.
  test("every decision is made on everything before it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(0, 1, 2), { minLength: 1, maxLength: 24 }), async (writers) => {
        const store = memoryJournalStore();
        const logs = await Promise.all([0, 1, 2].map(() => countingLog(store)));
        // Each adds the next number: any decision on an old state would repeat one.
        const next = (who: number) => () => [counted(logs[who]!.facts.length, String(who))];
        await Promise.all(writers.map((who) => logs[who]!.decide(next(who))));
        for (const log of logs) {
          await log.refresh();
          assert.deepEqual(
            log.facts.map(({ value }) => value),
            writers.map((_, index) => index),
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  test("a decision that finds nothing to do writes nothing, and one that refuses leaves the log as usable as it was", async () => {
    const store = memoryJournalStore();
    const log = await countingLog(store);
    assert.deepEqual(await log.decide(() => []), []);
    await assert.rejects(
      log.decide(() => {
        throw new Error("not allowed");
      }),
      /not allowed/,
    );
    await log.decide(async () => [counted(1)]);
    assert.deepEqual(log.facts, [counted(1)]);
    assert.equal((await store.head())?.sequence, 0);
  });

  test("a decision asks again when another writer was first, so often and no more", async () => {
    const store = memoryJournalStore();
    const [log, other] = [await countingLog(store), await countingLog(store)];
    let asked = 0;
    const outrun = async () => {
      asked++;
      await other.decide(() => [counted(asked, "other")]);
      return [counted(0)];
    };
    await assert.rejects(log.decide(outrun), { code: "journal/contended" });
    assert.equal(asked, conflictsMax);
    assert.ok(log.facts.every(({ by }) => by === "other"));
  });

  test("an answer that was lost is found again: what was stored is known, and what was not can be decided anew", async () => {
    for (const stored of [true, false]) {
      const store = memoryJournalStore();
      let cuts = 1;
      const append: JournalStore["append"] = async (entries) => {
        if (stored || cuts === 0) await store.append(entries);
        if (cuts-- > 0) throw new Error("connection lost");
      };
      const log = await countingLog({ ...store, append });
      const once = () => (log.facts.length === 0 ? [counted(1)] : []);
      await assert.rejects(log.decide(once), /connection lost/);
      await log.decide(once);
      assert.deepEqual(log.facts, [counted(1)]);
      assert.equal((await store.read(0, 10)).length, 1);
    }
  });
});

describe("time", () => {
  test("never goes back on the record, whatever the clock does", async () => {
    const store = memoryJournalStore();
    const times = [5_000, 9_000, 2_000, 1, 9_001];
    let at = 0;
    const log = await countingLog(store, { clock: { ...stillClock, nowMs: () => times[at++]! } });
    for (const value of times) await log.record([counted(value)]);
    const recorded = (await store.read(0, 10)).map(({ record }) => readRecord(record)!.recordedAtMs);
    assert.deepEqual(recorded, [5_000, 9_000, 9_000, 9_000, 9_001]);
  });
});

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

describe("erasure", () => {
  const mara = { by: "person:mara", because: "asked for under Art. 17" } as const;
  const erase = (store: JournalStore, scope: string) =>
    openRecordLog(store, stillClock).then((log) => log.obey({ type: "ErasePersonalData", scope, ...mara }));

  test("destroys what the entries said, for everybody; that they were there is proven as before", async () => {
    const { store, checkpoint } = await published(8);
    await erase(store, "all");
    await assert.rejects(countingLog(store), { code: "journal/erased" });
    const found = await verifyRecord(store, { checkpoint: checkpoint.note });
    assert.ok(found.intact);
    assert.deepEqual([found.erased, found.entries], [{ run: 8 }, 9]);
    assert.deepEqual(await store.vault.keysToRead([{ stream: "run", generation: 0 }]), []);
  });

  test("of one stream leaves the others, and what follows is sealed with a new key", async () => {
    const store = memoryJournalStore();
    const [run, other] = [await countingLog(store, { erased: "skip" }), await countingLog(store, { stream: "case-1", erased: "skip" })];
    await run.decide(() => [counted(1)]);
    await other.decide(() => [counted(2)]);
    await erase(store, "case-1");
    await other.decide(() => [counted(3)]);
    const again = await countingLog(store, { erased: "skip" });
    assert.deepEqual(again.facts, [counted(1), counted(3)]);
    const found = await verifyRecord(store);
    assert.ok(found.intact);
    assert.deepEqual(found.erased, { "case-1": 1 });
    await assert.rejects(erase(store, "case-2"), { code: "journal/nothing-to-erase" });
  });

  test("that was recorded and cut off by a crash is finished by whoever opens the record next", async () => {
    const { store } = await published(3);
    const cut = { ...store, vault: { ...store.vault, erase: async () => Promise.reject(new Error("power cut")) } };
    await assert.rejects(erase(cut, "all"), /power cut/);
    assert.equal((await store.vault.keysToRead([{ stream: "run", generation: 0 }])).length, 1);
    await openRecordLog(store, stillClock);
    assert.equal((await store.vault.keysToRead([{ stream: "run", generation: 0 }])).length, 0);
  });

  test("is refused while a hold is on it or on all, and both holds are on the record", async () => {
    const { store } = await published(3);
    const log = await openRecordLog(store, stillClock);
    for (const scope of ["all", "run"]) {
      await log.obey({ type: "PlaceLegalHold", scope, ...mara });
      for (const wanted of ["all", "run"]) await assert.rejects(erase(store, wanted), { code: "journal/on-hold" });
      await log.obey({ type: "ReleaseLegalHold", scope, ...mara });
    }
    await assert.rejects(log.obey({ type: "ReleaseLegalHold", scope: "run", ...mara }), { code: "journal/no-hold" });
    await assert.rejects(log.obey({ type: "PlaceLegalHold", scope: "run", ...mara, because: " " }), { code: "journal/no-reason" });
    assert.equal((await store.read(0, 100)).length, 7);
    await erase(store, "run");
  });

  test("that nobody recorded is called what it is: keys that are missing", async () => {
    const { store } = await published(3);
    await store.vault.erase([{ stream: "run", generation: 0 }]);
    await assert.rejects(countingLog(store), { code: "journal/keys-missing" });
    const found = await verifyRecord(store);
    assert.ok(!found.intact && /names no erasure/.test(found.because));
  });
});
