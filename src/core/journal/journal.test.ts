import assert from "node:assert/strict";
import { createHash, createHmac, hkdfSync } from "node:crypto";
import { describe, test } from "node:test";
import canonicalize from "canonicalize";
import fc from "fast-check";
import { hmacSha256, hmacTextBytesMax } from "./hmac.ts";
import { type CheckedEntry, type JournalEntry, leafOf, noPrevious, plainStart, pointAfter, seal, upcast, verify } from "./journal.ts";
import { recordStream } from "./keeping.ts";
import { disclosureOf, isCommitted, openPayload, sealPayload } from "./payload.ts";
import { boundText, plainText, readRecord, recordText, type SealedHeader } from "./record.ts";

const key = new Uint8Array(32).fill(1);
const nonce = new Uint8Array(12).fill(2);
const header = { version: 2 as const, stream: "run", type: "T", tenant: "t-0123456789abcdef", key: 0 };

const sealed = (fields: { sequence: number; recordedAtMs: number; previous: string }, text: string): JournalEntry => {
  const { payload, commitment } = sealPayload(text, disclosureOf(key, { ...header, ...fields }), nonce);
  return seal({ ...header, ...fields, commitment }, payload);
};
/** The header of an entry at a place, in front of everything. */
const at = (sequence: number) => ({ ...header, sequence, recordedAtMs: 0, previous: noPrevious });
const written = (texts: readonly string[]): JournalEntry[] => {
  const entries: JournalEntry[] = [];
  for (const [sequence, text] of texts.entries())
    entries.push(sealed({ sequence, recordedAtMs: sequence, previous: entries.at(-1)?.hash ?? noPrevious }, text));
  return entries;
};

describe("the journal", () => {
  test("what was written verifies, and ends in its head", () => {
    const entries = written(["a", "b", "c"]);
    assert.deepEqual(verify(entries, entries[2]!.hash), { intact: true, head: entries[2]!.hash, entries: 3 });
  });

  test("an empty journal is intact", () => {
    assert.deepEqual(verify([]), { intact: true, head: noPrevious, entries: 0 });
  });

  // Guarantees tamper evidence against someone who can edit the store and knows how we hash, and even holds the keys: they change one entry and re-seal
  // as many of the following ones as they like, repairing the link after the last. The head published earlier no longer fits.
  test("history cannot be rewritten behind a published head", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string(), { minLength: 1, maxLength: 12 }),
        fc.nat(),
        fc.nat(),
        fc.string(),
        (texts, where, howMany, forged) => {
          const entries = written(texts);
          const line = where % entries.length;
          fc.pre(texts[line] !== forged);
          const attacked = [...entries];
          const last = line + (howMany % (entries.length - line));
          for (let next = line; next <= last; next++) {
            const previous = attacked[next - 1]?.hash ?? noPrevious;
            attacked[next] = sealed({ sequence: next, recordedAtMs: next, previous }, next === line ? forged : texts[next]!);
          }
          assert.equal(verify(attacked, entries.at(-1)!.hash).intact, false);
        },
      ),
    );
  });

  test("a missing, repeated or swapped entry is found without any head", () => {
    const entries = written(["a", "b", "c", "d"]);
    assert.equal(verify(entries.toSpliced(1, 1)).intact, false);
    assert.equal(verify([...entries, entries[3]!]).intact, false);
    assert.equal(verify([entries[0]!, entries[2]!, entries[1]!, entries[3]!]).intact, false);
  });

  test("an entry of an earlier time than the one before it is found", () => {
    const [first] = written(["a"]);
    assert.equal(verify([first!, sealed({ sequence: 1, recordedAtMs: 0, previous: first!.hash }, "b")]).intact, true);
    const late = sealed({ sequence: 0, recordedAtMs: 5, previous: noPrevious }, "a");
    const found = verify([late, sealed({ sequence: 1, recordedAtMs: 4, previous: late.hash }, "b")]);
    assert.deepEqual(found, { intact: false, sequence: 1, because: "its time lies before that of the entry before it" });
  });

  test("a cut-off end is found only against a published head, and then it is", () => {
    const entries = written(["a", "b", "c"]);
    assert.equal(verify(entries.slice(0, 2)).intact, true);
    assert.equal(verify(entries.slice(0, 2), entries[2]!.hash).intact, false);
  });

  // Guarantees: no bit of a record can change unseen, and none of a payload for whoever has the keys.
  test("every single changed bit of an entry is found", () => {
    const [entry] = written(["what happened"]);
    const bytes = Buffer.from(entry!.record);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      assert.equal(verify([{ ...entry!, record: changed.toString("utf8") }]).intact, false, `bit ${bit}`);
    }
    const said = readRecord(entry!.record) as SealedHeader;
    const disclosure = disclosureOf(key, said);
    assert.equal(isCommitted(entry!, said, disclosure), true);
    for (let bit = 0; bit < entry!.payload.length * 8; bit++) {
      const payload = Buffer.from(entry!.payload);
      payload[bit >> 3]! ^= 1 << (bit & 7);
      assert.equal(isCommitted({ payload }, said, disclosure), false, `bit ${bit}`);
      assert.equal(openPayload(payload, disclosure), undefined, `bit ${bit}`);
    }
  });
});

describe("a record", () => {
  test("is written as RFC 8785 writes it, and read back", () => {
    const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9.:_-]{0,20}$/);
    const count = fc.nat(Number.MAX_SAFE_INTEGER);
    const digest = fc.stringMatching(/^sha256:[0-9a-f]{64}$/);
    const parts = {
      version: fc.constant(2 as const),
      sequence: count,
      key: count,
      recordedAtMs: count,
      stream: word,
      type: word,
      previous: digest,
      commitment: digest,
      tenant: fc.stringMatching(/^t-[0-9a-f]{16}$/),
    };
    fc.assert(
      fc.property(fc.record(parts, { noNullPrototype: true }), (said) => {
        const text = recordText(said);
        assert.equal(text, canonicalize(said));
        assert.deepEqual(readRecord(text), said);
      }),
    );
  });

  test("in any other spelling is none", () => {
    const text = written(["a"])[0]!.record;
    for (const other of [
      ` ${text}`,
      text.replace("{", '{"note":1,'),
      text.replace('"version":2', '"version":2.0'),
      `[${text}]`,
      "",
      "null",
      "[]",
    ])
      assert.equal(readRecord(other), undefined, other);
  });

  test("never holds a name, an address or any text from outside", () => {
    for (const stream of ["mara@example.test", "192.0.2.9", "two words", "", "a\n", "Ä"])
      assert.throws(() => seal({ ...header, stream, sequence: 0, recordedAtMs: 0, previous: noPrevious, commitment: noPrevious }, nonce));
  });

  test("is not read from whatever text there is, and reading never throws", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => readRecord(text) === undefined || recordRoundTrips(text)));
  });
});

const recordRoundTrips = (text: string) => {
  const said = readRecord(text)!;
  return (said.version === 1 ? plainText(said) : recordText(said)) === text;
};

describe("a payload", () => {
  test("opens to the text that was sealed, with its own key and no other", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(1_000), (given, sequence) => {
        const text = given.toWellFormed();
        const disclosure = disclosureOf(key, at(sequence));
        const { payload } = sealPayload(text, disclosure, nonce);
        assert.equal(openPayload(payload, disclosure), text);
        assert.equal(openPayload(payload, disclosureOf(key, at(sequence + 1))), undefined);
        assert.equal(openPayload(payload, disclosureOf(new Uint8Array(32), at(sequence))), undefined);
      }),
    );
  });

  test("that is cut off or nonsense opens to nothing", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => openPayload(bytes, disclosureOf(key, at(0))) === undefined));
  });

  test("has a key as RFC 5869 derives it, and a salt that binds that key", () => {
    const { salt, key: own } = disclosureOf(key, at(17));
    assert.deepEqual(Buffer.from(own), Buffer.from(hkdfSync("sha256", key, "watchkeeper-journal-v2", `payload ${boundText(at(17))}`, 32)));
    assert.deepEqual(Buffer.from(salt), createHmac("sha256", own).update("watchkeeper-journal-v2 salt").digest());
  });

  test("is keyed by an HMAC that agrees with everybody's", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: hmacTextBytesMax }), (secret, bytes) => {
        assert.deepEqual(Buffer.from(hmacSha256(secret, bytes)), createHmac("sha256", secret).update(bytes).digest());
      }),
    );
    assert.deepEqual(Buffer.from(hmacSha256(key, "payload 7\x01")), createHmac("sha256", key).update("payload 7\x01").digest());
    assert.throws(() => hmacSha256(key, "x".repeat(hmacTextBytesMax + 1)));
  });
});

// Guarantees: what the first format wrote stays readable and provable, byte for byte as it was hashed then.
test("entries of version 1 verify as they did, and those of version 2 follow them", () => {
  const first = {
    sequence: 0,
    stream: "run",
    type: "RunStarted",
    recordedAtMs: 1_767_225_600_000,
    event: '{"type":"RunStarted","inputs":["evidence/one.jsonl"]}',
    previous: noPrevious,
    hash: "sha256:2f1f6b7dfe5a5dcb8a1af2d7f6a9ba4d6d03b4a8c1b1ed5e7f3db8fd2a4b6f00",
  };
  const entry = upcast(first);
  assert.equal(
    entry.record,
    `["journal-v1",0,"run","RunStarted",1767225600000,"{\\"type\\":\\"RunStarted\\",\\"inputs\\":[\\"evidence/one.jsonl\\"]}","${noPrevious}"]`,
  );
  assert.equal(verify([entry], undefined, plainStart(undefined)).intact, false);
  const whole = { ...entry, hash: "sha256:43886f05b5b08e0f879aa9f5ff6fd148f29f995b1e1b5931a60269d4add30b6f" };
  const next = sealed({ sequence: 1, recordedAtMs: 1_767_225_600_001, previous: whole.hash }, "b");
  assert.deepEqual(verify([whole, next], next.hash, plainStart(undefined)), { intact: true, head: next.hash, entries: 2 });
  assert.notEqual(Buffer.from(leafOf(whole.record)).toString("hex"), whole.hash.slice(7));
  assert.equal(verify([{ ...whole, record: whole.record.replace("one", "two") }], undefined, plainStart(undefined)).intact, false);
});

describe("a record of version 1, which anybody can write", () => {
  const plain = (sequence: number, previous: string, stream = "run") => {
    const row = { sequence, stream, type: "T", recordedAtMs: 0, event: "{}", previous };
    const record = plainText(row);
    return { sequence, record, payload: new Uint8Array(), hash: `sha256:${createHash("sha256").update(record).digest("hex")}` };
  };
  const first = plain(0, noPrevious);
  const second = plain(1, first.hash);

  test("is taken from the beginning alone, where one may be, and below what was published", () => {
    assert.equal(verify([first, second], undefined, plainStart(undefined)).intact, true);
    assert.equal(verify([first, second], undefined, plainStart(2)).intact, true);
    assert.deepEqual(verify([first, second], undefined, plainStart(1)), {
      intact: false,
      sequence: 1,
      because: "it is of version 1, which no key seals, and none may stand here",
    });
    assert.equal(verify([first]).intact, false);
  });

  test("is none behind one of version 2, in the same stretch or the next", () => {
    const begun = sealed({ sequence: 1, recordedAtMs: 1, previous: first.hash }, "a");
    const forged = plain(2, begun.hash);
    assert.equal(verify([first, begun, forged], undefined, plainStart(undefined)).intact, false);
    const checked: CheckedEntry[] = [];
    verify([first, begun], undefined, plainStart(undefined), (one) => checked.push(one));
    const found = verify([forged], undefined, pointAfter(checked, plainStart(undefined)));
    assert.ok(!found.intact && found.sequence === 2);
  });

  test("says nothing about the record itself: no erasure, no hold, no key", () => {
    assert.equal(verify([plain(0, noPrevious, recordStream)], undefined, plainStart(undefined)).intact, false);
  });
});

// Guarantees: an entry that was sealed at one place is none at another, even where whoever moves it mends every hash: the key of its payload comes from
// everything that its record says.
test("a payload opens in no other record than its own", () => {
  const [entry] = written(["a"]);
  const said = readRecord(entry!.record) as SealedHeader;
  const changes: readonly Partial<SealedHeader>[] = [
    { sequence: 1 },
    { previous: `sha256:${"1".repeat(64)}` },
    { recordedAtMs: 1 },
    { stream: "case-1" },
    { type: "U" },
    { tenant: "t-0123456789abcdee" },
    { key: 1 },
  ];
  for (const change of changes) {
    const moved = { ...said, ...change };
    assert.equal(isCommitted(entry!, moved, disclosureOf(key, moved)), false, JSON.stringify(change));
    assert.equal(openPayload(entry!.payload, disclosureOf(key, moved)), undefined, JSON.stringify(change));
  }
});
