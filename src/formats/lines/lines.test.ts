import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { readBytes, testFormat } from "../../testing/format-contract.ts";
import { limits } from "../limits.ts";
import { lineSplitter } from "./splitter.ts";

testFormat(import.meta.url, { "utf16.log": { format: "syslog", events: 1, rejected: 1 } });

function split(pieces: Iterable<Uint8Array>): (string | "too-long")[] {
  const found: string[] = [];
  const splitter = lineSplitter((text, bytes) => found.push(bytes ? text : "too-long"));
  for (const piece of pieces) splitter.push(piece);
  splitter.end();
  return found;
}

test("text in UTF-16 is read like any other", async () => {
  const { records } = await readBytes(readFileSync(new URL("./samples/utf16.log", import.meta.url)));
  assert.ok(records[0]?.kind === "event");
  assert.equal(records[0].event.fields.user, "müller");
});

// Guarantees that lines come back as they were written, wherever the pieces end.
test("lines of any content come back, in pieces of any size", () => {
  const line = fc.string({ unit: "grapheme" }).map((text) => text.replace(/[\r\n]/g, "").replace(/^\uFEFF/, ""));
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 20 }),
      fc.constantFrom("\n", "\r\n"),
      fc.integer({ min: 1, max: 9 }),
      (lines, lineBreak, pieceBytes) => {
        // A NUL as second byte would mean UTF-16.
        const bytes = Buffer.from(`#### \n${lines.map((text) => text + lineBreak).join("")}`);
        const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, index) =>
          bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes),
        );
        assert.deepEqual(
          split(pieces),
          ["#### ", ...lines].filter((text) => text.trim() !== ""),
        );
      },
    ),
  );
});

test("a line of 100 MB is one rejected record and costs no memory", () => {
  const piece = Buffer.alloc(1_048_576, "x");
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  function* pieces() {
    for (let count = 0; count < 100; count++) {
      yield piece;
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    yield Buffer.from("\nnext\n");
  }
  assert.deepEqual(split(pieces()), ["too-long", "next"]);
  assert.ok(most < 64 * 1_048_576, `held ${most} bytes`);
});

test("a line exactly as long as a record may be is kept", () => {
  const line = "y".repeat(limits.recordBytesMax);
  assert.deepEqual(split([Buffer.from(`${line}\n${line}y\nz`)]), [line, "too-long", "z"]);
});
