import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Inventory } from "../core/asset/asset.ts";
import { indexInventory } from "../core/asset/inventory-index.ts";
import { decide } from "../core/case/case.ts";
import { alertOf, groupsOf, minuteMs, noonMs, placed } from "../testing/alerts.ts";
import { smallWorld } from "../testing/small-world.ts";
import { hash, reasonsOf, someAlerts } from "../testing/some-alerts.ts";
import { correlateStep } from "./correlate-step.ts";
import { eventsIn } from "./journal/read-opened.ts";
import { replay } from "./recorder.ts";
import { triageStep } from "./triage-step.ts";

describe("merging and splitting", () => {
  // Two stories that a third alert shows to be one: it shares a rare file with one and a rare file with the other.
  const two = [
    alertOf(1, { host: "ws-1", user: "mara", ruleId: "r-1", observables: [hash("aa11")] }),
    alertOf(2, { timeMs: noonMs + minuteMs, host: "ws-2", user: "joss", ruleId: "r-2", observables: [hash("bb22")] }),
    alertOf(3, { timeMs: noonMs + 2 * minuteMs, ruleId: "r-3", observables: [hash("aa11"), hash("bb22")] }),
  ];

  test("a merge keeps every alert, says why, and can be read from the journal alone", async () => {
    const world = smallWorld({});
    const recorder = await placed(two, world);
    assert.deepEqual(groupsOf(recorder.state).length, 1);
    assert.deepEqual(reasonsOf(recorder), [
      "shares nothing rare with an earlier case",
      "came with case-2, merged because a-3 has the same file by its hash bb22, 1 minute apart, rare here (1.50; 1 joins) as case-2, and the same file by its hash aa11, 2 minutes apart, rare here (1.50; 1 joins) as case-1",
      "same file by its hash bb22, 1 minute apart, rare here (1.50; 1 joins)",
    ]);
    const events = await eventsIn(world.journal);
    assert.ok(events.some((event) => event.includes('"type":"CaseMerged"')));
    const replayed = replay(events);
    assert.deepEqual(groupsOf(replayed), groupsOf(recorder.state));
    assert.deepEqual(replayed.bonds, recorder.state.bonds);
    assert.equal(replayed.cases.get("case-2")?.status, "merged");
  });

  test("splitting alerts off into cases of their own loses none, whatever the order, and leaves what the case is about as if they had never come", async () => {
    await fc.assert(
      fc.asyncProperty(someAlerts, fc.array(fc.nat(100), { maxLength: 6 }), async (alerts, picks) => {
        const recorder = await placed(alerts);
        const { state } = recorder;
        for (const pick of picks) {
          const alertId = alerts[pick % alerts.length]!.id;
          const from = state.cases.get(state.caseOfAlert.get(alertId) ?? "");
          if (from?.status !== "in-progress") continue;
          const split = decide({ type: "SplitAlert", alertId, because: "a person said so" }, from);
          if (split.length === 0) continue;
          const caseId = `case-${state.cases.size + 1}`;
          await recorder.record([...split, ...decide({ type: "OpenCase", caseId, alertId, because: "split" }, { status: "unopened" })]);
          assert.equal(state.caseOfAlert.get(alertId), caseId);
        }
        assert.equal(groupsOf(state).flat().length, alerts.length);
        assert.equal(state.uncorrelated.size, 0);
        for (const [caseId, profile] of state.bonds.byCase) {
          const held = state.cases.get(caseId);
          const ids = held?.status === "in-progress" ? held.alertIds : [];
          assert.deepEqual(
            [...profile.tactics].toSorted(),
            [...new Set(ids.flatMap((id) => state.triages.get(id)?.tactics ?? []))].toSorted(),
          );
          assert.deepEqual([...profile.rules].toSorted(), [...new Set(ids.flatMap((id) => state.alerts.get(id)?.ruleId ?? []))].toSorted());
        }
      }),
      { numRuns: 60 },
    );
  });

  test("an alert whose story has ended opens a case instead of waiting for ever", async () => {
    const recorder = await placed(two.slice(0, 1));
    const { state } = recorder;
    const evidence = {
      id: "e-1",
      question: "Why?",
      tool: "intake/alert",
      source: { kind: "record" as const, ...two[0]!.source },
      digest: two[0]!.source.digest,
      says: "so",
      answer: "high",
      weight: 1,
      group: "g",
      trust: "attacker-writable" as const,
    };
    const conclusion = {
      verdict: "insufficient-data" as const,
      category: "other" as const,
      severity: "high" as const,
      maliciousness: 0.5,
      title: "t",
      escalate: true,
      because: "b",
      unknowns: [],
      evidence: ["e-1"],
      hypotheses: [],
    };
    await recorder.record([
      { type: "EvidenceRecorded", caseId: "case-1", questionKey: undefined, evidence },
      { type: "VerdictReached", caseId: "case-1", conclusion },
      { type: "CaseEscalated", caseId: "case-1" },
      {
        type: "BatchRead",
        inputIndex: 0,
        batch: 1,
        alerts: [alertOf(2, { host: "ws-1", user: "mara", observables: [hash("aa11")] })],
        refused: 0,
      },
    ]);
    await recorder.record(await triageStep(["a-2"], state, smallWorld({})));
    await recorder.record(correlateStep(["a-2"], state), { folded: true });
    assert.equal(state.caseOfAlert.get("a-2"), "case-2");
    assert.match(reasonsOf(recorder)[0] ?? "", /^same .*; but case-1 has ended/);
    assert.equal(state.casesSettled, 1);
  });
});

test("a machine under its short name, its full name and its address is one machine", async () => {
  const inventory = indexInventory(Inventory.parse({ assets: [{ name: "ws-1.example.test", addresses: ["192.0.2.10"] }] }));
  const alerts = [
    alertOf(1, { host: "ws-1", ruleId: "r-1" }),
    alertOf(2, { timeMs: noonMs + minuteMs, host: "ws-1.example.test", ruleId: "r-2" }),
    alertOf(3, { timeMs: noonMs + 2 * minuteMs, host: "10.0.0.5", ruleId: "r-3" }),
    alertOf(4, { timeMs: noonMs + 3 * minuteMs, host: "10.0.0.6", ruleId: "r-4" }),
  ];
  const { state } = await placed(alerts, smallWorld({ inventory }));
  assert.deepEqual(
    groupsOf(state).map(({ length }) => length),
    [2, 1, 1],
  );
});
