import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import { coveredBy, runsOf } from "./covered.ts";

// Guarantees: what a font lacks is known from the font itself, and no character of a report is lost or drawn as a box.

const fonts = join(createRequire(import.meta.url).resolve("pdfmake/package.json"), "../build/fonts/Roboto");
const font = (name: string) => new Uint8Array(readFileSync(join(fonts, `Roboto-${name}.ttf`)));
const covers = coveredBy(font("Regular"));

describe("coveredBy", () => {
  test("the report's font has Latin, Greek, Cyrillic and its signs, and lacks Chinese, emoji and white brackets", () => {
    for (const character of "aZ09éßαЖ–—…−·>%[]") assert.ok(covers(character.codePointAt(0) ?? 0), character);
    for (const character of "中🔥⟦\u202e") assert.ok(!covers(character.codePointAt(0) ?? 0), character);
  });

  test("bytes that are no font cover nothing and do not fail", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(0x10ffff), (bytes, codePoint) => {
        assert.equal(typeof coveredBy(bytes)(codePoint), "boolean");
      }),
    );
    assert.equal(coveredBy(font("Regular").subarray(0, 400))(0x61), false);
  });
});

describe("runsOf", () => {
  test("what is lacking stands under its name, marks of the console too", () => {
    assert.deepEqual(runsOf("a中b ⟦U+202E⟧c", covers), [
      { text: "a", isNamed: false },
      { text: "U+4E2D", isNamed: true },
      { text: "b ", isNamed: false },
      { text: "U+202E", isNamed: true },
      { text: "c", isNamed: false },
    ]);
  });

  test("every character is there, drawn or named", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0x10ffff), { maxLength: 20 }), (codePoints) => {
        const text = String.fromCodePoint(...codePoints.filter((each) => each < 0xd800 || each > 0xdfff));
        const again = runsOf(text, covers)
          .map((run) =>
            run.isNamed && run.text.startsWith("U+") ? String.fromCodePoint(Number.parseInt(run.text.slice(2), 16)) : run.text,
          )
          .join("");
        assert.equal(again, text);
      }),
    );
  });
});
