import assert from "node:assert/strict";
import { test } from "node:test";
import { loadAttackCatalogue } from "../../knowledge/attack.ts";
import { attackStages } from "./attack-stages.ts";

// Guarantees: an attack is told by its gravest facts, one for each stage that it shows, and not by whichever rule weighed most.

const catalogue = loadAttackCatalogue();
const item = (id: string, answer: string, weight: number) => ({ id, answer, weight });
const claim = (id: string, ...evidence: string[]) => ({ id, confidence: 0.9, evidence });

/** An intrusion whose mail weighs most, since later rules count for less. */
const intrusion = {
  tactics: ["TA0001", "TA0006", "TA0010"],
  techniques: [claim("T1566.001", "e-1", "e-2"), claim("T1003.001", "e-3", "e-4"), claim("T1567.002", "e-5")],
  evidence: [
    item("e-1", "medium", 7.9),
    item("e-2", "high", 3.9),
    item("e-3", "low", 2),
    item("e-4", "critical", 0.1),
    item("e-5", "high", 0.011),
  ],
};

test("each stage is told by its gravest alert, in the order of the matrix, however little of it counts in the sum", () => {
  assert.deepEqual(
    attackStages(intrusion, catalogue).map(({ tactic, technique, evidence, severity }) => [tactic, technique.id, evidence, severity]),
    [
      ["Initial Access", "T1566.001", "e-2", "high"],
      ["Credential Access", "T1003.001", "e-4", "critical"],
      ["Exfiltration", "T1567.002", "e-5", "high"],
    ],
  );
});

test("an item that tells one stage tells another only where nothing else does; answers of tools have no rating", () => {
  const shared = {
    tactics: ["TA0001", "TA0006"],
    techniques: [claim("T1566.001", "e-1"), claim("T1003.001", "e-1", "e-2")],
    evidence: [item("e-1", "critical", 1), item("e-2", "observed", 1)],
  };
  const told = (from: typeof shared) => attackStages(from, catalogue).map(({ evidence, severity }) => [evidence, severity]);
  assert.deepEqual(told(shared), [
    ["e-1", "critical"],
    ["e-2", null],
  ]);
  assert.deepEqual(told({ ...shared, evidence: shared.evidence.slice(0, 1) }), [
    ["e-1", "critical"],
    ["e-1", "critical"],
  ]);
});

test("a case without techniques has no stages, and evidence that is not there tells nothing", () => {
  assert.deepEqual(attackStages({ tactics: ["TA0001"], techniques: [], evidence: [] }, catalogue), []);
  assert.deepEqual(attackStages({ ...intrusion, evidence: [] }, catalogue), []);
});
