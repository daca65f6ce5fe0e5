import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { after, agent, approve, challenger, comparison, dayMs, joss, label, mara, now, propose, scope } from "../../testing/learning.ts";
import type { Person } from "../person/person.ts";
import { attackGroupsHeldBackMin, decideLearning, groupsHeldBackMin, heldBackMin, type LearningCommand } from "./decide.ts";
import {
  type Challenger,
  type Comparison,
  challengersMax,
  distinctLabels,
  emptyLearning,
  evolveLearning,
  type Label,
  suppressionsHeldMax,
} from "./learning.ts";
import { suppressionDaysMax, suppressionsMax } from "./suppression.ts";

const refuses = (code: string, ...commands: readonly LearningCommand[]) => assert.throws(() => after(...commands), { code });

describe("a verdict", () => {
  const give = (more: object = {}): LearningCommand => ({
    type: "GiveVerdict",
    label: label(),
    by: mara,
    because: "scanner",
    atMs: now,
    ...more,
  });

  test("is a person's, with a reason", () => {
    refuses("learn/not-a-person", give({ by: agent }));
    refuses("learn/not-a-person", give({ by: "person:" }));
    refuses("learn/no-reason", give({ because: "  " }));
  });

  test("on the same evidence investigated again counts once, the last world's; alike lines of one world are several alerts", () => {
    const of = (world: string, alertId: string, verdict: Label["verdict"]) => give({ label: label({ world, alertId, verdict }) });
    const { state } = after(
      of("monday", "a-1", "true-positive"),
      of("monday", "a-2", "true-positive"),
      of("tuesday", "a-9", "false-positive"),
    );
    assert.deepEqual(
      distinctLabels(state).map(({ alertId }) => alertId),
      ["a-9"],
    );
    assert.equal(distinctLabels(after(of("monday", "a-1", "benign"), of("monday", "a-2", "benign")).state).length, 2);
  });

  test("given again replaces the first: the last word counts, and one alert is one row", () => {
    const { state } = after(give(), give({ label: label({ verdict: "true-positive" }) }));
    assert.deepEqual(
      [...state.labels.values()].map(({ verdict }) => verdict),
      ["true-positive"],
    );
  });
});

describe("a promotion", () => {
  const record = (each: Challenger): LearningCommand => ({ type: "RecordChallenger", challenger: each, atMs: now });
  const promote = (digest: string, by: Person = mara): LearningCommand => ({
    type: "PromoteModel",
    digest,
    by,
    because: "better",
    atMs: now,
  });

  test("is a person's act, on a record, and names what it replaces", () => {
    refuses("learn/not-a-person", record(challenger("d-1")), promote("d-1", agent as unknown as Person));
    const { facts } = after(record(challenger("d-1")), promote("d-1"), record(challenger("d-2", { champion: "d-1" })), promote("d-2"));
    assert.deepEqual(facts, [{ type: "ModelPromoted", digest: "d-2", replaced: "d-1", by: mara, because: "better", atMs: now }]);
  });

  test("of what was never trained, or was compared with a model no longer in use, is refused", () => {
    refuses("learn/unknown-model", promote("constructor"));
    refuses("learn/other-champion", record(challenger("d-1")), record(challenger("d-2")), promote("d-1"), promote("d-2"));
  });

  // Guarantees that nothing worse gets in: whatever was measured, a promoted model gained, its interval does not reach below zero, it stands on
  // enough verdicts of enough cases, and it loses no attack and no case with one.
  test("of a model that is worse, or not shown to be better, is refused", () => {
    const figure = fc.double({ min: -1, max: 1, noNaN: true });
    const measured = fc.record({
      gain: figure,
      low: figure,
      heldBack: fc.nat(60),
      attacks: fc.nat(6),
      attacksLost: fc.nat(2),
      attacksFound: fc.nat(2),
      groups: fc.integer({ min: groupsHeldBackMin - 2, max: groupsHeldBackMin + 8 }),
      attackGroups: fc.nat(8),
      attackGroupsLost: fc.nat(1),
    });
    fc.assert(
      fc.property(measured, ({ gain, low, ...counts }) => {
        const { heldBack, attacksLost, attacksFound, groups, attackGroups, attackGroupsLost } = counts;
        const each = challenger("d-1", { comparison: comparison({ gain, gainInterval: [low, 1], ...counts }) });
        let promoted = false;
        try {
          promoted = after(record(each), promote("d-1")).state.champion === "d-1";
        } catch (error) {
          assert.equal((error as { code: string }).code, "learn/not-better");
        }
        const enough = heldBack >= heldBackMin && groups >= groupsHeldBackMin && attackGroups >= attackGroupsHeldBackMin;
        assert.equal(promoted, gain > 0 && low >= 0 && enough && attacksLost <= attacksFound && attackGroupsLost === 0);
      }),
    );
  });

  test("of one that was compared before cases were counted is refused", () => {
    const { attackGroups: _, ...older } = comparison();
    refuses("learn/not-better", record(challenger("d-1", { comparison: older as Comparison })), promote("d-1"));
  });

  test("of the oldest is impossible once too many newer were trained; what is in use is never forgotten", () => {
    const newer = Array.from({ length: challengersMax + 3 }, (_, index) => record(challenger(`n-${index}`)));
    const { state } = after(record(challenger("d-1")), promote("d-1"), ...newer);
    assert.equal(state.challengers.size, challengersMax);
    assert.ok(state.challengers.has("d-1") && !state.challengers.has("n-0") && state.challengers.has(`n-${challengersMax + 2}`));
  });

  test("can be taken back to the shipped model", () => {
    const { state } = after(record(challenger("d-1")), promote("d-1"), {
      type: "WithdrawModel",
      by: joss,
      because: "too quiet",
      atMs: now,
    });
    assert.equal(state.champion, undefined);
    refuses("learn/unknown-model", { type: "WithdrawModel", by: joss, because: "nothing there", atMs: now });
  });
});

describe("a suppression", () => {
  test("is approved by a person who did not propose it", () => {
    refuses("learn/self-approval", propose({ by: mara }), approve());
    refuses("learn/not-a-person", propose(), approve({ by: agent }));
    assert.equal(after(propose({ by: mara }), approve({ by: joss })).state.suppressions.get("s-1")?.approvedBy, joss);
  });

  test("ends within its longest time, when proposed and when approved", () => {
    refuses("learn/bad-expiry", propose({ untilMs: now + (suppressionDaysMax + 1) * dayMs }));
    refuses("learn/bad-expiry", propose({ untilMs: now }));
    refuses("learn/bad-expiry", propose({ untilMs: Number.NaN }));
    refuses("learn/bad-expiry", propose(), approve({ atMs: now + 31 * dayMs }));
  });

  test("is refused where people found the rule right, at the time of approval", () => {
    const groundsOf = (right: number, of: number) => approve({ groundsNow: new Map([["s-1", { right, of, alertsShare: 0.1 }]]) });
    for (const [right, of] of [
      [1, 1],
      [7, 60],
      [60, 60],
    ] as const)
      refuses("learn/rule-is-right", propose(), groundsOf(right, of));
    for (const [right, of] of [
      [0, 0],
      [2, 140],
      [6, 60],
    ] as const)
      assert.equal(after(propose(), groundsOf(right, of)).state.suppressions.get("s-1")?.status, "approved");
  });

  test("is decided once", () => {
    refuses("learn/already-decided", propose(), approve(), approve({ by: joss }));
    refuses("learn/already-decided", propose(), { type: "RevokeSuppression", id: "s-1", by: mara, because: "early", atMs: now });
    refuses("learn/unknown-suppression", approve({ id: "constructor" }));
  });

  test("is not proposed twice for the same alerts, and can be proposed anew when it was rejected", () => {
    assert.deepEqual(after(propose(), propose({ scope: { ...scope, rule: "2019401 " } })).facts, []);
    const reject: LearningCommand = { type: "RejectSuppression", id: "s-1", by: mara, because: "no", atMs: now };
    assert.equal(after(propose(), reject, propose()).state.suppressions.size, 2);
  });

  test("is refused where too many or too much would be hidden", () => {
    const many = Array.from({ length: suppressionsMax + 1 }, (_, index) => index + 1);
    const commands = many.flatMap((number) => [
      propose({ scope: { ...scope, rule: `r${number}` }, grounds: { right: 0, of: 60, alertsShare: 0.001 } }),
      approve({ id: `s-${number}` }),
    ]);
    refuses("learn/beyond-cap", ...commands);
    const wide = (number: number) => propose({ scope: { ...scope, rule: `w${number}` }, grounds: { right: 0, of: 60, alertsShare: 0.2 } });
    refuses("learn/beyond-cap", wide(1), approve(), wide(2), approve({ id: "s-2" }));
    refuses("learn/beyond-cap", propose({ grounds: { right: 0, of: 60, alertsShare: Number.NaN } }), approve());
  });
});

describe("the share of a suppression", () => {
  const grounds = (alertsShare: number) => ({ right: 0, of: 60, alertsShare });
  const narrow = (number: number) => propose({ scope: { ...scope, rule: `n${number}` }, grounds: grounds(0.01) });

  test("is the one of the approval, not the one of the proposal; what is in force counts as it is by then", () => {
    refuses("learn/beyond-cap", narrow(1), approve({ groundsNow: new Map([["s-1", grounds(0.9)]]) }));
    refuses("learn/beyond-cap", narrow(1), approve(), narrow(2), approve({ id: "s-2", groundsNow: new Map([["s-1", grounds(0.295)]]) }));
    const { state } = after(propose({ grounds: grounds(0.9) }), approve({ groundsNow: new Map([["s-1", grounds(0.1)]]) }));
    assert.deepEqual(state.suppressions.get("s-1")?.grounds, grounds(0.1));
  });
});

describe("many suppressions", () => {
  test("leave those that wait or are in force, the newest of the others, and a number that is never given twice", () => {
    const state = emptyLearning();
    const tell = (command: LearningCommand) => {
      for (const fact of decideLearning(command, state)) evolveLearning(state, fact);
    };
    const numbered = (number: number) =>
      propose({ scope: { ...scope, rule: `r${number}` }, grounds: { right: 0, of: 60, alertsShare: 0.01 } });
    tell(numbered(1));
    tell(approve());
    for (let number = 2; number <= suppressionsHeldMax + 5; number++) {
      tell(numbered(number));
      tell({ type: "RejectSuppression", id: `s-${number}`, by: mara, because: "no", atMs: now });
    }
    assert.equal(state.suppressions.size, suppressionsHeldMax);
    assert.equal(state.suppressions.get("s-1")?.status, "approved");
    assert.ok(!state.suppressions.has("s-2") && state.suppressions.has(`s-${suppressionsHeldMax + 5}`));
  });
});
