import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { compileLexicon, parseLexicon, statementsOf } from "./lexicon.ts";
import { textLengthMax, wordsOf } from "./words.ts";

const speaks = (lexicon: string, text: string) =>
  statementsOf(compileLexicon(parseLexicon(lexicon)), wordsOf(text)).filter(({ denied }) => !denied).length > 0;

describe("a lexicon", () => {
  test("finds words and beginnings of words, in any case, and not inside other words", () => {
    assert.ok(speaks("T1003.001 | 0.9 lsass", "They read LSASS.exe"));
    assert.ok(speaks("T1003 | 0.9 dump*", "Dumping began"));
    assert.ok(!speaks("T1003.001 | 0.9 lsass", "a lsassy thing"));
    assert.ok(!speaks("T1003 | 0.9 dump*", "the undumped"));
  });

  test("finds words in a row only in a row", () => {
    assert.ok(speaks("T1505.003 | 0.9 web shell*", "Web-shells were dropped"));
    assert.ok(!speaks("T1505.003 | 0.9 web shell*", "a shell on the web"));
  });

  test("needs every term within one sentence and window", () => {
    const lexicon = "T1003 | 0.6 dump* + password*/hash*";
    assert.ok(speaks(lexicon, "hashes that were dumped"));
    assert.ok(!speaks(lexicon, "They dumped memory. A password was changed."));
    assert.ok(!speaks(lexicon, `dumped ${"very ".repeat(20)}many passwords`));
  });

  test("hears a denial, unless the thing is said plainly elsewhere", () => {
    const lexicon = "T1003.001 | 0.9 lsass";
    assert.ok(!speaks(lexicon, "They did not touch LSASS"));
    assert.ok(speaks(lexicon, "They did not touch LSASS at first. Later LSASS was read."));
    assert.ok(speaks(lexicon, "Not only LSASS was read"));
  });

  test("refuses a line that it cannot read", () => {
    for (const line of ["T99 | 0.5 x", "T1003", "T1003 | word", "T1003 | 2 word", "T1003 | 0.5 UPPER", "T1003 | 0.5 a + "])
      assert.throws(() => parseLexicon(line), RangeError, line);
    assert.throws(() => compileLexicon(parseLexicon("T1003 | 0.5 a*")), RangeError);
    assert.deepEqual(parseLexicon("# a comment\n\n"), []);
  });
});

describe("words of a text", () => {
  // Guarantees that a hostile text costs no more than its first part, and that spans lead back to the text.
  test("are bounded, lower-case and lead back to their place", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const { words, spans, sentences } = wordsOf(text);
        assert.equal(words.length, spans.length);
        assert.equal(words.length, sentences.length);
        for (const [index, [from, to]] of spans.entries()) assert.equal(text.slice(from, to).slice(0, 64).toLowerCase(), words[index]);
      }),
    );
    assert.ok(wordsOf("a ".repeat(textLengthMax)).words.length <= textLengthMax / 2);
  });
});
