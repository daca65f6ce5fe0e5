import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bytesOf, hexLine, indentedJson, layersOf, rawText } from "./decode.ts";

// Guarantees: what is decoded is what was there: nothing is lost, rounded or made up, and no bytes make it fail.

const bytes = (text: string, encoding: BufferEncoding = "utf8") => new Uint8Array(Buffer.from(text, encoding));

test("base64 and back gives the same bytes; what is no base64 gives none", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (some) => {
      assert.deepEqual(bytesOf(Buffer.from(some).toString("base64")), some);
    }),
  );
  assert.equal(bytesOf("%%%").length, 0);
});

test("indented JSON means the same, and keeps numbers and names as they stand", () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const indented = indentedJson(`[${json}]`);
      assert.deepEqual(JSON.parse(indented ?? ""), JSON.parse(`[${json}]`));
    }),
  );
  assert.equal(indentedJson('{"id":12345678901234567890,"id":1}'), '{\n  "id": 12345678901234567890,\n  "id": 1\n}');
  assert.equal(indentedJson("{}\n[]\n"), "{}\n[]");
  assert.equal(indentedJson('{"a":'), undefined);
});

test("an encoded command is read through two layers of base64 and UTF-16", () => {
  const inner = Buffer.from("IEX (New-Object Net.WebClient).DownloadString", "utf8").toString("base64");
  const command = Buffer.from(`$x = '${inner}'`, "utf16le").toString("base64");
  const layers = layersOf(bytes(`powershell -enc ${command}`));
  assert.deepEqual(
    layers.map(({ text }) => text),
    [`$x = '${inner}'`, "IEX (New-Object Net.WebClient).DownloadString"],
  );
  assert.match(layers[0]?.how ?? "", /^base64 at character 17, UTF-16/);
});

test("digests and paths are not taken for text", () => {
  assert.deepEqual(layersOf(bytes(`sha256 ${"a3f5".repeat(16)} /usr/local/share/applications/default/list`)), []);
});

test("UTF-16 is read as what it says, and bytes that are no UTF-8 are counted", () => {
  assert.equal(layersOf(bytes('\ufeff{"a":1}', "utf16le"))[1]?.text, '{\n  "a": 1\n}');
  assert.equal(rawText(Uint8Array.of(0x61, 0xff, 0x62)).strange, 1);
});

test("no bytes make it fail, and hex lines hold every byte", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (some) => {
      layersOf(some);
      const lines = Array.from({ length: Math.ceil(some.length / 16) }, (_, line) => hexLine(some, line).hex);
      assert.equal(lines.join("").replaceAll(" ", ""), Buffer.from(some).toString("hex"));
    }),
  );
});
