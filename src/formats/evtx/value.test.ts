import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type EvtxValue, numberValue, textValue, writeEvtx } from "../../testing/evtx-writer.ts";
import type { InputRecord } from "../format.ts";
import { evtx } from "./evtx.ts";

function readBack(value: EvtxValue): unknown {
  const file = writeEvtx([{ channel: "c", provider: "p", eventId: 1, computer: "h", timeMs: 0, data: { Value: value } }]);
  const reader = evtx.open("v.evtx");
  const [record] = [...reader.push(file), ...(reader.end() as readonly InputRecord[])];
  return record?.kind === "event" ? record.event.fields.Value : record;
}

const runs = { numRuns: 60, seed: 7 };
const bytesOf = (write: (buffer: Buffer) => void, size: number) => {
  const buffer = Buffer.alloc(size);
  write(buffer);
  return buffer;
};

const integers = [
  { type: 0x03, size: 1, min: -(2n ** 7n), max: 2n ** 7n - 1n },
  { type: 0x04, size: 1, min: 0n, max: 2n ** 8n - 1n },
  { type: 0x05, size: 2, min: -(2n ** 15n), max: 2n ** 15n - 1n },
  { type: 0x06, size: 2, min: 0n, max: 2n ** 16n - 1n },
  { type: 0x07, size: 4, min: -(2n ** 31n), max: 2n ** 31n - 1n },
  { type: 0x08, size: 4, min: 0n, max: 2n ** 32n - 1n },
  { type: 0x09, size: 8, min: -(2n ** 63n), max: 2n ** 63n - 1n },
  { type: 0x0a, size: 8, min: 0n, max: 2n ** 64n - 1n },
] as const;

test("integers of every width are written in decimal, alone and in arrays", () => {
  for (const { type, size, min, max } of integers)
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min, max }), { minLength: 1, maxLength: 5 }), (numbers) => {
        const values = numbers.map((number) => numberValue(type, number, size));
        assert.equal(readBack(values[0] as EvtxValue), String(numbers[0]));
        const array = { type: type | 0x80, bytes: Buffer.concat(values.map((value) => value.bytes)) };
        assert.deepEqual(readBack(array), numbers.map(String));
      }),
      runs,
    );
});

test("hexadecimals, sizes and handles carry 0x and no padding", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (number) => {
      const narrow = number & 0xffff_ffffn;
      for (const type of [0x15, 0x10]) assert.equal(readBack(numberValue(type, number, 8)), `0x${number.toString(16)}`);
      for (const type of [0x14, 0x10, 0x20]) assert.equal(readBack(numberValue(type, narrow, 4)), `0x${narrow.toString(16)}`);
    }),
    runs,
  );
});

test("floating-point numbers read back as the same number of their width", () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true }), fc.double({ noNaN: true }), (single, double) => {
      const read32 = readBack({ type: 0x0b, bytes: bytesOf((buffer) => buffer.writeFloatLE(single), 4) });
      assert.equal(Math.fround(Number(read32)), single === 0 ? 0 : single);
      assert.equal(
        Number(readBack({ type: 0x0c, bytes: bytesOf((buffer) => buffer.writeDoubleLE(double), 8) })),
        double === 0 ? 0 : double,
      );
    }),
    runs,
  );
});

test("a FILETIME keeps its seven digits", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2_650_467_743_999_999_999n }), (ticks) => {
      const ms = Number(ticks / 10_000n) - 11_644_473_600_000;
      const expected = new Date(ms).toISOString().replace("Z", `${String(ticks % 10_000n).padStart(4, "0")}Z`);
      assert.equal(readBack(numberValue(0x11, ticks, 8)), expected);
    }),
    { ...runs, numRuns: 300 },
  );
});

test("booleans, binaries, GUIDs, SIDs, times and texts are written as Windows writes them", () => {
  assert.equal(readBack(numberValue(0x0d, 1, 4)), "true");
  assert.equal(readBack(numberValue(0x0d, 0, 4)), "false");
  assert.equal(readBack({ type: 0x0e, bytes: Uint8Array.of(0, 1, 0xab, 0xff) }), "0001ABFF");
  const guid = Buffer.from("78563412bc9af0de0123456789abcdef", "hex");
  assert.equal(readBack({ type: 0x0f, bytes: guid }), "{12345678-9ABC-DEF0-0123-456789ABCDEF}");
  assert.equal(readBack({ type: 0x13, bytes: Buffer.from("010200000000000520000000 20020000".replace(" ", ""), "hex") }), "S-1-5-32-544");
  const systemTime = Buffer.from(new Uint16Array([2026, 2, 0, 28, 23, 59, 58, 7]).buffer);
  assert.equal(readBack({ type: 0x12, bytes: systemTime }), "2026-02-28T23:59:58.007Z");
  assert.equal(readBack({ type: 0x02, bytes: Buffer.from("ansi\0", "latin1") }), "ansi");
  assert.equal(readBack(textValue("w\u00efde \u4e2d\u6587 \ud83d\ude00")), "w\u00efde \u4e2d\u6587 \ud83d\ude00");
  assert.equal(readBack({ type: 0x23, bytes: Buffer.from("<a/>", "utf16le") }), "<a/>");
  assert.equal(readBack(textValue("")), "");
  assert.equal(readBack({ type: 0x00, bytes: new Uint8Array(0) }), undefined);
});

test("arrays of texts and of GUIDs give one text per item, empty ones included", () => {
  assert.deepEqual(readBack({ type: 0x81, bytes: Buffer.from("a\0\0bc\0", "utf16le") }), ["a", "", "bc"]);
  assert.deepEqual(readBack({ type: 0x82, bytes: Buffer.from("a\0b", "latin1") }), ["a", "b"]);
  assert.equal((readBack({ type: 0x8f, bytes: new Uint8Array(32) }) as string[]).length, 2);
});

test("a value shorter than its type rejects the record, not the log", () => {
  for (const type of [0x08, 0x0a, 0x0f, 0x11, 0x12, 0x13, 0x15, 0x7e]) {
    const record = readBack({ type, bytes: Uint8Array.of(1) }) as InputRecord;
    assert.equal(record.kind === "rejected" && record.letter.reason, "malformed", `type ${type}`);
  }
});
