import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { chanceOf } from "../../tools/trials/chance.ts";
import type { Alert } from "../core/alert/alert.ts";
import type { Observable } from "../core/observable/observable.ts";
import type { RunState } from "../core/run/run.ts";
import { alertOf, groupsOf, minuteMs, noonMs, placed } from "../testing/alerts.ts";
import { smallWorld } from "../testing/small-world.ts";

const hash = (value: string): Observable => ({ type: "hash", value, role: "file" });
const ip = (value: string): Observable => ({ type: "ip", value, role: "source" });
const numbered = (drafts: readonly Partial<Alert>[]) => drafts.map((draft, index) => alertOf(index + 1, draft));
const casesOf = (state: RunState, alerts: readonly Alert[]) => new Set(alerts.map(({ id }) => state.caseOfAlert.get(id)));

describe("storms", () => {
  test("10,000 alerts of 200 rules on one host are one case", async () => {
    const alerts = numbered(
      Array.from({ length: 10_000 }, (_, index) => ({
        timeMs: noonMs + index * 200,
        ruleId: `r-${index % 200}`,
        host: "ws-1",
        severity: "medium" as const,
      })),
    );
    assert.equal(groupsOf((await placed(alerts)).state).length, 1);
  });

  test("10,000 alerts of one rule on 500 hosts are one case, and take in none of the stories that they pass", async () => {
    const storm = Array.from({ length: 10_000 }, (_, index) => ({
      timeMs: noonMs + index * 300,
      ruleId: "protection-off",
      host: `ws-${index % 500}`,
      observables: [hash(`${index}`)],
    }));
    const stories = Array.from({ length: 12 }, (_, index) => ({
      timeMs: noonMs - 60 * minuteMs + Math.floor(index / 4) * minuteMs,
      ruleId: `theft-${index % 4}`,
      host: `ws-${Math.floor(index / 4)}`,
      user: `user-${Math.floor(index / 4)}`,
      tactics: ["TA0006"],
    }));
    const alerts = numbered([...stories, ...storm]);
    const { state } = await placed(alerts);
    const sizes = groupsOf(state).map(({ length }) => length);
    assert.ok(Math.max(...sizes) >= 9_900, `the largest case has ${Math.max(...sizes)}`);
    assert.ok(sizes.length <= 4, `${sizes.length} cases`);
    assert.equal(casesOf(state, alerts.slice(0, 12)).size, 3, "three thefts on three machines are three stories");
  });
});

describe("what many have in common glues none of them", () => {
  const n = 30;
  const intrusions = (common: (each: number) => Partial<Alert>): Alert[] =>
    numbered(
      Array.from({ length: n * 4 }, (_, index) => {
        const each = index % n;
        const { observables = [], ...parts } = common(each);
        return {
          timeMs: noonMs + each * 3 * minuteMs + Math.floor(index / n) * minuteMs,
          host: `ws-${each}.example.test`,
          user: `user-${each}`,
          ruleId: `r-${(each + Math.floor(index / n)) % 9}`,
          tactics: ["TA0002"],
          observables: [hash(`aa${each}`), ...observables],
          ...parts,
        };
      }),
    );
  const assertApart = async (alerts: readonly Alert[]) => {
    const { state } = await placed(alerts);
    for (const each of state.cases.values()) {
      if (each.status !== "in-progress") continue;
      const files = each.alertIds.flatMap((id) => state.alerts.get(id)?.observables.find(({ type }) => type === "hash")?.value ?? []);
      assert.equal(new Set(files).size, 1, `${each.caseId} holds ${[...new Set(files)].join(", ")}`);
    }
    assert.equal(groupsOf(state).length, n);
  };

  test("the address that all machines have outside", () => assertApart(intrusions(() => ({ observables: [ip("198.51.100.20")] }))));
  test("a cloud application that everyone uses", () =>
    assertApart(intrusions(() => ({ observables: [{ type: "cloud-resource", value: "Example Mail", role: "target" }] }))));
  test("a service account that is logged on everywhere", () =>
    assertApart(intrusions(() => ({ observables: [{ type: "user", value: "EXAMPLE\\svc-patch", role: "actor" }] }))));
  test("a domain controller that all of them turn to", () =>
    assertApart(intrusions(() => ({ observables: [{ type: "host", value: "dc-1.example.test", role: "target" }] }))));
  test("a mail gateway and its sender", () =>
    assertApart(
      intrusions(() => ({ observables: [ip("192.0.2.25"), { type: "domain", value: "gateway.example.test", role: "server" }] })),
    ));
});

// Guarantees on a company of a dozen hosts watched for three days: what always goes on holds nothing of the attack, and the attack is one case.
test("an attack in a noisy company is one case, and what goes on all the time is none of it", async () => {
  const chance = chanceOf(11);
  const noise = Array.from({ length: 6_000 }, () => {
    const host = chance.below(12);
    const timeMs = noonMs - 72 * 60 * minuteMs + chance.below(72 * 60 + 600) * minuteMs;
    return {
      timeMs,
      host: `srv-${host}`,
      ruleId: `usual-${chance.below(4)}`,
      severity: "low" as const,
      observables: [ip(`10.0.0.${host}`)],
    };
  });
  const attack = Array.from({ length: 400 }, (_, index) => ({
    timeMs: noonMs + index * 5_000,
    host: "srv-3",
    ruleId: `step-${Math.floor(index / 50)}`,
    severity: "medium" as const,
    observables: [ip("10.0.0.3")],
  }));
  const alerts = numbered([...noise, ...attack]);
  const { state } = await placed(alerts, smallWorld({}));
  const held = casesOf(state, alerts.slice(noise.length));
  assert.equal(held.size, 1);
  const [caseId] = held;
  const others = alerts.slice(0, noise.length).filter(({ id }) => state.caseOfAlert.get(id) === caseId).length;
  assert.ok(others <= attack.length * 0.05, `${others} of the noise in the attack's case`);
  assert.ok(groupsOf(state).length <= 60, `${groupsOf(state).length} cases`);
});
