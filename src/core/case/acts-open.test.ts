import assert from "node:assert/strict";
import { test } from "node:test";
import { actsOpen, type CaseStanding } from "./acts-open.ts";

const standing = (more: Partial<CaseStanding>): CaseStanding => ({ state: "escalated", verdict: "true-positive", alerts: 3, ...more });

test("a case stands open for what its state and verdict allow", () => {
  assert.deepEqual(actsOpen(standing({})), ["overrule", "close", "merge", "split"]);
  assert.deepEqual(actsOpen(standing({ state: "closed" })), ["overrule", "reopen", "escalate", "merge", "split"]);
  assert.deepEqual(actsOpen(standing({ state: "in-progress", verdict: undefined, alerts: 1 })), [
    "close-with-verdict",
    "escalate",
    "merge",
  ]);
  assert.deepEqual(actsOpen(standing({ verdict: "insufficient-data" })), ["overrule", "close-with-verdict", "merge", "split"]);
  assert.deepEqual(actsOpen(standing({ state: "merged" })), ["unmerge"]);
});
