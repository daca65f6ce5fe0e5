import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { escapedJson } from "./escaped-json.ts";

const marks = "\u007f\u0085\u009b\u061c\u200e\u2028\u202e\u2066\u2069\u{e0041}\u{e007f}";

test("it is the same JSON, whatever the strings in it hold", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...marks));
  fc.assert(
    fc.property(fc.dictionary(text, fc.array(text)), (value) =>
      assert.deepEqual(JSON.parse(escapedJson(JSON.stringify(value))), JSON.parse(JSON.stringify(value))),
    ),
  );
});

test("nothing in it turns text, ends a line or speaks to a terminal", () => {
  const json = escapedJson(JSON.stringify(`a${marks}z`));
  assert.match(json, /^[\x20-\x7e]*$/);
  assert.equal(JSON.parse(json), `a${marks}z`);
});
