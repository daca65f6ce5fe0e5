import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compileRegex, requiredTextOf } from "./regex.ts";
import { fold } from "./text.ts";

const noFlags = { ignoreCase: false, multiLine: false, dotAll: false };

function matches(source: string, text: string): boolean {
  const regex = compileRegex(source, noFlags);
  assert.ok(typeof regex === "object", `${source}: ${String(regex)}`);
  return regex.matches(text, fold(text));
}

test("the required text is what every match must hold, and nothing where that is not certain", () => {
  assert.equal(requiredTextOf("abc\\d+DEF"), "abc");
  assert.equal(requiredTextOf("ab?cd"), "cd");
  assert.equal(requiredTextOf("(?i)\\\\temp\\\\[a-z]{8}\\.tmp$"), "\\temp\\");
  assert.equal(requiredTextOf("ab|cd"), "");
  assert.equal(requiredTextOf("(abc|d)e"), "e");
  assert.equal(requiredTextOf("\\x41bc"), "");
  assert.equal(requiredTextOf("a{0}b{2}"), "b");
  assert.equal(requiredTextOf("[]abc]d"), "d");
});

const piece = fc.constantFrom(
  "a",
  "b",
  "ab",
  "\\.",
  ".",
  "[ab]",
  "[^a]",
  "\\d",
  "(a|b)",
  "(?:ab)?",
  "b*",
  "a+",
  "b{0,2}",
  "a{2}",
  "^",
  "$",
  "\\bab",
  "\\\\",
);

// Guarantees that looking for the required text first never loses a match: JavaScript's own engine is the oracle on what both know.
test("a bounded regular expression decides as JavaScript's engine", () => {
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 6 }),
      fc.string({ unit: fc.constantFrom("a", "b", ".", "1", "\\", " "), maxLength: 10 }),
      (pieces, text) => {
        const source = pieces.join("");
        assert.equal(matches(source, text), new RegExp(source).test(text));
      },
    ),
    { numRuns: 3_000 },
  );
});

test("a pattern that would take exponential time elsewhere takes linear time", () => {
  const started = process.hrtime.bigint();
  assert.equal(matches("^(a+)+$", `${"a".repeat(60_000)}b`), false);
  assert.ok(process.hrtime.bigint() - started < 3_000_000_000n);
});

test("look-ahead, back-references and boundless repetition are refused with a reason", () => {
  for (const source of ["(?=a)b", "(?!a)b", "(a)\\1", "a{1001}", "((a{100}){100})", "(", "a".repeat(5_000)]) {
    const refused = compileRegex(source, noFlags);
    assert.equal(typeof refused, "string", source.slice(0, 40));
  }
});
