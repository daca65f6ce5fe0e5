import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { agent, approve, dayMs, joss, mara, now, propose } from "../../testing/learning.ts";
import { severities } from "../alert/severity.ts";
import type { Actor } from "../person/person.ts";
import { decideLearning, type LearningCommand } from "./decide.ts";
import { emptyLearning, evolveLearning, type Learning, type LearningEvent } from "./learning.ts";
import { suppressedShareMax, suppressionDaysMax, suppressionOf } from "./suppression.ts";

const person = fc.constantFrom<Actor[]>(agent, mara, joss);
const rule = fc.constantFrom("r1", "r2", "r3");
const moment = fc.integer({ min: 0, max: 200 }).map((days) => now + days * dayMs);
const anyCommand: fc.Arbitrary<LearningCommand> = fc.oneof(
  fc
    .record({
      scope: fc.record({ product: fc.constant("suricata"), rule }),
      share: fc.double({ min: 0, max: 0.4, noNaN: true }),
      days: fc.integer({ min: -1, max: 100 }),
      by: person,
      atMs: moment,
    })
    .map(({ share, days, atMs, ...rest }) =>
      propose({ ...rest, atMs, untilMs: atMs + days * dayMs, grounds: { right: 0, of: 60, alertsShare: share } }),
    ),
  fc
    .record({ id: fc.constantFrom("s-1", "s-2", "s-3"), by: person, atMs: moment, high: fc.boolean() })
    .map(({ high, ...rest }) => approve({ ...rest, ...(high && { highBecause: "known scanner" }) })),
  fc
    .record({ id: fc.constantFrom("s-1", "s-2"), by: person, atMs: moment })
    .map((rest) => ({ type: "RevokeSuppression", because: "done", ...rest }) as LearningCommand),
);

/** Commands in whatever order, refused ones left out. */
function obey(commands: readonly LearningCommand[]): { state: Learning; facts: LearningEvent[] } {
  const state = emptyLearning();
  const facts: LearningEvent[] = [];
  for (const command of commands) {
    try {
      for (const fact of decideLearning(command, state)) {
        facts.push(fact);
        evolveLearning(state, fact);
      }
    } catch {
      // A refused command leaves what is learned as it was.
    }
  }
  return { state, facts };
}

// Guarantees that nothing grave is ever hidden: whatever was proposed and approved by whom, no alert of critical severity, of a protected machine or
// account, or with a known indicator is covered; high severity only with a reason of the approver; nothing after its end, and nothing but its own rule.
test("no suppression hides what must be seen, nor outlives its end", () => {
  const subject = fc.record({
    product: fc.constant("suricata"),
    rule,
    host: fc.constantFrom("web01", undefined),
    severity: fc.constantFrom(...severities),
    isProtected: fc.boolean(),
    isIndicated: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 25 }), subject, moment, (commands, alert, atMs) => {
      const { state } = obey(commands);
      const found = suppressionOf(alert, state.suppressions.values(), atMs);
      if (!found) return;
      assert.ok(!alert.isProtected && !alert.isIndicated && alert.severity !== "critical");
      if (alert.severity === "high") assert.ok(found.highBecause);
      assert.ok(atMs < found.untilMs);
      assert.equal(found.scope.rule, alert.rule);
      assert.equal(found.status, "approved");
      assert.ok(found.approvedBy?.startsWith("person:") && found.approvedBy !== found.proposedBy);
    }),
    { numRuns: 1_000 },
  );
});

// Guarantees the caps and the span against any order of commands by anyone.
test("what is in force at any moment stays within number, share and time", () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 25 }), moment, (commands, atMs) => {
      const ordered = commands.toSorted((a, b) => a.atMs - b.atMs);
      const { state, facts } = obey(ordered.filter((each) => each.atMs <= atMs));
      const inForce = [...state.suppressions.values()].filter((each) => each.status === "approved" && atMs < each.untilMs);
      assert.ok(inForce.reduce((sum, each) => sum + each.grounds.alertsShare, 0) <= suppressedShareMax + 1e-9);
      for (const each of facts)
        if (each.type === "SuppressionProposed") assert.ok(each.suppression.untilMs - each.atMs <= suppressionDaysMax * dayMs);
    }),
    { numRuns: 500 },
  );
});

// Guarantees replay: the facts alone, as the journal holds them, give the same state.
test("the record gives the same state again", () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 25 }), (commands) => {
      const { state, facts } = obey(commands);
      const again = (JSON.parse(JSON.stringify(facts)) as LearningEvent[]).reduce(evolveLearning, emptyLearning());
      const told = ({ suppressions, ...rest }: Learning) => JSON.stringify({ ...rest, suppressions: [...suppressions] });
      assert.equal(told(again), told(state));
    }),
  );
});
