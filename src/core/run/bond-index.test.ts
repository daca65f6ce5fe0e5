import assert from "node:assert/strict";
import { test } from "node:test";
import type { Triage } from "../alert/triage.ts";
import { casesPerKeyMax, emptyBondIndex, indexAnew, indexJoin, profileOf } from "./bond-index.ts";

const key = "ip:198.51.100.7";
const seen = (timeMs: number, weight: number) => {
  const triage: Triage = {
    alertId: `a-${timeMs}`,
    category: "other",
    severity: "low",
    maliciousness: 0.1,
    tactics: [],
    techniques: [],
    priority: 5,
    because: [],
    bonds: [{ key, weight }],
    repeats: undefined,
  };
  return { timeMs, triage, rule: "r-1" };
};

// Guarantees that a flood of early cases about one address does not keep a later case about it from being found.
test("an entity in many cases is looked up in a bounded number of them, the newest always among them", () => {
  const index = emptyBondIndex();
  for (let at = 1; at <= casesPerKeyMax * 3; at++) {
    indexJoin(index, `case-${at}`, seen(at, 1));
    assert.ok(index.byKey.get(key)?.has(`case-${at}`));
    assert.ok((index.byKey.get(key)?.size ?? 0) <= casesPerKeyMax);
  }
  assert.deepEqual([...(index.byKey.get(key)?.keys() ?? [])][0], `case-${casesPerKeyMax * 2 + 1}`);
  assert.ok(!profileOf(index, "case-1").keys.has(key));
});

test("the lightest is let go first, however new, and one let go can be made anew", () => {
  const index = emptyBondIndex();
  for (let at = 1; at <= casesPerKeyMax; at++) indexJoin(index, `case-${at}`, seen(at, at === 30 ? 0.2 : 1));
  indexJoin(index, "case-99", seen(99, 1));
  assert.ok(!index.byKey.get(key)?.has("case-30") && index.byKey.get(key)?.has("case-1"));
  indexAnew(index, "case-30", []);
  assert.equal(index.byKey.get(key)?.size, casesPerKeyMax);
});
