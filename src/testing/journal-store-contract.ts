import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type JournalEntry, noPrevious, seal, verify } from "../core/journal/journal.ts";
import { disclosureOf, sealPayload } from "../core/journal/payload.ts";
import type { JournalStore } from "../ports/journal-store.ts";

const key = new Uint8Array(32).fill(7);
const nonce = new Uint8Array(12);

/** Sealed entries that follow one another. */
export function chain(count: number, after?: Pick<JournalEntry, "sequence" | "hash">, word = "noted"): JournalEntry[] {
  const entries: JournalEntry[] = [];
  let previous = after?.hash ?? noPrevious;
  for (let sequence = (after?.sequence ?? -1) + 1; entries.length < count; sequence++) {
    const event = JSON.stringify({ word, text: `\\ ' " \n \0 é 😀 ${sequence}` });
    const recordedAtMs = 1_600_000_000_000 + sequence;
    const said = { sequence, stream: "case-1", type: "Noted", recordedAtMs, previous, tenant: "t-0123456789abcdef", key: 0 };
    const { payload, commitment } = sealPayload(event, disclosureOf(key, { version: 2, ...said }), nonce);
    entries.push(seal({ ...said, commitment }, payload));
    previous = entries.at(-1)!.hash;
  }
  return entries;
}

/** The promises of every journal store. `open` gives a new, empty journal. */
export function testJournalStore(name: string, open: () => Promise<JournalStore>): void {
  describe(`journal store: ${name}`, () => {
    test("what was appended is read back byte for byte, and verifies", async () => {
      const store = await open();
      assert.equal(await store.head(), undefined);
      const entries = chain(25);
      await store.append(entries.slice(0, 10));
      await store.append(entries.slice(10));
      await store.append([]);
      assert.deepEqual((await store.read(0, 100)).map(plain), entries.map(plain));
      assert.deepEqual((await store.read(20, 3)).map(plain), entries.slice(20, 23).map(plain));
      assert.deepEqual(await store.head(), { sequence: 24, hash: entries[24]!.hash });
      assert.equal(verify(await store.read(0, 100), entries[24]!.hash).intact, true);
    });

    test("the entries of one case are those of its stream, in order, and of no other", async () => {
      const store = await open();
      if (!store.ofCase) return;
      const entries = chain(25);
      await store.append(entries);
      assert.deepEqual((await store.ofCase("case-1", 0, 100)).map(plain), entries.map(plain));
      assert.deepEqual((await store.ofCase("case-1", 20, 3)).map(plain), entries.slice(20, 23).map(plain));
      for (const other of ["case-11", "case-", "case-1\0", "watch", "' OR 1=1 --"]) assert.deepEqual(await store.ofCase(other, 0, 5), []);
    });

    test("entries that do not continue the head are refused, and change nothing", async () => {
      const store = await open();
      const entries = chain(3);
      await store.append(entries);
      const head = entries[2]!;
      const elsewhere = chain(4, undefined, "other");
      for (const refused of [entries.slice(2), chain(2, { sequence: 5, hash: head.hash }), elsewhere.slice(3), chain(1)])
        await assert.rejects(store.append(refused), { code: "journal/out-of-order" });
      await assert.rejects(store.append([chain(2, head)[1]!]), { code: "journal/out-of-order" });
      assert.deepEqual((await store.read(0, 100)).map(plain), entries.map(plain));
    });

    test("a batch with one entry out of line is refused whole", async () => {
      const store = await open();
      const entries = chain(4);
      await assert.rejects(store.append([entries[0]!, entries[2]!]), { code: "journal/out-of-order" });
      await assert.rejects(store.append([entries[0]!, { ...entries[1]!, record: entries[1]!.record.replace("Noted", "Other") }]), {
        code: "journal/chain-broken",
      });
      assert.equal(await store.head(), undefined);
    });

    test("of two writers behind the same head one is refused", async () => {
      const store = await open();
      const first = chain(1);
      await store.append(first);
      const writers = Array.from({ length: 6 }, (_, index) => store.append(chain(2, first[0], `writer ${index}`)));
      const outcomes = await Promise.allSettled(writers);
      assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
      for (const outcome of outcomes) if (outcome.status === "rejected") assert.equal(outcome.reason.code, "journal/out-of-order");
      assert.equal(verify(await store.read(0, 100)).intact, true);
      assert.equal((await store.head())?.sequence, 2);
    });
  });
}

/** An entry whatever its bytes are held in. */
export const plain = ({ payload, ...rest }: JournalEntry) => ({ ...rest, payload: Buffer.from(payload).toString("hex") });
