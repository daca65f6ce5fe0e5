import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { givenOf } from "../../testing/given.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { type Case, type CaseCommand, type CaseEvent, decide, initialCase } from "./case.ts";
import type { Conclusion } from "./conclusion.ts";
import { caseOf, evolve } from "./evolve.ts";

const given = givenOf<Case, CaseCommand, CaseEvent>({ initial: initialCase, decide, evolve });
const opened: CaseEvent = { type: "CaseOpened", caseId: "case-1", alertId: "a-1", because: "shares nothing rare with an earlier case" };
const evidence = (id: string): Evidence => ({
  id,
  question: "What does the sensor report?",
  tool: "intake/alert",
  source: { kind: "record", path: "x", record: 1, digest: `sha256:${"0".repeat(64)}` },
  digest: `sha256:${"0".repeat(64)}`,
  says: "something",
  answer: "high",
  weight: 1,
  group: "rule x",
  trust: "attacker-writable",
});
const recorded = (id: string): CaseEvent => ({
  type: "EvidenceRecorded",
  caseId: "case-1",
  questionKey: undefined,
  evidence: evidence(id),
});
const conclusion = (cited: readonly string[], escalate = true): Conclusion => ({
  verdict: escalate ? "true-positive" : "benign",
  category: "malware",
  severity: "high",
  maliciousness: 0.9,
  title: "t",
  escalate,
  because: "b",
  unknowns: [],
  evidence: cited,
  hypotheses: [],
});

describe("a verdict", () => {
  test("rests on evidence of the case", () => {
    given([opened, recorded("e-1")])
      .when({ type: "ReachVerdict", conclusion: conclusion(["e-1"]) })
      .then([{ type: "VerdictReached", caseId: "case-1", conclusion: conclusion(["e-1"]) }]);
  });

  test("without evidence is refused", () => {
    given([opened, recorded("e-1")])
      .when({ type: "ReachVerdict", conclusion: conclusion([]) })
      .refuses("case/no-evidence");
  });

  test("may not cite another case's evidence, nor a name borrowed from JavaScript", () => {
    given([opened, recorded("e-1")])
      .when({ type: "ReachVerdict", conclusion: conclusion(["e-2"]) })
      .refuses("case/no-evidence");
    given([opened, recorded("e-1")])
      .when({ type: "ReachVerdict", conclusion: conclusion(["constructor"]) })
      .refuses("case/no-evidence");
  });

  test("is needed before a case ends", () => {
    given([opened, recorded("e-1")])
      .when({ type: "SettleCase" })
      .refuses("case/no-evidence");
  });
});

describe("a case that has its verdict", () => {
  const concluded: CaseEvent[] = [opened, recorded("e-1"), { type: "VerdictReached", caseId: "case-1", conclusion: conclusion(["e-1"]) }];

  test("gets no other one", () => {
    given(concluded)
      .when({ type: "ReachVerdict", conclusion: conclusion(["e-1"], false) })
      .refuses("case/already-concluded");
  });

  test("is settled with that one", () => {
    given(concluded)
      .when({ type: "SettleCase" })
      .then([{ type: "CaseEscalated", caseId: "case-1" }]);
  });
});

describe("the life of a case", () => {
  test("a case is opened once", () => {
    given([opened]).when({ type: "OpenCase", caseId: "case-1", alertId: "a-2", because: "again" }).refuses("case/already-open");
  });

  test("an alert joins once", () => {
    given([opened])
      .when({ type: "JoinAlerts", joins: [{ alertId: "a-1", because: "again" }] })
      .then([]);
  });

  test("a settled case takes nothing more", () => {
    const settled: CaseEvent[] = [
      opened,
      recorded("e-1"),
      { type: "VerdictReached", caseId: "case-1", conclusion: conclusion(["e-1"]) },
      { type: "CaseEscalated", caseId: "case-1" },
    ];
    given(settled)
      .when({ type: "JoinAlerts", joins: [{ alertId: "a-2", because: "late" }] })
      .refuses("case/not-open");
  });

  test("a question is answered once, whatever a restart repeats", () => {
    const answered: CaseEvent = { type: "EvidenceRecorded", caseId: "case-1", questionKey: "q", evidence: evidence("e-1") };
    given([opened, answered])
      .when({ type: "RecordEvidence", questionKey: "q", evidence: evidence("e-2"), failed: false })
      .then([]);
  });
});

// Guarantees reversibility: whatever alerts join in whatever order, splitting them off again leaves the case as if they had never come.
test("a split takes back a join without loss", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 2, max: 60 }), { maxLength: 20 }), fc.nat(), (numbers, seed) => {
      const joins = numbers.map((number) => ({ alertId: `a-${number}`, because: "shares a hash" }));
      let state = caseOf([opened]);
      state = decide({ type: "JoinAlerts", joins }, state).reduce(evolve, state);
      const order = joins.toSorted((a, b) => ((a.alertId.length * 7 + seed) % 5) - ((b.alertId.length * 3 + seed) % 5));
      for (const { alertId } of order) state = decide({ type: "SplitAlert", alertId, because: "not related" }, state).reduce(evolve, state);
      assert.deepEqual(state, caseOf([opened]));
    }),
  );
});
