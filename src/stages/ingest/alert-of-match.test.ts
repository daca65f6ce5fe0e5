import assert from "node:assert/strict";
import { test } from "node:test";
import { detectLineOf, detectLineOfCorrelation } from "../../detection/detect.ts";
import { openCorrelator } from "../../detection/sigma/correlator.ts";
import { compiled, eventWith } from "../../testing/sigma-case.ts";
import { alertOfCorrelation, alertOfMatch } from "./alert-of-match.ts";

const rule = `title: Shell started by a document
id: shell-1
description: |
  A document
  started a shell.
level: critical
tags: [attack.execution, attack.t1059.001, attack.defense_evasion, attack.T1059.001, attack.stealth, attack.g0016, cve.2020-1]
logsource: {product: windows, category: process_creation}
detection:
  s: {Image|endswith: '\\powershell.exe'}
  condition: s`;
const burst = `title: Many shells
id: burst-1
level: high
correlation: {type: event_count, rules: [shell-1], group-by: [User], timespan: 1m, condition: {gte: 2}, generate: true}`;

const event = eventWith(
  {
    Image: "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
    CommandLine: "powershell -nop",
    ParentImage: "C:\\Program Files\\word.exe",
    User: "CONTOSO\\anna",
  },
  { timeMs: Date.UTC(2025, 0, 2, 3, 4, 5, 6), logSource: { product: "windows", service: "sysmon", category: "process_creation" } },
);

test("an alert says what the rule says and names what the event names", () => {
  const rules = compiled(rule);
  const [match] = rules.match(event);
  const alert = alertOfMatch(match!, event);
  assert.equal(alert.product, "watchkeeper");
  assert.deepEqual(
    [alert.rule, alert.ruleId, alert.title, alert.severity],
    ["Shell started by a document", "shell-1", "Shell started by a document", "critical"],
  );
  assert.deepEqual(alert.techniques, ["T1059.001"]);
  assert.deepEqual(alert.tactics, ["TA0002", "TA0005"]);
  assert.equal(alert.description, "A document started a shell.");
  assert.deepEqual([alert.host, alert.user, alert.source], ["ws-1.example.test", "CONTOSO\\anna", event.source]);
  for (const [type, value] of [
    ["user", "CONTOSO\\anna"],
    ["command-line", "powershell -nop"],
    ["host", "ws-1.example.test"],
    ["process", "C:\\Program Files\\word.exe"],
  ])
    assert.ok(
      alert.observables.some((observable) => observable.type === type && observable.value === value),
      type,
    );
  assert.equal(alert.fields, event.fields);
});

test("a correlation's alert stands on its last event and puts what it groups by first", () => {
  const rules = compiled(rule, burst);
  const correlator = openCorrelator(rules);
  const later = { ...event, timeMs: event.timeMs + 1_000, source: { ...event.source, record: 2 } };
  const raised = [event, later].flatMap((one) => correlator.push(one, rules.match(one))).concat(correlator.end());
  assert.equal(raised.length, 1);
  const alert = alertOfCorrelation(raised[0]!);
  assert.deepEqual([alert.ruleId, alert.timeMs, alert.source.record], ["burst-1", later.timeMs, 2]);
  assert.deepEqual(alert.records, [event.source, later.source]);
  assert.equal(alert.observables[0]?.value, "CONTOSO\\anna");
  assert.match(alert.description, /counted 2 .*User CONTOSO\\anna/);
  assert.deepEqual(detectLineOfCorrelation(raised[0]!), {
    ruleId: "burst-1",
    level: "high",
    path: "made",
    record: 2,
    time: "2025-01-02T03:04:06.006Z",
  });
});

test("where accounts are counted, the last one tried is not blamed", () => {
  const rules = compiled(
    rule,
    `title: Many accounts
id: many-1
level: high
correlation: {type: value_count, rules: [shell-1], group-by: [ParentImage], timespan: 1m, condition: {field: User, gte: 2}}`,
  );
  const correlator = openCorrelator(rules);
  const later = { ...event, fields: { ...event.fields, User: "CONTOSO\\bert" }, timeMs: event.timeMs + 1_000 };
  const raised = [event, later].flatMap((one) => correlator.push(one, rules.match(one))).concat(correlator.end());
  assert.equal(raised.length, 1);
  const alert = alertOfCorrelation(raised[0]!);
  assert.equal(alert.user, undefined);
  assert.deepEqual(
    alert.observables.filter(({ type }) => type === "user"),
    [],
  );
});

test("a line of detect names rule, place and time, also for a time beyond the calendar", () => {
  const [match] = compiled(rule).match(event);
  assert.deepEqual(detectLineOf(match!, event), {
    ruleId: "shell-1",
    level: "critical",
    path: "made",
    record: 1,
    time: "2025-01-02T03:04:05.006Z",
  });
  assert.equal(detectLineOf(match!, { ...event, timeMs: Number.MAX_VALUE }).time, "+275760-09-13T00:00:00.000Z");
});
