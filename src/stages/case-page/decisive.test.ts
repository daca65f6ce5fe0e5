import assert from "node:assert/strict";
import { test } from "node:test";
import { decisiveMax, decisiveOf } from "./decisive.ts";

test("the few that moved a case most, either way; what moved nothing is no reason", () => {
  const weights = [0.5, -3, 0, 2, 0.1, -0.5, 1];
  const evidence = weights.map((weight, at) => ({ id: `e-${at + 1}`, weight }));
  assert.deepEqual(decisiveOf(evidence), ["e-2", "e-4", "e-7", "e-1", "e-6"]);
  assert.equal(decisiveOf(evidence).length, decisiveMax);
  assert.deepEqual(decisiveOf([{ id: "e-1", weight: 0 }]), []);
});
