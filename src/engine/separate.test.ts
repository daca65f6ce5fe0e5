import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Alert } from "../core/alert/alert.ts";
import { standingCase } from "../core/run/partings.ts";
import { emptyRun, evolveRun, type RunState } from "../core/run/run.ts";
import { nextRunStep } from "../stages/next.ts";
import { alertOf, groupsOf, minuteMs, noonMs, placed } from "../testing/alerts.ts";
import { smallWorld } from "../testing/small-world.ts";
import { correlateStep } from "./correlate-step.ts";
import { eventsIn } from "./journal/read-opened.ts";
import { type Recorder, replay } from "./recorder.ts";
import { splitAlert, unmergeCase } from "./separate.ts";
import { triageStep } from "./triage-step.ts";

const file = (value: string) => ({ type: "hash" as const, value, role: "file" as const });

/** Goes on until every alert has its case. */
async function placeAll(recorder: Recorder, world = smallWorld({})): Promise<void> {
  for (;;) {
    const step = nextRunStep(recorder.state);
    if (step.do === "triage") await recorder.record(await triageStep(step.alertIds, recorder.state, world));
    else if (step.do === "correlate") await recorder.record(correlateStep(step.alertIds, recorder.state), { folded: true });
    else return;
  }
}

const arrive = (recorder: Recorder, alerts: readonly Alert[], batch: number) =>
  recorder.record([{ type: "BatchRead", inputIndex: 0, batch, alerts, refused: 0 }]);

/** Alerts that share much: on two hosts, by two accounts, with two files. */
const drafts = fc.array(
  fc.record({
    minutes: fc.nat(200),
    host: fc.constantFrom("ws-1", "ws-2", undefined),
    user: fc.constantFrom("mara", "joss", undefined),
    rule: fc.constantFrom("r-1", "r-2", "r-3"),
    hash: fc.constantFrom("aa11", "bb22", undefined),
  }),
  { minLength: 2, maxLength: 14 },
);
type Drafts = typeof drafts extends fc.Arbitrary<infer D> ? D : never;

const alertsOf = (given: Drafts, from = 1) =>
  given.map(({ minutes, host, user, rule, hash }, index) =>
    alertOf(from + index, {
      timeMs: noonMs + minutes * minuteMs,
      host,
      user,
      ruleId: rule,
      observables: hash ? [file(hash)] : [],
    }),
  );

/** Every alert is in exactly one standing case, the index of bonds is what the cases make it, and the journal tells the same. */
async function assertSound({ state }: Recorder, world: ReturnType<typeof smallWorld>): Promise<void> {
  const held = [...state.cases.values()].flatMap((each) =>
    each.status === "in-progress" ? each.alertIds.map((id) => [id, each.caseId] as const) : [],
  );
  assert.equal(held.length, state.alerts.size);
  assert.deepEqual(new Map(held), state.caseOfAlert);
  for (const each of state.cases.values())
    if (each.status === "in-progress") assert.deepEqual(each.joins.map(({ alertId }) => alertId).toSorted(), each.alertIds.toSorted());
  const replayed = replay(await eventsIn(world.journal));
  assert.deepEqual(replayed.caseOfAlert, state.caseOfAlert);
  assert.deepEqual(replayed.bonds, state.bonds);
  assert.deepEqual(replayed.partings, state.partings);
}

describe("what a person separated", () => {
  // Guarantees: neither placing anew, nor repeats, nor alerts that come later and tie both sides, bring an alert back where it was split off.
  test("stays apart, whatever comes later", async () => {
    await fc.assert(
      fc.asyncProperty(drafts, drafts, fc.array(fc.nat(100), { minLength: 1, maxLength: 4 }), async (first, second, picks) => {
        const world = smallWorld({});
        const alerts = alertsOf(first);
        const recorder = await placed(alerts, world);
        const parted: { alertId: string; from: string }[] = [];
        for (const pick of picks) {
          const alertId = alerts[pick % alerts.length]!.id;
          const from = recorder.state.caseOfAlert.get(alertId)!;
          const facts = splitAlert(alertId, "another matter", recorder.state);
          if (facts.length === 0) continue;
          parted.push({ alertId, from });
          await recorder.record(facts);
          await placeAll(recorder, world);
        }
        await arrive(recorder, alertsOf(second, alerts.length + 1), 1);
        await placeAll(recorder, world);
        for (const { alertId, from } of parted)
          assert.notEqual(recorder.state.caseOfAlert.get(alertId), standingCase(recorder.state.cases, from));
        await assertSound(recorder, world);
      }),
      { numRuns: 80 },
    );
  });

  test("an alert that ties both sides joins one, and its reason says why the other stays out", async () => {
    const world = smallWorld({});
    const alerts = [alertOf(1, { host: "ws-1", ruleId: "r-1", observables: [file("aa11")] }), alertOf(2, { host: "ws-1", ruleId: "r-2" })];
    const recorder = await placed(alerts, world);
    assert.equal(groupsOf(recorder.state).length, 1);
    await recorder.record(splitAlert("a-2", "the owner was testing", recorder.state));
    await placeAll(recorder, world);
    assert.equal(groupsOf(recorder.state).length, 2);
    assert.match(reasonOf(recorder.state, "a-2"), /not in case-1, because a-2 was split off from case-1: the owner was testing/);
    await arrive(recorder, [alertOf(3, { timeMs: noonMs + minuteMs, host: "ws-1", ruleId: "r-3", observables: [file("aa11")] })], 1);
    await placeAll(recorder, world);
    assert.equal(recorder.state.caseOfAlert.get("a-3"), "case-1");
    assert.match(
      reasonOf(recorder.state, "a-3"),
      /case-1 and case-2 stay apart, because a-2 was split off from case-1: the owner was testing/,
    );
    await assertSound(recorder, world);
  });
});

describe("a merged case", () => {
  // Two stories, each with a file of its own, and an alert that holds both files.
  const two = [
    alertOf(1, { host: "ws-1", user: "mara", ruleId: "r-1", observables: [file("aa11")] }),
    alertOf(2, { timeMs: noonMs + minuteMs, host: "ws-2", user: "joss", ruleId: "r-2", observables: [file("bb22")] }),
    alertOf(3, { timeMs: noonMs + 2 * minuteMs, host: "ws-2", user: "joss", ruleId: "r-4" }),
    alertOf(4, { timeMs: noonMs + 3 * minuteMs, ruleId: "r-3", observables: [file("aa11"), file("bb22")] }),
  ];

  test("is taken out again without loss, with the reasons it had, and is not merged again", async () => {
    const world = smallWorld({});
    const apart = await placed(two.slice(0, 3));
    const recorder = await placed(two, world);
    assert.equal(groupsOf(recorder.state).length, 1);
    await recorder.record(unmergeCase("case-2", "two teams tested", recorder.state));
    const again = recorder.state.cases.get("case-2");
    const before = apart.state.cases.get("case-2");
    assert.ok(again?.status === "in-progress" && before?.status === "in-progress");
    assert.deepEqual(again.joins, before.joins);
    assert.deepEqual(
      groupsOf(recorder.state).map(({ length }) => length),
      [2, 2],
    );
    await assertSound(recorder, world);
    await arrive(recorder, [alertOf(5, { timeMs: noonMs + 4 * minuteMs, ruleId: "r-5", observables: [file("aa11"), file("bb22")] })], 1);
    await placeAll(recorder, world);
    assert.deepEqual(
      groupsOf(recorder.state)
        .map(({ length }) => length)
        .toSorted(),
      [2, 3],
    );
    await assertSound(recorder, world);
  });

  test("whatever was merged can be taken out in any order, and no alert is lost or in two cases", async () => {
    await fc.assert(
      fc.asyncProperty(drafts, fc.array(fc.nat(20), { maxLength: 6 }), async (given, picks) => {
        const world = smallWorld({});
        const recorder = await placed(alertsOf(given), world);
        for (const pick of picks) {
          const merged = [...recorder.state.cases.values()].filter(({ status }) => status === "merged");
          const each = merged[pick % Math.max(merged.length, 1)];
          if (each?.status !== "merged") break;
          await recorder.record(unmergeCase(each.caseId, "a person said so", recorder.state));
        }
        await assertSound(recorder, world);
      }),
      { numRuns: 80 },
    );
  });

  test("what was never merged, or does not exist, cannot be taken out, nor split", () => {
    const state = emptyRun();
    assert.throws(() => unmergeCase("case-9", "because", state), { code: "case/not-open" });
    assert.throws(() => splitAlert("a-9", "because", state), { code: "case/not-open" });
    evolveRun(state, { type: "CaseOpened", caseId: "case-1", alertId: "a-1", because: "first" });
    assert.throws(() => unmergeCase("case-1", "because", state), { code: "case/not-open" });
    assert.deepEqual(splitAlert("a-1", "because", state), [], "alone already");
  });
});

function reasonOf(state: RunState, alertId: string): string {
  const held = state.cases.get(state.caseOfAlert.get(alertId) ?? "");
  return held?.status === "in-progress" ? (held.joins.find((join) => join.alertId === alertId)?.because ?? "") : "";
}
