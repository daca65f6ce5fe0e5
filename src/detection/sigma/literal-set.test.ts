import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fires } from "../../testing/sigma-case.ts";
import { literalSetOf } from "./literal-set.ts";

// Guarantees that many literals at once are found exactly where one of them alone would be.
test("a set of literals contains what one of them contains", () => {
  const text = (minLength: number, maxLength: number) =>
    fc.string({ unit: fc.constantFrom("a", "b", "c", "\u{1F600}", "\u{1F601}", "é"), minLength, maxLength });
  fc.assert(
    fc.property(fc.array(text(1, 4), { maxLength: 12 }), text(0, 20), (literals, subject) => {
      assert.equal(
        literalSetOf(literals)(subject),
        literals.some((literal) => subject.includes(literal)),
      );
    }),
    { numRuns: 3_000 },
  );
});

test("a rule with a long list fires on each of its values and on nothing near them", () => {
  const values = Array.from({ length: 100 }, (_, index) => `Value${index}!`);
  const detection = `sel:\n  F|contains: ${JSON.stringify(values)}\nother:\n  G: x\ncondition: sel and other`;
  assert.equal(fires(detection, { F: "some VALUE99! here", G: "x" }), true);
  assert.equal(fires(detection, { F: ["none", "value0!"], G: "x" }), true);
  assert.equal(fires(detection, { F: "value100!", G: "x" }), false);
  assert.equal(fires(detection, { F: "value99!" }), false);
});
