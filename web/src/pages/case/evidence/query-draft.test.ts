import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type EventQuery, searchWords, type Where } from "../../../../../src/server/contract/evidence.ts";
import { draftOf, queryOf, timeOf, timeText } from "./query-draft.ts";

// Guarantees: a query that goes through the form unchanged asks the same, and what the form cannot ask it says.

const line = fc.string({ maxLength: 12 }).filter((text) => !/[\p{Cc}]/u.test(text) && text.isWellFormed());
const field = fc.constantFrom(...searchWords.fields);
const condition: fc.Arbitrary<Where> = fc.oneof(
  fc.record({ field, op: fc.constantFrom("eq", "contains", "startsWith", "regex"), value: fc.oneof(line, fc.integer(), fc.boolean()) }),
  fc.record({ field, op: fc.constant("in"), value: fc.oneof(fc.array(line, { minLength: 1 }), fc.array(fc.integer(), { minLength: 1 })) }),
  fc.record({ field, op: fc.constant("exists"), value: fc.boolean() }),
  fc.record({ field, op: fc.constantFrom("gt", "lt"), value: fc.integer() }),
) as fc.Arbitrary<Where>;
const many = (of: fc.Arbitrary<Where>) => fc.array(of, { minLength: 2, maxLength: 3 });
const where = fc.letrec<{ node: Where }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    condition,
    many(tie("node")).map((all) => ({ all })),
    many(tie("node")).map((any) => ({ any })),
    condition.map((not) => ({ not })),
    many(tie("node")).map((any) => ({ not: { any } })),
  ),
})).node;

test("a query that nobody edits is asked as it was", () => {
  fc.assert(
    fc.property(where, fc.nat(), fc.integer({ min: 1, max: 1_000 }), (tree, fromMs, limit) => {
      const query: EventQuery = {
        entity: "host:ws-1",
        time: { fromMs, toMs: fromMs + 1 },
        where: structuredClone(tree),
        sort: "newest",
        limit,
      };
      assert.deepEqual(queryOf(draftOf(query)), { query });
    }),
  );
});

test("aggregates, a dataset and a window without conditions go through too", () => {
  const query: EventQuery = {
    dataset: "zeek",
    time: { fromMs: 0, toMs: 86_400_000 },
    aggregate: { by: ["host"], distinct: "dst.ip" },
    sort: "oldest",
    limit: 20,
  };
  assert.deepEqual(queryOf(draftOf(query)), { query });
});

test("what cannot be asked is said", () => {
  const draft = draftOf({ time: { fromMs: 0, toMs: 1 }, sort: "oldest", limit: 20 });
  const problem = (change: object) => {
    const made = queryOf({ ...draft, ...change });
    return "problem" in made ? made.problem : "";
  };
  assert.match(problem({ from: "yesterday" }), /reads like/);
  assert.match(problem({ from: "2030-01-01" }), /begin before/);
  assert.match(problem({ limit: "5000" }), /At most 1000 rows/);
  assert.match(problem({ entity: "a\u0000b" }), /"entity"/);
});

test("times go there and back, to the millisecond", () => {
  fc.assert(fc.property(fc.nat(4_000_000_000_000), (ms) => assert.equal(timeOf(timeText(ms)), ms)));
  assert.equal(timeOf("2026-03-17"), Date.UTC(2026, 2, 17));
  assert.equal(timeOf("2026-03-17 08:55 UTC"), Date.UTC(2026, 2, 17, 8, 55));
});
