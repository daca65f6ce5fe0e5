import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { corpus } from "../corpus/corpus.ts";
import { twinOf } from "./twin.ts";

const classes: readonly RegExp[] = [/^[a-z]$/, /^[A-Z]$/, /^[0-9]$/, /^\p{L}$/u];
const classOf = (mark: string) => classes.findIndex((shape) => shape.test(mark));

test("a twin is as long, unit by unit, and each character is of its class", () => {
  const texts = fc.oneof(fc.constantFrom(...corpus().map(({ text }) => text.slice(0, 400))), fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(texts, fc.nat(), (text, seed) => {
      const twin = twinOf(text, seed);
      assert.equal(twin.length, text.length);
      const [here, there] = [[...text], [...twin]];
      assert.deepEqual(there.map(classOf), here.map(classOf));
      for (const [at, mark] of here.entries()) if (classOf(mark) === -1) assert.equal(there[at], mark);
      assert.equal(twinOf(text, seed), twin);
    }),
    { numRuns: 300 },
  );
});

test("nothing of what the text said is left", () => {
  for (const { text } of corpus().filter(({ family }) => family === "persona" || family === "control"))
    assert.doesNotMatch(twinOf(text, 7), /benign|approved|informational|система|harmlos|genehmigt/i);
});
