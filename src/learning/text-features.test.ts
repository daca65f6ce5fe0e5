import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { sparseOf } from "./sparse.ts";
import { fitInverseFrequency, hashedGrams, textLengthMax, tfIdf, wordsMax, wordsOf } from "./text-features.ts";

const options = { bits: 18, words: [1, 2], chars: [3, 5] } as const;
const total = (counts: Map<number, number>) => [...counts.values()].reduce((sum, count) => sum + count, 0);

test("a sparse row is ascending, sums what is said twice and drops zeros", () => {
  const row = sparseOf([
    [9, 1],
    [2, 3],
    [9, 2],
    [4, 0],
    [5, 1],
    [5, -1],
    [7, Number.NaN],
  ]);
  assert.deepEqual([...row.indices], [2, 9]);
  assert.deepEqual([...row.values], [3, 3]);
});

test("words are folded so that dressed-up letters count as plain ones", () => {
  assert.deepEqual(wordsOf("Réset YOUR ｐａｓｓｗｏｒｄ: cmd.exe /c x_1"), ["réset", "your", "password", "cmd", "exe", "c", "x_1"]);
});

test("words and pairs of words are counted", () => {
  assert.equal(total(hashedGrams("one two one", { bits: 18, words: [1, 2] })), 5);
  assert.deepEqual([...hashedGrams("one one one", { bits: 18, words: [1, 1] }).values()], [3]);
});

test("characters are counted inside words, a short word once", () => {
  assert.equal(total(hashedGrams("abcd", { bits: 18, chars: [3, 3] })), 4);
  assert.equal(total(hashedGrams("a", { bits: 18, chars: [3, 5] })), 1);
});

test("fields with prefixes of their own share no pieces", () => {
  const subject = hashedGrams("urgent invoice", { ...options, prefix: "subject" });
  const body = hashedGrams("urgent invoice", { ...options, prefix: "body" });
  assert.deepEqual(
    [...subject.keys()].filter((bucket) => body.has(bucket)),
    [],
  );
});

test("a giant text costs no more than the limit", () => {
  assert.ok(wordsOf("a ".repeat(textLengthMax)).length <= wordsMax);
  assert.equal(total(hashedGrams("x".repeat(10 * textLengthMax), options)), total(hashedGrams("x".repeat(64), options)));
});

// Guarantees that no text, however strange, throws or leaves the table.
test("any text has features", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 500 }), (text) => {
      for (const [bucket, count] of hashedGrams(text, options)) assert.ok(bucket >= 0 && bucket < 2 ** 18 && count > 0);
    }),
  );
});

test("rare words weigh more, and a row has length one", () => {
  const rows = [
    sparseOf([
      [0, 1],
      [1, 2],
    ]),
    sparseOf([[0, 3]]),
    sparseOf([[0, 1]]),
  ];
  const inverse = fitInverseFrequency(rows, 3);
  assert.ok(Math.abs((inverse[0] as number) - 1) < 1e-6 && (inverse[2] as number) > (inverse[1] as number));
  const row = tfIdf(rows[0] as (typeof rows)[0], inverse);
  assert.ok(Math.abs(row.values.reduce((sum, value) => sum + value * value, 0) - 1) < 1e-6);
  assert.ok((row.values[1] as number) > (row.values[0] as number));
});
