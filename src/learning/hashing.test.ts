import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bucketOf, hashOf } from "./hashing.ts";

// Values that other implementations of MurmurHash3_x86_32 agree on.
test("the hash is MurmurHash3", () => {
  const known: readonly (readonly [string, number, number])[] = [
    ["", 0, 0],
    ["", 1, 0x514e28b7],
    ["", 0xffffffff, 0x81f16f39],
    ["a", 0x9747b28c, 0x7fa09ea6],
    ["aa", 0x9747b28c, 0x5d211726],
    ["aaa", 0x9747b28c, 0x283e0130],
    ["aaaa", 0x9747b28c, 0x5a97808a],
    ["Hello, world!", 0x9747b28c, 0x24884cba],
    ["ππππππππ", 0x9747b28c, 0xd58063c1],
    ["The quick brown fox jumps over the lazy dog", 0x9747b28c, 0x2fa826cd],
  ];
  for (const [text, seed, expected] of known) assert.equal(hashOf(text, seed).toString(16), expected.toString(16), text);
});

// Guarantees that a bucket is always inside its table, whatever the text.
test("every text has a bucket", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 2_000 }), fc.integer({ min: 1, max: 24 }), (text, bits) => {
      const bucket = bucketOf(text, bits);
      assert.ok(Number.isInteger(bucket) && bucket >= 0 && bucket < 2 ** bits);
    }),
  );
});
