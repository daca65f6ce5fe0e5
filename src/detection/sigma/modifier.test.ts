import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { FieldValue } from "../../core/event/event.ts";
import { fires } from "../../testing/sigma-case.ts";

type Case = { item: string; yes: readonly Record<string, FieldValue>[]; no: readonly Record<string, FieldValue>[] };

// Each modifier with what it must find and its near misses.
const cases: readonly Case[] = [
  {
    item: "F: abc",
    yes: [{ F: "abc" }, { F: "ABC" }, { f: "aBc" }, { F: ["x", "abc"] }],
    no: [{ F: "abcd" }, { F: "" }, { G: "abc" }, { F: null }],
  },
  { item: "F: 'a*c'", yes: [{ F: "ac" }, { F: "a\nb\nc" }], no: [{ F: "acx" }] },
  { item: "F: 'a?c'", yes: [{ F: "abc" }, { F: "a*c" }], no: [{ F: "ac" }, { F: "abbc" }] },
  { item: "F: 'a\\*c'", yes: [{ F: "a*c" }], no: [{ F: "abc" }, { F: "a\\*c" }] },
  { item: "F: 'a\\?c'", yes: [{ F: "a?c" }], no: [{ F: "abc" }] },
  { item: "F: 'a\\\\*c'", yes: [{ F: "a\\bc" }, { F: "a\\c" }], no: [{ F: "a*c" }] },
  { item: "F: 'C:\\Windows\\x'", yes: [{ F: "c:\\windows\\X" }], no: [{ F: "c:windowsx" }] },
  { item: "F: '\\\\\\\\host\\*'", yes: [{ F: "\\\\host*" }], no: [{ F: "\\host*" }] },
  { item: "F: 4688", yes: [{ F: 4688 }, { F: "4688" }], no: [{ F: 46880 }, { F: "04688" }] },
  { item: "F: true", yes: [{ F: true }, { F: "True" }], no: [{ F: false }, { F: 1 }] },
  { item: "F: null", yes: [{}, { F: null }], no: [{ F: "" }, { F: 0 }] },
  { item: "F: ''", yes: [{ F: "" }], no: [{}, { F: " " }] },
  { item: "F: '*'", yes: [{ F: "" }, { F: 1 }], no: [{}, { F: null }] },
  { item: "F: [a, b, null]", yes: [{ F: "a" }, { F: "B" }, {}], no: [{ F: "c" }] },
  { item: "F|contains: bc", yes: [{ F: "abcd" }, { F: "BC" }], no: [{ F: "b c" }] },
  { item: "F|contains: 'b*d'", yes: [{ F: "abcde" }], no: [{ F: "adcb" }] },
  { item: "F|contains|all: [ab, cd]", yes: [{ F: "abcd" }, { F: ["ab", "cd"] }], no: [{ F: "ab" }, { F: "cd" }] },
  { item: "F|startswith: ab", yes: [{ F: "abc" }, { F: "AB" }], no: [{ F: "xab" }] },
  { item: "F|endswith: '\\cmd.exe'", yes: [{ F: "C:\\x\\CMD.EXE" }], no: [{ F: "C:\\x\\acmd.exe" }, { F: "\\cmd.exe.bak" }] },
  { item: "F|cased: aB", yes: [{ F: "aB" }], no: [{ F: "ab" }, { F: "AB" }] },
  { item: "F|contains|cased: aB", yes: [{ F: "xaBx" }], no: [{ F: "xabx" }] },
  { item: "F|neq: a", yes: [{ F: "b" }, {}], no: [{ F: "a" }, { F: "A" }] },
  { item: "F|exists: true", yes: [{ F: "" }, { F: 0 }], no: [{}, { F: null }] },
  { item: "F|exists: false", yes: [{}], no: [{ F: "x" }] },
  { item: "F|re: 'a\\d+b'", yes: [{ F: "xa12bx" }], no: [{ F: "A12B" }, { F: "ab" }] },
  { item: "F|re|i: 'a\\d+b'", yes: [{ F: "A12B" }], no: [{ F: "ab" }] },
  { item: "F|re: '^b$'", yes: [{ F: "b" }], no: [{ F: "a\nb\nc" }] },
  { item: "F|re|m: '^b$'", yes: [{ F: "a\nb\nc" }], no: [{ F: "a\nbb\nc" }] },
  { item: "F|re: 'a.b'", yes: [{ F: "axb" }], no: [{ F: "a\nb" }] },
  { item: "F|re|s: 'a.b'", yes: [{ F: "a\nb" }], no: [{ F: "ab" }] },
  { item: "F|re: '(?<=x)abc'", yes: [{ F: "xabc" }], no: [{ F: "yabc" }] },
  {
    item: "F|cidr: 192.0.2.0/25",
    yes: [{ F: "192.0.2.1" }, { F: "::ffff:192.0.2.1" }],
    no: [{ F: "192.0.2.128" }, { F: "192.0.2.1:80" }, { F: "2001:db8::1" }],
  },
  {
    item: "F|cidr: '2001:db8::/33'",
    yes: [{ F: "2001:db8::1" }, { F: "2001:0DB8:7fff::" }],
    no: [{ F: "2001:db8:8000::" }, { F: "192.0.2.1" }],
  },
  { item: "F|lt: 5", yes: [{ F: 4 }, { F: "4.5" }, { F: "0x4" }], no: [{ F: 5 }, { F: "four" }, {}] },
  { item: "F|lte: 5", yes: [{ F: 5 }], no: [{ F: 6 }] },
  { item: "F|gt: 5", yes: [{ F: "6" }], no: [{ F: 5 }, { F: "" }] },
  { item: "F|gte: '5'", yes: [{ F: 5 }], no: [{ F: 4 }] },
  { item: "F|fieldref: G", yes: [{ F: "a", G: "A" }], no: [{ F: "a", G: "b" }, { F: "a" }, {}] },
  { item: "F|fieldref|cased: G", yes: [{ F: "a", G: "a" }], no: [{ F: "a", G: "A" }] },
  { item: "F|fieldref|startswith: G", yes: [{ F: "abc", G: "AB" }], no: [{ F: "ab", G: "abc" }] },
  { item: "F|fieldref|endswith: G", yes: [{ F: "abc", G: "bc" }], no: [{ F: "abcd", G: "bc" }] },
  { item: "F|fieldref|contains: G", yes: [{ F: "abcd", G: "bc" }], no: [{ F: "abcd", G: "bd" }] },
  {
    item: "F|windash|contains: ' -enc '",
    yes: [{ F: "p -enc x" }, { F: "p /enc x" }, { F: "p \u2013enc x" }, { F: "p \u2014enc x" }, { F: "p \u2015enc x" }],
    no: [{ F: "p +enc x" }, { F: "p --enc x" }],
  },
  { item: "F|windash: '-a -b'", yes: [{ F: "-a /b" }, { F: "/a \u2013b" }], no: [{ F: "a /b" }] },
  { item: "F|windash|contains: 'a-b'", yes: [{ F: "a-b" }], no: [{ F: "a/b" }] },
  { item: "F|base64: foobar", yes: [{ F: "Zm9vYmFy" }], no: [{ F: "Zm9vYmF=" }] },
  {
    item: "F|base64offset|contains: foobar",
    yes: [{ F: Buffer.from("xfoobar!").toString("base64") }, { F: Buffer.from("xyfoobar").toString("base64") }],
    no: [{ F: Buffer.from("fooxbar").toString("base64") }],
  },
  {
    item: "F|wide|base64offset|contains: ping",
    yes: [{ F: Buffer.from("a ping b", "utf16le").toString("base64") }],
    no: [{ F: Buffer.from("a ping b").toString("base64") }],
  },
  { item: "F|utf16le|base64: ab", yes: [{ F: Buffer.from("ab", "utf16le").toString("base64") }], no: [{ F: "YWI=" }] },
  {
    item: "F|utf16be|base64: ab",
    yes: [{ F: Buffer.from([0, 97, 0, 98]).toString("base64") }],
    no: [{ F: Buffer.from("ab", "utf16le").toString("base64") }],
  },
  {
    item: "F|utf16|base64: ab",
    yes: [{ F: Buffer.from([0xff, 0xfe, 97, 0, 98, 0]).toString("base64") }],
    no: [{ F: Buffer.from("ab", "utf16le").toString("base64") }],
  },
  { item: "'|all': [ab, cd]", yes: [{ F: "xab", G: "cdx" }], no: [{ F: "ab" }] },
  { item: "constructor: x", yes: [{ constructor: "x" }], no: [{ F: "x" }] },
  { item: "__proto__: x", yes: [JSON.parse('{"__proto__":"x"}')], no: [{ F: "x" }] },
];

describe("a field and its modifiers match what they say, and not what is near it", () => {
  for (const { item, yes, no } of cases)
    test(item, () => {
      const detection = `sel:\n  ${item}\ncondition: sel`;
      for (const fields of yes) assert.equal(fires(detection, fields), true, `should fire on ${JSON.stringify(fields)}`);
      for (const fields of no) assert.equal(fires(detection, fields), false, `should not fire on ${JSON.stringify(fields)}`);
    });
});

test("a field of the exact name wins over one that differs in case", () => {
  const detection = "sel:\n  User: a\ncondition: sel";
  assert.equal(fires(detection, { user: "a", User: "b" }), false);
  assert.equal(fires(detection, { User: "a", user: "b" }), true);
  assert.equal(fires(detection, { user: "a" }), true);
});

test("keywords are looked for inside every field, by wildcard too", () => {
  const detection = "words:\n  - evil\n  - 'a*c'\ncondition: words";
  assert.equal(fires(detection, { message: "some EVIL thing" }), true);
  assert.equal(fires(detection, { other: ["x", "xaXXcx"] }), true);
  assert.equal(fires(detection, { a: "ev", b: "il" }), false);
  assert.equal(fires(detection, { a: "a", b: "c" }), false);
});
