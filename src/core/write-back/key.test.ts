import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type KeyParts, keyLengthMax, keyOf } from "./key.ts";

const part = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.constantFrom("", "a", "a:b", "a_b", "constructor"),
);
const parts: fc.Arbitrary<KeyParts> = fc.record({
  tenant: part,
  caseId: part,
  revision: fc.nat(),
  kind: fc.constantFrom("verdict", "ticket", "comment", "close", "finding", "publish", "notify"),
  connector: part,
  subject: part,
});

// Guarantees that a key fits where products keep it, and that no two things share one, however alike their names are.
test("a key is short, plain, the same for the same, and another for anything else", () => {
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      const key = keyOf(one);
      assert.match(key, /^wk:[A-Za-z0-9.:_-]+$/);
      assert.ok(key.length <= keyLengthMax);
      assert.equal(keyOf({ ...one }), key);
      if (JSON.stringify(one) !== JSON.stringify(other)) assert.notEqual(keyOf(other), key);
    }),
    { numRuns: 500 },
  );
  const base = { tenant: "t", caseId: "case-1", revision: 1, kind: "verdict", connector: "c", subject: "s" };
  const keys = [
    base,
    { ...base, tenant: "t:case-1", caseId: "" },
    { ...base, connector: "cs", subject: "" },
    { ...base, revision: 11 },
  ].map(keyOf);
  assert.equal(new Set(keys).size, keys.length);
});
