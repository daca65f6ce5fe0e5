import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type CaseEvent, decide } from "../case/case.ts";
import { caseOf } from "../case/evolve.ts";
import { emptyRun, evolveRun } from "./run.ts";

const opened: CaseEvent = { type: "CaseOpened", caseId: "case-1", alertId: "a-0", because: "first" };

// Guarantees: a run folds a case's facts into what the case's own fold says, though it lets joined alerts grow in place.
describe("a case within a run", () => {
  test("is what its own events make it, whatever joined and was split off", () => {
    const ids = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(fc.record({ split: fc.boolean(), ids }), { maxLength: 20 }), (moves) => {
        const run = emptyRun();
        const events: CaseEvent[] = [];
        const tell = (facts: readonly CaseEvent[]) => {
          for (const fact of facts) evolveRun(run, fact);
          events.push(...facts);
        };
        tell([opened]);
        for (const { split, ids: moved } of moves) {
          const standing = run.cases.get("case-1")!;
          assert.equal(standing.status, "in-progress");
          if (standing.status !== "in-progress") return;
          if (!split) tell(decide({ type: "JoinAlerts", joins: moved.map((id) => ({ alertId: `a-${id}`, because: "shares" })) }, standing));
          else if (standing.alertIds.includes(`a-${moved[0]}`))
            tell(decide({ type: "SplitAlert", alertId: `a-${moved[0]}`, because: "not related" }, standing));
        }
        assert.deepEqual(run.cases.get("case-1"), caseOf(events));
        const held = run.cases.get("case-1")!;
        assert.ok(held.status === "in-progress" && new Set(held.alertIds).size === held.alertIds.length, "nobody is in it twice");
      }),
    );
  });

  test("takes 100,000 alerts one by one within seconds", () => {
    const run = emptyRun();
    evolveRun(run, opened);
    const startedMs = performance.now();
    for (let number = 1; number <= 100_000; number++)
      for (const fact of decide({ type: "JoinAlerts", joins: [{ alertId: `a-${number}`, because: "shares" }] }, run.cases.get("case-1")!))
        evolveRun(run, fact);
    const standing = run.cases.get("case-1")!;
    assert.ok(standing.status === "in-progress" && standing.alertIds.length === 100_001);
    assert.ok(performance.now() - startedMs < 10_000, "joining is not quadratic");
  });
});
