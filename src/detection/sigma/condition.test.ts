import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { fires } from "../../testing/sigma-case.ts";

// Which of the selections a1, a2, b1 and _h hold is decided by the event; the oracle says which conditions then do.
type Held = { a1: boolean; a2: boolean; b1: boolean; _h: boolean };
const conditions: readonly (readonly [string, (held: Held) => boolean])[] = [
  ["a1", ({ a1 }) => a1],
  ["not a1", ({ a1 }) => !a1],
  ["not not a1", ({ a1 }) => a1],
  ["a1 and a2", ({ a1, a2 }) => a1 && a2],
  ["a1 or a2 and b1", ({ a1, a2, b1 }) => a1 || (a2 && b1)],
  ["(a1 or a2) and b1", ({ a1, a2, b1 }) => (a1 || a2) && b1],
  ["not a1 and a2", ({ a1, a2 }) => !a1 && a2],
  ["not (a1 and a2)", ({ a1, a2 }) => !(a1 && a2)],
  ["a1 AND NOT b1 OR _h", ({ a1, b1, _h }) => (a1 && !b1) || _h],
  ["1 of a*", ({ a1, a2 }) => a1 || a2],
  ["any of a*", ({ a1, a2 }) => a1 || a2],
  ["all of a*", ({ a1, a2 }) => a1 && a2],
  ["not 1 of a*", ({ a1, a2 }) => !(a1 || a2)],
  ["1 of *1", ({ a1, b1 }) => a1 || b1],
  ["1 of a1", ({ a1 }) => a1],
  ["1 of them", ({ a1, a2, b1 }) => a1 || a2 || b1],
  ["all of them", ({ a1, a2, b1 }) => a1 && a2 && b1],
  ["2 of them", ({ a1, a2, b1 }) => Number(a1) + Number(a2) + Number(b1) >= 2],
  ["3 of them", ({ a1, a2, b1 }) => a1 && a2 && b1],
  ["not 2 of them and _h", ({ a1, a2, b1, _h }) => Number(a1) + Number(a2) + Number(b1) < 2 && _h],
  ["(((a1)))and(not(b1))", ({ a1, b1 }) => a1 && !b1],
];

describe("a condition means what its words say, for every combination of selections", () => {
  for (const [condition, oracle] of conditions)
    test(condition, () => {
      const detection = `a1: {A: ping}\na2: {B: pong}\nb1: {C: pung}\n_h: {D: pang}\ncondition: ${condition}`;
      for (let bits = 0; bits < 16; bits++) {
        const held = { a1: (bits & 1) > 0, a2: (bits & 2) > 0, b1: (bits & 4) > 0, _h: (bits & 8) > 0 };
        const fields = { A: held.a1 ? "ping" : "-", B: held.a2 ? "pong" : "-", C: held.b1 ? "pung" : "-", D: held._h ? "pang" : "-" };
        assert.equal(fires(detection, fields), oracle(held), JSON.stringify(held));
      }
    });
});

test("a mapping is all of its lines, a list any of its members, several conditions any of them", () => {
  const both = "sel: {A: x, B: y}\ncondition: sel";
  assert.equal(fires(both, { A: "x", B: "y" }), true);
  assert.equal(fires(both, { A: "x" }), false);
  const either = "sel:\n  - A: x\n    B: y\n  - C: z\n  - word\ncondition: sel";
  assert.equal(fires(either, { C: "z" }), true);
  assert.equal(fires(either, { A: "x", C: "q" }), false);
  assert.equal(fires(either, { Q: "a word" }), true);
  const conditions = "s1: {A: x}\ns2: {A: y}\ncondition:\n  - s1\n  - s2";
  assert.equal(fires(conditions, { A: "y" }), true);
  assert.equal(fires(conditions, { A: "z" }), false);
});

type Tree = { text: string; holds: (held: readonly boolean[]) => boolean };
const names = ["p", "q", "r"];
const tree: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    fc.nat(2).map((index): Tree => ({ text: names[index]!, holds: (held) => held[index]! })),
    tie("tree").map(({ text, holds }): Tree => ({ text: `not (${text})`, holds: (held) => !holds(held) })),
    fc
      .tuple(tie("tree"), tie("tree"))
      .map(([a, b]): Tree => ({ text: `(${a.text}) and (${b.text})`, holds: (held) => a.holds(held) && b.holds(held) })),
    fc
      .tuple(tie("tree"), tie("tree"))
      .map(([a, b]): Tree => ({ text: `(${a.text}) or (${b.text})`, holds: (held) => a.holds(held) || b.holds(held) })),
  ),
})).tree;

// Guarantees that no nesting of and, or and not changes the meaning, and that the literal prefilter never loses a match.
test("nested conditions agree with plain boolean logic", () => {
  fc.assert(
    fc.property(tree, fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()), ({ text, holds }, held) => {
      const detection = `p: {A: ping}\nq: {B: pong}\nr: {C: pung}\ncondition: ${text}`;
      const fields = { A: held[0] ? "ping" : "no", B: held[1] ? "pong" : "no", C: held[2] ? "pung" : "no" };
      assert.equal(fires(detection, fields), holds(held));
    }),
    { numRuns: 300 },
  );
});
