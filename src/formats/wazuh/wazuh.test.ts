import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { severityRank } from "../../core/alert/severity.ts";
import { oneAlert, testFormat } from "../../testing/format-contract.ts";

testFormat(import.meta.url, { "alerts.jsonl": { format: "wazuh", alerts: 3, rejected: 1 } });

const [brute = "", logon = ""] = readFileSync(new URL("./samples/alerts.jsonl", import.meta.url), "utf8").split("\n");

test("an alert keeps its rule, technique, agent and addresses", async () => {
  const alert = await oneAlert(brute);
  assert.deepEqual(
    [alert.ruleId, alert.givenId, alert.severity, alert.host, alert.user],
    ["5712", "1770113472.1", "medium", "web01", "admin"],
  );
  assert.deepEqual([alert.techniques, alert.tactics], [["T1110"], ["TA0006"]]);
  assert.deepEqual(alert.observables, [
    { type: "ip", value: "198.51.100.7", role: "source" },
    { type: "host", value: "Web01", role: "target" },
    { type: "ip", value: "192.168.10.5", role: "target" },
    { type: "user", value: "admin", role: "actor" },
  ]);
  assert.match(alert.description, /Failed password/);
});

test("fields of Windows events within an alert are found", async () => {
  const alert = await oneAlert(logon);
  assert.deepEqual([alert.severity, alert.user, alert.host], ["informational", "alice", "siem"]);
  assert.ok(alert.observables.some(({ type, value }) => type === "ip" && value === "192.168.10.9"));
});

test("a higher level is never milder", async () => {
  let before = 0;
  for (let level = 0; level <= 15; level++) {
    const { severity } = await oneAlert(logon.replace('"level":3', `"level":${level}`));
    assert.ok(severityRank(severity) >= before, `level ${level}`);
    before = severityRank(severity);
  }
  assert.equal(before, severityRank("critical"));
});
