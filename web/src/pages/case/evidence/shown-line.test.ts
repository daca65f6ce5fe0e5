import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { markedPieces, shownLine } from "./shown-line.ts";

// Guarantees: a line of evidence shows what hides in it, has no live link, and keeps its indentation.

test("no character that hides is left, whatever the line holds", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0x10ffff), { maxLength: 40 }), (codePoints) => {
      const shown = shownLine(String.fromCodePoint(...codePoints));
      assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u);
      assert.equal(markedPieces(shown).join(""), shown);
    }),
  );
});

test("indentation stays, marks are told apart, links lead nowhere", () => {
  assert.equal(shownLine('      "a": 1'), '      "a": 1');
  assert.equal(shownLine("\tx"), "    x");
  assert.equal(shownLine("see https://evil.example/x"), "see hxxps://evil[.]example/x");
  assert.deepEqual(markedPieces(shownLine("in\u202evoice")), ["in", "⟦U+202E⟧", "voice"]);
});
