import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { blockOf, inBlock } from "./cidr.ts";
import { base64Offsets } from "./encode.ts";

// Guarantees that whatever stands before and after a text, its base64 form holds one of the three texts.
test("one of the three offsets appears wherever the text was encoded", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 4, maxLength: 20 }),
      fc.uint8Array({ maxLength: 7 }),
      fc.uint8Array({ maxLength: 7 }),
      (bytes, before, after) => {
        const offsets = base64Offsets(Buffer.from(bytes).toString("latin1"));
        const encoded = Buffer.concat([before, bytes, after]).toString("base64");
        assert.ok(encoded.includes(offsets[before.length % 3]!));
      },
    ),
  );
});

// Guarantees that a block holds exactly the addresses that share its first bits.
test("an address is in a block when their first bits agree", () => {
  const number = (text: string) => text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (base, address, bits) => {
      const size = 2 ** (32 - bits);
      assert.equal(inBlock(blockOf(`${base}/${bits}`)!, address), Math.floor(number(base) / size) === Math.floor(number(address) / size));
    }),
  );
});

test("what is no address block is none", () => {
  for (const text of ["", "192.0.2.0/33", "192.0.2/24", "2001:db8::/129", "example.test/8", "192.0.2.0/-1", "192.0.2.0/8/8"])
    assert.equal(blockOf(text), undefined, text);
  assert.equal(inBlock(blockOf("192.0.2.7")!, "192.0.2.7"), true);
  assert.equal(inBlock(blockOf("192.0.2.7")!, "192.0.2.8"), false);
});
