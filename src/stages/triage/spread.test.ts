import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Alert } from "../../core/alert/alert.ts";
import { alertOf, minuteMs, noonMs } from "../../testing/alerts.ts";
import { openSpread } from "./spread.ts";

const hourMs = 60 * minuteMs;
const open = (alerts: readonly Partial<Alert>[]) => {
  const numbered = alerts.map((parts, index) => alertOf(index + 1, parts));
  const spread = openSpread({ nameOf: (key) => key, machineOf: ({ host }) => host });
  for (const alert of numbered) spread.add(alert);
  return { spread, alerts: numbered };
};
/** One alert an hour for so many hours. */
const hourly = (hours: number, parts: Partial<Alert>, every = 1): Partial<Alert>[] =>
  Array.from({ length: Math.ceil(hours / every) }, (_, index) => ({ ...parts, timeMs: noonMs + index * every * hourMs }));

describe("what goes on all the time", () => {
  const usual = hourly(48, { host: "ws-1", ruleId: "usual" });

  test("is a rule that fires on its host in a quarter of the hours watched, and not before a day was watched", () => {
    const { spread, alerts } = open([...usual, ...hourly(48, { host: "ws-1", ruleId: "seldom" }, 12)]);
    assert.ok(spread.isBackground(alerts[0]!));
    assert.ok(!spread.isBackground(alerts.at(-1)!));
    const short = open(hourly(20, { host: "ws-1", ruleId: "usual" }));
    assert.ok(!short.spread.isBackground(short.alerts[0]!));
  });

  test("is not what the rule does elsewhere, nor a burst of it", () => {
    const burst = Array.from({ length: 30 }, (_, index) => ({
      host: "ws-1",
      ruleId: "usual",
      timeMs: noonMs + 50 * hourMs + index * 1_000,
    }));
    const { spread, alerts } = open([...usual, ...burst, { host: "ws-2", ruleId: "usual", timeMs: noonMs }]);
    assert.ok(spread.isBackground(alerts[0]!));
    assert.ok(!spread.isBackground(alerts[60]!), "thirty in an hour in which one is usual");
    assert.ok(!spread.isBackground(alerts.at(-1)!), "once on another host");
  });
});

describe("a storm", () => {
  const stricken = (count: number): Partial<Alert>[] =>
    Array.from({ length: count }, (_, index) => ({ host: `ws-${index}`, ruleId: "off", timeMs: noonMs + index * 1_000 }));

  test("is a rule that meets twenty hosts within an hour, and is known from few hours", () => {
    const storm = open(stricken(20));
    assert.ok(storm.spread.isStorm(storm.alerts[0]!));
    const few = open(stricken(19));
    assert.ok(!few.spread.isStorm(few.alerts[0]!));
    const always = open([...stricken(30), ...hourly(10, { host: "ws-1", ruleId: "off" })]);
    assert.ok(!always.spread.isStorm(always.alerts[0]!));
  });
});

describe("how widespread a thing is", () => {
  test("counts machines, accounts, and machines named together; a list of many names no company", () => {
    const host = (value: string) => ({ type: "host" as const, value, role: "target" as const });
    const { spread } = open([
      { host: "ws-1", user: "alice", observables: [host("dc-1")] },
      { host: "ws-2", user: "bob", observables: [host("dc-1")] },
      { host: "ws-3", observables: ["a", "b", "c", "d", "e"].map(host) },
    ]);
    assert.deepEqual(spread.ofKey("host:dc-1"), { hosts: 2, users: 0, peers: 3 });
    assert.deepEqual(spread.ofKey("host:ws-1"), { hosts: 1, users: 1, peers: 2 });
    assert.equal(spread.ofKey("host:a").peers, 0);
    assert.deepEqual(spread.ofKey("hash:none"), { hosts: 0, users: 0, peers: 0 });
    assert.deepEqual(spread.world(), { hosts: 3, subjects: 3, hours: 1 });
  });
});
