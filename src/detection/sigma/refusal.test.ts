import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { refusalOf, ruleText } from "../../testing/sigma-case.ts";
import { compileRules } from "./compile.ts";

const refused: readonly { name: string; text: string; code: string; line: number; column: number; says: RegExp }[] = [
  {
    name: "an unknown modifier",
    text: ruleText({ detection: "sel:\n  F|contains|sounds: x\ncondition: sel" }),
    code: "rule/unknown-modifier",
    line: 7,
    column: 16,
    says: /"sounds"/,
  },
  {
    name: "modifiers that contradict",
    text: ruleText({ detection: "sel:\n  F|re|cidr: x\ncondition: sel" }),
    code: "rule/bad-modifier",
    line: 7,
    column: 5,
    says: /cannot be combined/,
  },
  {
    name: "a placeholder, by name",
    text: ruleText({ detection: "sel:\n  F|expand: '%admins%'\ncondition: sel" }),
    code: "rule/placeholder",
    line: 7,
    column: 15,
    says: /"admins"/,
  },
  {
    name: "a look-ahead",
    text: ruleText({ detection: "sel:\n  F|re: '(?=a)'\ncondition: sel" }),
    code: "rule/bad-regex",
    line: 7,
    column: 11,
    says: /regular expression/,
  },
  {
    name: "a bad address block",
    text: ruleText({ detection: "sel:\n  F|cidr: 10.0.0.0/99\ncondition: sel" }),
    code: "rule/bad-value",
    line: 7,
    column: 13,
    says: /address block/,
  },
  {
    name: "wildcards under base64",
    text: ruleText({ detection: "sel:\n  F|base64: 'a*'\ncondition: sel" }),
    code: "rule/bad-value",
    line: 7,
    column: 15,
    says: /wildcards/,
  },
  {
    name: "a condition that names nothing",
    text: ruleText({ detection: "sel: {F: x}\ncondition: sel and other" }),
    code: "rule/bad-condition",
    line: 7,
    column: 22,
    says: /"other"/,
  },
  {
    name: "a quantifier over nothing",
    text: ruleText({ detection: "sel: {F: x}\ncondition: 1 of filter_*" }),
    code: "rule/bad-condition",
    line: 7,
    column: 19,
    says: /"filter_\*"/,
  },
  {
    name: "an open parenthesis",
    text: ruleText({ detection: "sel: {F: x}\ncondition: (sel" }),
    code: "rule/bad-condition",
    line: 7,
    column: 14,
    says: /not closed/,
  },
  {
    name: "words after the end",
    text: ruleText({ detection: "sel: {F: x}\ncondition: sel sel" }),
    code: "rule/bad-condition",
    line: 7,
    column: 18,
    says: /should end/,
  },
  {
    name: "an old aggregation",
    text: ruleText({ detection: "sel: {F: x}\ntimeframe: 5m\ncondition: sel | count() by F > 3" }),
    code: "rule/unsupported",
    line: 8,
    column: 18,
    says: /aggregation/,
  },
  { name: "no condition", text: ruleText({ detection: "sel: {F: x}" }), code: "rule/malformed", line: 6, column: 3, says: /no condition/ },
  {
    name: "no log source",
    text: "title: x\ndetection:\n  sel: {F: x}\n  condition: sel",
    code: "rule/malformed",
    line: 1,
    column: 1,
    says: /logsource/,
  },
  { name: "broken YAML", text: "title: x\n  bad: [", code: "rule/bad-yaml", line: 1, column: 8, says: /YAML/ },
  { name: "a filter document", text: "title: x\nfilter: {rules: [a]}", code: "rule/unsupported", line: 2, column: 1, says: /filter/ },
  {
    name: "a correlation over nothing",
    text: "title: x\nid: c\ncorrelation: {type: event_count, rules: [nobody], timespan: 1m, condition: {gte: 2}}",
    code: "rule/unknown-reference",
    line: 1,
    column: 1,
    says: /"nobody"/,
  },
  {
    name: "a correlation without span",
    text: "title: x\nid: c\ncorrelation:\n  type: event_count\n  rules: [a]\n  condition: {gte: 2}",
    code: "rule/malformed",
    line: 4,
    column: 3,
    says: /timespan/,
  },
];

describe("a rule that cannot be used is refused with its place and what to do", () => {
  for (const { name, text, code, line, column, says } of refused)
    test(name, () => {
      const problem = refusalOf(text);
      assert.equal(problem.error.code, code);
      assert.match(problem.error.problem, says);
      assert.match(problem.error.problem, new RegExp(`^rule\\.yml:${problem.line}:${problem.column}: `));
      assert.deepEqual([problem.line, problem.column], [line, column]);
      assert.ok(problem.error.remedy.length > 10);
    });
});

test("one bad document leaves the others of its file loaded", () => {
  const text = [
    ruleText({ id: "a", detection: "s: {F: x}\ncondition: s" }),
    ruleText({ id: "b", detection: "s: {F|nope: x}\ncondition: s" }),
    ruleText({ id: "c", detection: "s: {F: y}\ncondition: s" }),
  ].join("\n---\n");
  const { rules, problems } = compileRules([{ path: "three.yml", text }]);
  assert.deepEqual(
    rules.rules.map(({ id }) => id),
    ["a", "c"],
  );
  assert.deepEqual(
    problems.map(({ ruleId }) => ruleId),
    ["b"],
  );
});

test("of two rules with one id the first by path is kept, whatever the order of reading", () => {
  const text = (value: string) => ruleText({ id: "same", detection: `s: {F: ${value}}\ncondition: s` });
  const sources = [
    { path: "b.yml", text: text("b") },
    { path: "a.yml", text: text("a") },
  ];
  for (const order of [sources, [...sources].reverse()]) {
    const { rules, problems } = compileRules(order);
    assert.deepEqual(
      rules.rules.map(({ path }) => path),
      ["a.yml"],
    );
    assert.deepEqual(
      problems.map(({ error, path }) => [error.code, path]),
      [["rule/duplicate-id", "b.yml"]],
    );
  }
});

test("aliases, nesting and length that would fill memory are refused", () => {
  const bomb = [
    "a: &a [x,x,x,x,x,x,x,x,x,x]",
    ..."bcdefghi".split("").map((name, index) => `${name}: &${name} [${Array(10).fill(`*${"abcdefgh"[index]}`).join(",")}]`),
  ].join("\n");
  assert.equal(refusalOf(bomb).error.code, "rule/too-large");
  assert.match(refusalOf("[".repeat(100_000)).error.code, /^rule\/(?:bad-yaml|too-large)$/);
  assert.equal(refusalOf("a: &a [*a]").error.code, "rule/too-large");
  assert.equal(refusalOf(`# ${"x".repeat(1_100_000)}`).error.code, "rule/too-large");
});

// Guarantees that a rule file, whatever it holds, is loaded or refused, and never throws.
test("no text of a rule file throws", () => {
  const base = ruleText({ detection: "sel:\n  F|contains: [a, 'b*']\n  G|re: 'x.+'\ncondition: 1 of sel*" });
  fc.assert(
    fc.property(fc.nat(base.length), fc.nat(20), fc.string({ unit: "binary", maxLength: 12 }), (at, cut, put) => {
      compileRules([{ path: "x.yml", text: base.slice(0, at) + put + base.slice(at + cut) }]);
    }),
    { numRuns: 500 },
  );
});
