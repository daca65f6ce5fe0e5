import assert from "node:assert/strict";
import { test } from "node:test";
import { factsOf } from "./facts.ts";

// Guarantees: every field of an entry is shown, whatever its name; what is withheld is named; no name reaches a prototype.

test("fields stand in their own order, parts as JSON, moments readable, durations as they are", () => {
  const { facts, withheld } = factsOf({
    type: "CaseOpened",
    caseId: "case-1",
    atMs: 1_770_000_000_000,
    tookMs: 12,
    parts: { a: 1 },
    yes: true,
    none: null,
  });
  assert.deepEqual(
    facts.map(({ name, value }) => [name, value]),
    [
      ["caseId", "case-1"],
      ["atMs", "2026-02-02T02:40:00.000Z (1770000000000)"],
      ["tookMs", "12"],
      ["parts", '{\n  "a": 1\n}'],
      ["yes", "true"],
      ["none", "null"],
    ],
  );
  assert.deepEqual(withheld, []);
});

test("what is withheld is named and not shown as a field; hostile names are names", () => {
  const event: unknown = JSON.parse('{"type":"PasswordSet","__proto__":"x","constructor":"y","withheld":["hash"]}');
  const { facts, withheld } = factsOf(event);
  assert.deepEqual(
    facts.map(({ name }) => name),
    ["__proto__", "constructor"],
  );
  assert.deepEqual(withheld, ["hash"]);
  assert.deepEqual(factsOf("plain").facts, [{ name: "says", value: "plain", isLong: false, isJson: false }]);
});
