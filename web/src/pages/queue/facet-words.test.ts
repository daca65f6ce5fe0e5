import assert from "node:assert/strict";
import { test } from "node:test";
import { facetWords } from "./facet-words.ts";

// Guarantees: no number is shown that was not counted, and what was counted in part says so.

const values = [{ value: "ws-1", count: 7 }];

test("what was counted over the first lines says over how many, by each filter's own count", () => {
  const { words, says } = facetWords({ exact: false, rows: 5_000, values, whole: true }, ["ws-1", "ws-9"]);
  assert.deepEqual(words, [{ value: "ws-1", count: 7 }, { value: "ws-9" }]);
  assert.match(says ?? "", /^Counted over the first 5\D?000 lines\.$/);
});

test("what was not counted in time says so, and its chosen words have no number", () =>
  assert.deepEqual(facetWords(null, ["high"]), { words: [{ value: "high" }], says: "Not counted: it would have taken too long." }));

test("a chosen word is at 0 only where all lines and all words were looked at", () => {
  const facet = { exact: true, rows: 9, values, whole: true };
  assert.deepEqual(facetWords(facet, ["ws-9"]), { words: [...values, { value: "ws-9", count: 0 }], says: undefined });
  assert.deepEqual(facetWords({ ...facet, whole: false }, ["ws-9"]).words, [...values, { value: "ws-9" }]);
  assert.equal(facetWords({ ...facet, values: [] }, []).says, "No line has one.");
  assert.deepEqual(facetWords(undefined, ["ws-9"]), { words: [{ value: "ws-9" }], says: undefined });
});
