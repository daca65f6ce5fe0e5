import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { oneAlert, testFormat } from "../../testing/format-contract.ts";

testFormat(import.meta.url, { "alerts.ndjson": { format: "elastic", alerts: 2, rejected: 1 } });

const [dotted = "", nested = ""] = readFileSync(new URL("./samples/alerts.ndjson", import.meta.url), "utf8").split("\n");

test("an alert in a search hit keeps its rule, its threat mapping and what it saw", async () => {
  const alert = await oneAlert(dotted);
  assert.equal(alert.timeMs, Date.UTC(2026, 1, 3, 10, 11, 12));
  assert.deepEqual([alert.title, alert.ruleId, alert.givenId, alert.severity], ["Suspicious PowerShell", "r-1", "u-1", "high"]);
  assert.deepEqual([alert.techniques, alert.tactics], [["T1059", "T1059.001"], ["TA0002"]]);
  assert.deepEqual([alert.host, alert.user, alert.action], ["ws-01", "alice", "start"]);
  assert.deepEqual(
    alert.observables.map(({ type }) => type),
    ["host", "user", "process", "command-line", "hash"],
  );
});

test("the nested way of writing the same says the same", async () => {
  const alert = await oneAlert(nested);
  assert.deepEqual([alert.title, alert.ruleId, alert.givenId, alert.severity], ["Nested shape", "r-2", "u-2", "low"]);
  assert.deepEqual(alert.observables, [{ type: "ip", value: "198.51.100.7", role: "source" }]);
});
