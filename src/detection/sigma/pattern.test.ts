import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { anyOne, anyRun, type Part, parsePattern, passes, textTestOf } from "./pattern.ts";
import { fold } from "./text.ts";

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const oracle = (parts: readonly Part[], subject: string) =>
  new RegExp(`^${parts.map((part) => (part === anyRun ? "[^]*" : part === anyOne ? "[^]" : escaped(part))).join("")}$`).test(subject);

const part: fc.Arbitrary<Part> = fc.oneof(
  fc.constant(anyRun),
  fc.constant(anyOne),
  fc.string({ unit: fc.constantFrom("a", "b", "\\"), minLength: 1, maxLength: 3 }),
);
const subject = fc.string({ unit: fc.constantFrom("a", "b", "\\", "\n"), maxLength: 12 });

// Guarantees that whichever comparison is chosen for a pattern, it decides as the pattern read one sign at a time would.
test("a wildcard pattern decides as the same regular expression", () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 7 }), subject, (parts, text) => {
      assert.equal(passes(textTestOf(parts, true), text), oracle(parts, text));
    }),
    { numRuns: 5_000 },
  );
});

// Guarantees that every text can be written as a pattern that means itself alone.
test("a text with every special sign escaped matches itself", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", "*", "?", "\\", "x") }), (text) => {
      const written = text.replace(/[*?\\]/g, "\\$&");
      assert.deepEqual(parsePattern(written).join(""), text);
    }),
  );
});

test("a backslash before anything but a wildcard or itself is a backslash", () => {
  assert.deepEqual(parsePattern("a\\b"), ["a\\b"]);
  assert.deepEqual(parsePattern("a\\\\b"), ["a\\b"]);
  assert.deepEqual(parsePattern("a\\"), ["a\\"]);
  assert.deepEqual(parsePattern("\\*\\\\*"), ["*\\", anyRun]);
});

test("a hostile pattern is decided in time linear in the text for each of its pieces", () => {
  const test = textTestOf(parsePattern(`${"*a?".repeat(60)}*b`), true);
  const started = process.hrtime.bigint();
  assert.equal(passes(test, "a".repeat(65_536)), false);
  assert.ok(process.hrtime.bigint() - started < 2_000_000_000n);
});

test("folding keeps a text's length and is the same in a part as in the whole", () => {
  assert.equal(fold("ΣΑΣ"), "σασ");
  assert.equal(fold("\u212A\u017F"), "ks");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
      assert.equal(fold(a + b), fold(a) + fold(b));
      assert.equal(fold(a).length, a.length);
      assert.equal(fold(fold(a)), fold(a));
    }),
  );
});
