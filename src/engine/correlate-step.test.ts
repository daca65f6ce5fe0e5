import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Alert } from "../core/alert/alert.ts";
import { Inventory } from "../core/asset/asset.ts";
import { indexInventory } from "../core/asset/inventory-index.ts";
import type { Observable } from "../core/observable/observable.ts";
import { nextRunStep } from "../stages/next.ts";
import { alertOf, groupsOf, minuteMs, noonMs, placed, readFacts } from "../testing/alerts.ts";
import { smallWorld } from "../testing/small-world.ts";
import { hash, reasonsOf, someAlerts } from "../testing/some-alerts.ts";
import { correlateStep } from "./correlate-step.ts";
import { openRecorder, type Recorder } from "./recorder.ts";
import { triageStep } from "./triage-step.ts";

const ip = (value: string, role: "source" | "target" = "source"): Observable => ({ type: "ip", value, role });
const renumbered = (alerts: readonly Alert[]) => alerts.map((alert, index) => ({ ...alert, id: `a-${index + 1}` }));

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
