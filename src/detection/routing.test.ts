import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { TelemetryEvent } from "../core/event/event.ts";
import type { LogSource } from "../core/event/log-source.ts";
import { compiled, eventWith, ruleText } from "../testing/sigma-case.ts";
import { applies, routeOf } from "./routing.ts";

type Case = { rule: LogSource; event: Partial<TelemetryEvent>; fields?: Record<string, string | number>; meets: boolean };
const sysmon = (category: string, action: string): Partial<TelemetryEvent> => ({
  action,
  logSource: { product: "windows", service: "sysmon", category },
});

const cases: readonly Case[] = [
  { rule: { product: "windows", category: "process_creation" }, event: sysmon("process_creation", "1"), meets: true },
  {
    rule: { product: "windows", category: "process_creation" },
    event: { action: "4688", logSource: { product: "windows", service: "security", category: "process_creation" } },
    meets: true,
  },
  {
    rule: { product: "windows", service: "security" },
    event: { action: "4688", logSource: { product: "windows", service: "security", category: "process_creation" } },
    meets: true,
  },
  { rule: { product: "windows", service: "security" }, event: sysmon("process_creation", "1"), meets: false },
  { rule: { product: "linux", category: "process_creation" }, event: sysmon("process_creation", "1"), meets: false },
  { rule: { category: "process_creation" }, event: sysmon("process_creation", "1"), meets: true },
  { rule: { product: "windows", category: "registry_event" }, event: sysmon("registry_set", "13"), meets: true },
  { rule: { product: "windows", category: "registry_set" }, event: sysmon("registry_add", "12"), meets: false },
  { rule: { product: "windows", category: "registry_delete" }, event: sysmon("registry_add", "12"), meets: true },
  {
    rule: { product: "windows", category: "registry_delete" },
    event: sysmon("registry_add", "12"),
    fields: { EventType: "CreateKey" },
    meets: false,
  },
  { rule: { product: "windows" }, event: { logSource: { product: "windows" } }, meets: true },
  {
    rule: { category: "proxy" },
    event: { dataset: "zeek", channel: "http", action: "http", logSource: { product: "zeek", service: "http" } },
    meets: true,
  },
  {
    rule: { product: "zeek", service: "http" },
    event: { dataset: "zeek", channel: "http", action: "http", logSource: { product: "zeek", service: "http" } },
    meets: true,
  },
  { rule: { category: "dns" }, event: { dataset: "suricata", action: "dns", logSource: { product: "suricata" } }, meets: true },
  { rule: { category: "firewall" }, event: { dataset: "suricata", action: "alert", logSource: { product: "suricata" } }, meets: false },
  {
    rule: { product: "linux", service: "auth" },
    event: { dataset: "syslog", action: "sshd", logSource: { product: "linux", service: "sshd" } },
    meets: true,
  },
  {
    rule: { product: "linux", service: "sudo" },
    event: { dataset: "syslog", action: "sshd", logSource: { product: "linux", service: "sshd" } },
    meets: false,
  },
  {
    rule: { product: "aws", service: "cloudtrail" },
    event: { dataset: "cloudtrail", logSource: { product: "aws", service: "cloudtrail" } },
    meets: true,
  },
  {
    rule: { product: "azure", service: "signinlogs" },
    event: { dataset: "cloudtrail", logSource: { product: "aws", service: "cloudtrail" } },
    meets: false,
  },
];

describe("a rule meets the events that its log source names, and no others", () => {
  for (const { rule, event, fields = {}, meets } of cases)
    test(`${JSON.stringify(rule)} ${meets ? "meets" : "does not meet"} ${JSON.stringify({ ...event.logSource, action: event.action, ...fields })}`, () => {
      assert.equal(
        routeOf(eventWith(fields, event)).sources.some((source) => applies(rule, source)),
        meets,
      );
    });
});

test("generic field names find the source's own, and a cleared log is the one that was cleared", () => {
  const proxy = compiled(
    ruleText({ logsource: "category: proxy", detection: "s:\n  c-useragent|contains: curl\n  cs-host: example.test\ncondition: s" }),
  );
  const zeek = { dataset: "zeek", channel: "http", logSource: { product: "zeek", service: "http" } } as const;
  assert.equal(proxy.match(eventWith({ user_agent: "curl/8", host: "example.test" }, zeek)).length, 1);
  assert.equal(proxy.match(eventWith({ user_agent: "curl/8", host: "example.org" }, zeek)).length, 0);
  const cleared = compiled(
    ruleText({
      logsource: "{product: windows, service: system}",
      detection: "s: {EventID: 104, Channel: [System, Security]}\ncondition: s",
    }),
  );
  const said = (log: string) =>
    eventWith(
      { EventID: 104, Channel: "System", EventData_Channel: log },
      { action: "104", logSource: { product: "windows", service: "system" } },
    );
  assert.equal(cleared.match(said("Security")).length, 1);
  assert.equal(cleared.match(said("Application")).length, 0);
});

test("a rule bound to an event id is found by text, by number, and under a name in another case", () => {
  const rules = compiled(ruleText({ detection: "s: {EventID: [4624, 4625]}\nn: {A: x}\ncondition: s and n" }));
  for (const EventID of [4624, "4625"]) assert.equal(rules.match(eventWith({ EventID, A: "x" })).length, 1);
  assert.equal(rules.match(eventWith({ eventid: 4624, A: "x" })).length, 1);
  assert.equal(rules.match(eventWith({ EventID: 4626, A: "x" })).length, 0);
});
