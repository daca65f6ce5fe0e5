import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { writeEvtx } from "../../testing/evtx-writer.ts";
import type { InputRecord } from "../format.ts";
import { evtx } from "./evtx.ts";

const recordsPerFileMax = 40_000;
const readMsMax = 5_000;

const event = fc.record({
  channel: fc.constantFrom("Security", "System", "Microsoft-Windows-Sysmon/Operational"),
  provider: fc.string({ maxLength: 20 }),
  eventId: fc.nat(65_535),
  computer: fc.string({ maxLength: 20 }),
  timeMs: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  data: fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), fc.string({ maxLength: 60 }), { maxKeys: 8 }),
});
const file = fc.array(event, { minLength: 1, maxLength: 30 }).map((events) => writeEvtx(events));

// Reads to the end and checks the ledger: every record is numbered once, from 1.
function survives(bytes: Uint8Array, pieceBytes: number): readonly InputRecord[] {
  const startedMs = performance.now();
  const reader = evtx.open("fuzz.evtx");
  const records: InputRecord[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) records.push(...reader.push(bytes.subarray(at, at + pieceBytes)));
  records.push(...(reader.end() as readonly InputRecord[]));
  const numbers = records.map((record) =>
    record.kind === "event" ? record.event.source.record : record.kind === "rejected" ? record.letter.record : 0,
  );
  assert.deepEqual(
    numbers.toSorted((a, b) => a - b),
    records.map((_, index) => index + 1),
  );
  assert.ok(records.length <= recordsPerFileMax);
  assert.ok(performance.now() - startedMs < readMsMax, "reading takes bounded time");
  return records;
}

const runs = { numRuns: 120, seed: 20_260_105 };

// Guarantees that random bytes after a log's signature end in rejected records, never in a fault.
test("random bytes behind a valid signature are survived", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("ElfFile\0", "ElfChnk\0"),
      fc.uint8Array({ maxLength: 9_000 }),
      fc.integer({ min: 1, max: 9_000 }),
      (magic, bytes, piece) => {
        survives(Buffer.concat([Buffer.from(magic, "latin1"), bytes]), piece);
      },
    ),
    runs,
  );
});

// Guarantees that a damaged log never costs more than its damaged records, and never the process.
test("flipped bits are survived", () => {
  fc.assert(
    fc.property(
      file,
      fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), bit: fc.nat(7) }), { minLength: 1, maxLength: 60 }),
      (bytes, flips) => {
        const used = bytes.findLastIndex((byte) => byte !== 0);
        for (const { at, bit } of flips) {
          const index = Math.floor(at * used);
          bytes[index] = (bytes[index] as number) ^ (1 << bit);
        }
        survives(bytes, 65_536);
      },
    ),
    runs,
  );
});

test("a log cut at any byte gives the records before the cut", () => {
  fc.assert(
    fc.property(file, fc.double({ min: 0, max: 1, noNaN: true }), (bytes, where) => {
      const whole = survives(bytes, 10_000);
      const used = bytes.findLastIndex((byte) => byte !== 0) + 1;
      const cut = survives(bytes.subarray(0, Math.floor(where * used)), 7_777).filter((record) => record.kind === "event");
      assert.deepEqual(cut, whole.slice(0, cut.length));
    }),
    runs,
  );
});

// Guarantees that what was written is what is read: text with any character, in the order of the log.
test("texts of any content come back as they were written", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary", maxLength: 200 }), { minLength: 1, maxLength: 20 }), (texts) => {
      const clean = texts.map((text) => text.replace(/\0+$/, "").toWellFormed());
      const events = texts.map((text) => ({ channel: "c", provider: "p", eventId: 1, computer: "h", timeMs: 0, data: { Value: text } }));
      const read = survives(writeEvtx(events), 1_234).map((record) => (record.kind === "event" ? record.event.fields.Value : record));
      assert.deepEqual(read, clean);
    }),
    runs,
  );
});
