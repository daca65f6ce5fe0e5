import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { readRecord } from "../core/journal/record.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { counted, countingLog, stillClock } from "../testing/counting-log.ts";
import { published } from "../testing/published-log.ts";
import { openRecordLog } from "./journal/record-log.ts";
import { verifyRecord } from "./journal/verify-record.ts";
import { conflictsMax } from "./sealed-log.ts";

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
