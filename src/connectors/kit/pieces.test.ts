import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { sampleEvents } from "../../testing/evtx-sample.ts";
import { writeEvtx } from "../../testing/evtx-writer.ts";
import { readRecords } from "../../testing/source-scene.ts";
import { firstPiece, openPieces, type PiecePlace } from "./pieces.ts";
import type { ReadAt } from "./read-at.ts";

const readAt =
  (bytes: Uint8Array): ReadAt =>
  async (from, length) =>
    bytes.subarray(from, from + length);

const pagesMax = 10_000;

/** Everything that comes out, opened anew for each page where `restarts`, as after a restart. */
async function pieces(given: Uint8Array | string, { recordsMax = 1_000, restarts = false } = {}) {
  const bytes = typeof given === "string" ? Buffer.from(given) : given;
  const records: string[] = [];
  const refused: string[] = [];
  const places = new Set<number>();
  let to: PiecePlace = firstPiece;
  let open = await openPieces(readAt(bytes));
  for (let pages = 0; pages < pagesMax; pages++) {
    const page = await open.page(to, { recordsMax, bytesMax: 16 * 1_048_576 });
    for (const each of page.records) {
      assert.ok(!places.has(each.at), "two records at one place");
      places.add(each.at);
      assert.ok(each.bytes.length <= 1_048_576);
      records.push(Buffer.from(each.bytes).toString("utf8"));
    }
    refused.push(...page.refused.map(({ reason }) => reason));
    to = JSON.parse(JSON.stringify(page.to)) as PiecePlace;
    if (page.ended) break;
    if (restarts) {
      open.close();
      open = await openPieces(readAt(bytes));
    }
  }
  open.close();
  return { records, refused };
}

/** Compares many records without printing them all. */
function same(
  found: { records: readonly string[]; refused: readonly string[] },
  records: readonly string[],
  refused: readonly string[] = [],
) {
  assert.deepEqual([found.records.length, found.refused], [records.length, refused]);
  assert.equal(
    found.records.findIndex((each, index) => each !== records[index]),
    -1,
  );
}

const record = (number: number, length = 10) => JSON.stringify({ n: number, text: `, ] } \\" [{ ${"x".repeat(length)}` });
const many = Array.from({ length: 1_500 }, (_, index) => record(index, 1_000));

test("a log comes apart into its lines, compressed or not, with or without a last line break", async () => {
  const given = `${record(1)}\r\n\n${record(2)}\n${record(3)}`;
  const expected = { records: [record(1), record(2), record(3)], refused: [] };
  assert.deepEqual(await pieces(given), expected);
  assert.deepEqual(await pieces(gzipSync(given)), expected);
  assert.deepEqual(await pieces(given, { recordsMax: 1, restarts: true }), expected);
});

test("a small document, a mail and an archive are one record each", async () => {
  for (const given of [`{"Records":[${record(1)},${record(2)}]}`, '{\n  "pretty": [1]\n}\n', "Received: from a\nSubject: b\n\nbody\n"]) {
    assert.deepEqual(await pieces(given), { records: [given], refused: [] });
  }
  const archive = Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.alloc(50)]);
  assert.deepEqual(await pieces(archive), { records: [archive.toString("utf8")], refused: [] });
});

test("a large list comes apart into its elements, as they were written, also compressed and after restarts", async () => {
  for (const [before, after] of [
    ['{"Records": [', "]}"],
    ["\ufeff [\n", "\n]"],
  ]) {
    const given = `${before}${many.join(" ,\n")}${after}`;
    same(await pieces(given, { recordsMax: 400, restarts: true }), many);
    same(await pieces(gzipSync(given)), many);
  }
});

test("a list that is cut off gives its whole elements and says so; an element that is too large is named", async () => {
  const given = `[${many.join(",")},{"n":`;
  same(await pieces(given), many, ["malformed"]);
  const large = `[${record(1)},${record(2, 1_100_000)},${record(3)}]`;
  assert.deepEqual(await pieces(large), { records: [record(1), record(3)], refused: ["too-large"] });
});

test("a large Windows event log comes apart into stretches that its format reads by themselves", async () => {
  const big = writeEvtx(Array.from({ length: 12_000 }, (_, index) => sampleEvents[index % sampleEvents.length]!));
  assert.ok(big.length > 3_000_000);
  const stretches: Uint8Array[] = [];
  const open = await openPieces(readAt(big));
  for (let to = firstPiece, ended = false; !ended; ) {
    const page = await open.page(to, { recordsMax: 2, bytesMax: 16 * 1_048_576 });
    stretches.push(...page.records.map(({ bytes }) => bytes));
    ({ to, ended } = page);
  }
  const [whole, apart] = [await readRecords([{ bytes: big }]), await readRecords(stretches.map((bytes) => ({ bytes })))];
  assert.equal(apart.events.length, whole.events.length);
  assert.deepEqual(
    apart.rejected.map(({ reason }) => reason),
    whole.rejected.map(({ reason }) => reason),
  );
  assert.deepEqual(
    apart.events.map(({ fields }) => fields),
    whole.events.map(({ fields }) => fields),
  );
});

test("what does not come apart and is too large is refused, and so is what unpacks without end", async () => {
  const binary = Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.alloc(1_100_000)]);
  assert.deepEqual(await pieces(binary), { records: [], refused: ["too-large"] });
  const bomb = gzipSync(Buffer.alloc(60_000_000, "a"));
  assert.deepEqual((await pieces(bomb)).refused.includes("malformed"), true);
  const cut = gzipSync(Array.from({ length: 9_000 }, (_, index) => `${record(index * 7_919)}\n`).join("")).subarray(0, -4_000);
  const { records, refused } = await pieces(cut);
  assert.ok(records.length > 1_000 && records.length < 9_000);
  assert.deepEqual(refused, ["malformed"]);
});

// Guarantees that hostile files neither throw nor hang, and that no record is larger than one may be.
test("any bytes come to an end", async () => {
  const beginning = fc.constantFrom("", "[", '{"Records":[', "{", "ElfFile\0", "\u001f\u008b", "PK", "Subject: x\n");
  await fc.assert(
    fc.asyncProperty(beginning, fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (begin, rest, isPacked) => {
      const bytes = Buffer.concat([Buffer.from(begin, "latin1"), rest]);
      await pieces(isPacked ? gzipSync(bytes) : bytes, { recordsMax: 3, restarts: true });
    }),
  );
});

// Guarantees that elements come out exactly as they stand in the list, however it is written and however many pages it takes.
test("elements of a list are those that JSON has in it", async () => {
  const filler = JSON.stringify("y".repeat(600_000));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 20 }), fc.constantFrom("", " ", "\n\t"), async (values, gap) => {
      const given = `[${[filler, ...values.map((each) => JSON.stringify(each)), filler].join(`${gap},${gap}`)}${gap}]`;
      const { records, refused } = await pieces(given, { recordsMax: 7, restarts: true });
      assert.deepEqual([records.map((each) => JSON.parse(each)), refused], [JSON.parse(given), []]);
    }),
    { numRuns: 40 },
  );
});
