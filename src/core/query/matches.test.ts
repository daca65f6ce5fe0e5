import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { addressBytes, addressRange, isWithin } from "./address.ts";
import { finderOf } from "./automaton.ts";
import { checkQuery } from "./check.ts";
import { fold } from "./fold.ts";
import { numberOf } from "./matches.ts";
import { parsePattern, patternLimits } from "./pattern.ts";
import { queryLimits } from "./query.ts";

// Patterns of the common subset in their lower-case form, so that JavaScript's own engine can judge them on folded text.
const leaf = fc.constantFrom(
  "a",
  "b",
  "ab",
  "é",
  "😀",
  ".",
  "\\d",
  "\\w",
  "\\s",
  "\\W",
  "[a-c]",
  "[^ab]",
  "[\\d_]",
  "\\.",
  "^",
  "$",
  "\\b",
  "\\B",
);
const pattern = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("pattern"), { maxLength: 3 }).map((parts) => parts.join("")),
    fc.array(tie("pattern"), { minLength: 1, maxLength: 3 }).map((options) => `(${options.join("|")})`),
    fc.tuple(tie("pattern"), fc.constantFrom("*", "+", "?", "{2}", "{1,2}", "{0,}", "*?")).map(([part, count]) => `(?:${part})${count}`),
  ),
})).pattern;
const text = fc.string({ unit: fc.constantFrom("a", "b", "A", "É", "5", "_", ".", " ", "\n", "😀", "c"), maxLength: 8 });

describe("patterns", () => {
  // Guarantees: our automaton finds what a backtracking engine finds.
  test("find what JavaScript's own engine finds", () => {
    fc.assert(
      fc.property(pattern, text, (source, value) => {
        // V8 finds \B between the two halves of one character (ECMA-262 steps over whole characters, as we and PostgreSQL do).
        fc.pre(!(source.includes("\\B") && value.includes("😀")));
        assert.equal(finderOf(parsePattern(source))(value), new RegExp(source, "su").test(fold(value)), source);
      }),
      { numRuns: 3_000 },
    );
  });

  test("take time by length alone, also those that make a backtracking engine run for ever", () => {
    const began = process.hrtime.bigint();
    assert.equal(finderOf(parsePattern("^(a+)+$"))(`${"a".repeat(20_000)}!`), false);
    assert.equal(finderOf(parsePattern("(a|a)*b"))("a".repeat(20_000)), false);
    assert.ok(process.hrtime.bigint() - began < 5_000_000_000n);
  });

  test("that nobody could run, or that engines read differently, are refused", () => {
    const { lengthMax, countMax, depthMax } = patternLimits;
    const refused = [
      "(",
      ")",
      "[",
      "[]",
      "a**",
      "a{2}{2}",
      "*",
      "(?=a)",
      "(?<n>a)",
      "\\1",
      "\\x41",
      "\\p{L}",
      "[b-a]",
      "[а-я]",
      "^*",
      `a{${countMax + 1}}`,
      "a{3,2}",
      "\\",
    ];
    refused.push("(".repeat(depthMax + 2) + ")".repeat(depthMax + 2), "a".repeat(lengthMax + 1), "((a{200}){200})");
    for (const source of refused) assert.throws(() => parsePattern(source), { code: "query/malformed" }, source);
  });
});

describe("addresses", () => {
  test("are read as written, and what is almost one is none", () => {
    const none = [
      "192.0.2",
      "192.0.2.256",
      "010.0.0.1",
      "192.0.2.1 ",
      "1.2.3.4.5",
      ":::",
      "1::2::3",
      "12345::",
      "fe80::1%eth0",
      "::1.2.3",
      "2001:db8:1:2:3:4:5:6:7",
      "g::",
      "",
    ];
    for (const value of none) assert.equal(addressBytes(value), undefined, value);
    for (const value of ["::", "::1", "1::", "2001:db8::192.0.2.7", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::"])
      assert.equal(addressBytes(value)?.length, 16, value);
    for (const range of ["192.0.2.0/33", "::/129", "192.0.2.0/-1", "192.0.2.0/", "192.0.2.0/24/1", "192.0.2.0/024"])
      assert.equal(addressRange(range), undefined, range);
  });

  // Guarantees: a range holds exactly the addresses that share its leading bits.
  test("lie in a range when its leading bits are theirs", () => {
    const bytes = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 });
    const number = (four: readonly number[]) => four.reduce((sum, byte) => sum * 256 + byte, 0);
    fc.assert(
      fc.property(bytes, bytes, fc.nat(32), (one, other, bits) => {
        const range = addressRange(`${other.join(".")}/${bits}`);
        const block = 2 ** (32 - bits);
        assert.equal(isWithin(addressBytes(one.join("."))!, range!), Math.floor(number(one) / block) === Math.floor(number(other) / block));
      }),
    );
  });
});

describe("numbers and queries", () => {
  test("only plain decimal numbers are numbers", () => {
    for (const value of ["", " 5", "0x1f", "1e3", "+5", "5.", ".5", "NaN", "9".repeat(41)]) assert.equal(numberOf(value), undefined, value);
    assert.deepEqual(["5", "-3.25", "007"].map(numberOf), [5, -3.25, 7]);
  });

  test("a query of any depth or size is refused without being walked to its end", () => {
    const time = { fromMs: 0, toMs: 1 };
    let deep: unknown = { field: "user", op: "eq", value: "a" };
    for (let depth = 0; depth < 100_000; depth++) deep = { not: deep };
    const wide = { any: Array.from({ length: 1_000_000 }, () => ({ all: [] })) };
    for (const where of [deep, wide, { field: "constructor", op: "eq", value: "a" }, { field: "user", op: "eq" }, []])
      assert.throws(() => checkQuery({ time, sort: "oldest", limit: 1, where }), { code: "query/malformed" });
    for (const query of [null, "query", {}, { time }]) {
      if (query !== null && typeof query === "object" && "time" in query) assert.equal(checkQuery(query).limit, 100);
      else assert.throws(() => checkQuery(query), { code: "query/malformed" });
    }
    const condition = { field: "user", op: "eq", value: "a" };
    assert.ok(checkQuery({ time, where: { all: Array.from({ length: queryLimits.conditionsMax }, () => condition) } }));
  });
});
