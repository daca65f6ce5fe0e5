import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Alert } from "../core/alert/alert.ts";
import { severities } from "../core/alert/severity.ts";
import { Inventory } from "../core/asset/asset.ts";
import { indexInventory } from "../core/asset/inventory-index.ts";
import { decide } from "../core/case/case.ts";
import type { Observable } from "../core/observable/observable.ts";
import { nextRunStep } from "../stages/next.ts";
import { alertOf, groupsOf, minuteMs, noonMs, placed, readFacts } from "../testing/alerts.ts";
import { smallWorld } from "../testing/small-world.ts";
import { correlateStep } from "./correlate-step.ts";
import { openRecorder, type Recorder, replay } from "./recorder.ts";
import { triageStep } from "./triage-step.ts";

const hash = (value: string): Observable => ({ type: "hash", value, role: "file" });
const ip = (value: string, role: "source" | "target" = "source"): Observable => ({ type: "ip", value, role });

/** Alerts over few hosts, users, hashes and rules, so that many share something and many do not. */
const someAlerts = fc
  .array(
    fc.record({
      minutes: fc.nat(2_000),
      host: fc.constantFrom("ws-1", "ws-2", "srv-1", "dc-1", undefined),
      user: fc.constantFrom("mara", "joss", "ana", undefined),
      rule: fc.constantFrom("r-1", "r-2", "r-3"),
      severity: fc.constantFrom(...severities),
      tactic: fc.constantFrom("TA0001", "TA0006", "TA0008", undefined),
      hash: fc.constantFrom("aa11", "bb22", undefined),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((drafts) =>
    drafts.map(({ minutes, host, user, rule, severity, tactic, hash: file }, index) =>
      alertOf(index + 1, {
        timeMs: noonMs + minutes * minuteMs,
        host,
        user,
        ruleId: rule,
        severity,
        tactics: tactic ? [tactic] : [],
        observables: file ? [hash(file)] : [],
      }),
    ),
  );

const renumbered = (alerts: readonly Alert[]) => alerts.map((alert, index) => ({ ...alert, id: `a-${index + 1}` }));
const reasonsOf = ({ state }: Recorder) =>
  [...state.cases.values()].flatMap((each) => (each.status === "in-progress" ? each.joins.map(({ because }) => because) : []));

describe("which alerts become one case", () => {
  test("does not depend on the order in which files were named", async () => {
    await fc.assert(
      fc.asyncProperty(someAlerts, fc.infiniteStream(fc.nat(1_000)), async (alerts, shuffle) => {
        const order = new Map(alerts.map(({ id }) => [id, shuffle.next().value]));
        const shuffled = renumbered(alerts.toSorted((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0)));
        assert.deepEqual(groupsOf((await placed(shuffled)).state), groupsOf((await placed(alerts)).state));
      }),
      { numRuns: 60 },
    );
  });

  test("does not depend on what machines, people and files are called", async () => {
    const names = new Map([
      ["ws-1", "zulu-9"],
      ["ws-2", "alpha"],
      ["srv-1", "mike"],
      ["dc-1", "bravo-77"],
      ["mara", "x.last"],
      ["joss", "a.first"],
      ["ana", "k.middle"],
      ["aa11", "ff00"],
      ["bb22", "0011"],
    ]);
    const renamed = (name: string) => names.get(name) ?? name;
    await fc.assert(
      fc.asyncProperty(someAlerts, async (alerts) => {
        const others = alerts.map((alert) => ({
          ...alert,
          host: alert.host && renamed(alert.host),
          user: alert.user && renamed(alert.user),
          observables: alert.observables.map((each) => ({ ...each, value: renamed(each.value) })),
        }));
        assert.deepEqual(groupsOf((await placed(others)).state), groupsOf((await placed(alerts)).state));
      }),
      { numRuns: 60 },
    );
  });

  test("every alert is in exactly one case, with a reason that names what is shared or says that nothing is", async () => {
    await fc.assert(
      fc.asyncProperty(someAlerts, async (alerts) => {
        const recorder = await placed(alerts);
        assert.deepEqual(
          groupsOf(recorder.state).flat().toSorted(),
          alerts.map(({ source }) => `alerts.jsonl#${String(source.record).padStart(6, "0")}`).toSorted(),
        );
        for (const because of reasonsOf(recorder))
          assert.match(
            because,
            /^(shares (nothing rare|too little with case-\d+)|same (machine|account|file by its hash|rule) |same rule, host, user and observables as a-\d+|came with)/,
          );
      }),
      { numRuns: 60 },
    );
  });

  // Guarantees that work survives a crash: what a run knows beside its facts is worked out from them again.
  test("is the same when the run is opened anew before every step", async () => {
    /** Small steps, so that there are as many restarts as there can be. */
    const inSmallSteps = async (alerts: readonly Alert[], reopened: boolean): Promise<Recorder> => {
      const world = smallWorld({});
      let recorder = await openRecorder(world.journal, world.clock);
      await recorder.record(readFacts(alerts, world));
      for (;;) {
        if (reopened) recorder = await openRecorder(world.journal, world.clock);
        const step = nextRunStep(recorder.state);
        if (step.do === "triage") await recorder.record(await triageStep(step.alertIds.slice(0, 2), recorder.state, world));
        else if (step.do === "correlate") await recorder.record(correlateStep(step.alertIds.slice(0, 2), recorder.state), { folded: true });
        else return recorder;
      }
    };
    await fc.assert(
      fc.asyncProperty(someAlerts, async (alerts) => {
        const [whole, broken] = [await inSmallSteps(alerts, false), await inSmallSteps(alerts, true)];
        assert.deepEqual(JSON.parse(JSON.stringify([...broken.state.triages])), JSON.parse(JSON.stringify([...whole.state.triages])));
        assert.deepEqual(groupsOf(broken.state), groupsOf(whole.state));
        assert.deepEqual(reasonsOf(broken), reasonsOf(whole));
        assert.deepEqual(broken.state.bonds, whole.state.bonds);
      }),
      { numRuns: 40 },
    );
  });
});

describe("hubs", () => {
  /** n hosts, each with its own small intrusion by its own account; each then seen at the domain controller, and all of them scanned. */
  function place(n: number): Alert[] {
    const drafts: Partial<Alert>[] = [];
    for (let each = 0; each < n; each++) {
      const [host, user, timeMs] = [`ws-${each}`, `user-${each}`, noonMs + each * 7 * minuteMs];
      drafts.push({ timeMs, host, user, ruleId: `entry-${each % 3}`, tactics: ["TA0002"], observables: [hash(`aa${each}`)] });
      drafts.push({ timeMs: timeMs + minuteMs, host, user, ruleId: `theft-${each % 4}`, tactics: ["TA0006"] });
      drafts.push({ timeMs: timeMs + 2 * minuteMs, host: "dc-1", user, ruleId: "logon", severity: "medium", tactics: ["TA0008"] });
      drafts.push({
        timeMs: timeMs + 3 * minuteMs,
        host,
        ruleId: "scan",
        severity: "medium",
        tactics: ["TA0007"],
        observables: [ip("192.0.2.200")],
      });
    }
    return drafts.map((draft, index) => alertOf(index + 1, draft));
  }

  for (const n of [9, 24, 40])
    test(`a domain controller and a scanner glue none of ${n} unrelated intrusions together`, async () => {
      const alerts = place(n);
      const { state } = await placed(alerts, smallWorld({}), n + 1);
      for (const each of state.cases.values()) {
        if (each.status !== "in-progress") continue;
        const hosts = new Set(each.alertIds.flatMap((id) => state.alerts.get(id)?.host ?? []).filter((host) => host !== "dc-1"));
        assert.ok(hosts.size <= 1, `${each.caseId} holds ${[...hosts].join(", ")}`);
      }
      for (let each = 0; each < n; each++) {
        const caseIds = alerts.filter(({ host, user }) => host === `ws-${each}` && user).map(({ id }) => state.caseOfAlert.get(id));
        assert.equal(new Set(caseIds).size, 1, `the steps on ws-${each} are one story`);
      }
    });
});

describe("storms and noise", () => {
  test("10,000 alerts of one kind are one case, within seconds", async () => {
    const storm = Array.from({ length: 10_000 }, (_, index) =>
      alertOf(index + 1, { timeMs: noonMs + index * 500, ruleId: "flood", host: "ws-1" }),
    );
    const startedMs = performance.now();
    const { state } = await placed(storm);
    assert.ok(performance.now() - startedMs < 10_000);
    assert.equal(groupsOf(state).length, 1);
    assert.equal(groupsOf(state)[0]?.length, 10_000);
  });

  test("10,000 alerts that differ in what they point at are one case too, and the queue of steps is not the work", async () => {
    const storm = Array.from({ length: 10_000 }, (_, index) =>
      alertOf(index + 1, { timeMs: noonMs + index * 500, ruleId: "flood", host: "ws-1", observables: [hash(`${index}`)] }),
    );
    const startedMs = performance.now();
    assert.equal(groupsOf((await placed(storm)).state).length, 1);
    assert.ok(performance.now() - startedMs < 10_000);
  });

  test("a mild rule that fires everywhere gathers by its rule, and holds nothing graver", async () => {
    const noise = Array.from({ length: 12 }, (_, index) =>
      alertOf(index + 1, { timeMs: noonMs + index * minuteMs, ruleId: "update-failed", severity: "low", host: `ws-${index}` }),
    );
    const grave = alertOf(13, { timeMs: noonMs + 5 * minuteMs, ruleId: "theft", severity: "critical", host: "ws-5", tactics: ["TA0006"] });
    const assets = noise.map(({ host }) => ({ name: host, role: "workstation" }));
    const { state } = await placed([...noise, grave], smallWorld({ inventory: indexInventory(Inventory.parse({ assets })) }));
    assert.deepEqual(
      groupsOf(state).map(({ length }) => length),
      [12, 1],
    );
    assert.match(
      reasonsOf({ state } as Recorder)[1] ?? "",
      /^same rule sensor update-failed, 1 minute apart, which fires on much of this place/,
    );
  });

  // Guarantees that nobody makes a rule noisy by sending from many addresses, or by writing many names.
  test("sources that nobody knows are no population", async () => {
    const sent = Array.from({ length: 12 }, (_, index) =>
      alertOf(index + 1, {
        timeMs: noonMs + index * minuteMs,
        ruleId: "scan",
        severity: "low",
        host: "gateway",
        observables: [{ type: "ip", value: `198.51.100.${index}`, role: "source" }],
      }),
    );
    const inventory = indexInventory(Inventory.parse({ assets: [{ name: "gateway", role: "gateway" }] }));
    const { state } = await placed(sent, smallWorld({ inventory }));
    for (const { bonds } of state.triages.values()) assert.ok(bonds.every(({ key }) => !key.startsWith("rule:")));
  });
});

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
    const entries = await world.journal.read(0, 1_000);
    assert.ok(entries.some(({ type }) => type === "CaseMerged"));
    const replayed = replay(entries);
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
