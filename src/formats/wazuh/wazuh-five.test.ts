import assert from "node:assert/strict";
import { test } from "node:test";
import { oneAlert, oneLetter } from "../../testing/format-contract.ts";

const record = {
  "@timestamp": "2026-02-03T04:05:06.000Z",
  _id: "finding-1",
  event: { original: "Failed password for mara" },
  wazuh: {
    rule: { id: "5712", title: "sshd: brute force", level: "high", tags: ["sshd"], mitre: { technique: { id: ["T1110"] } } },
    agent: { id: "004", name: "Web01" },
  },
  source: { ip: "198.51.100.7" },
  user: { name: "mara" },
};

test("a finding of Wazuh 5 keeps its rule, level, technique, agent and address", async () => {
  const alert = await oneAlert(JSON.stringify(record));
  assert.deepEqual(
    [alert.product, alert.title, alert.ruleId, alert.severity, alert.host, alert.user, alert.givenId, alert.techniques],
    ["wazuh", "sshd: brute force", "5712", "high", "web01", "mara", "finding-1", ["T1110"]],
  );
  assert.ok(alert.observables.some(({ type, value }) => type === "ip" && value === "198.51.100.7"));
});

test("without a time it is rejected for that", async () => {
  assert.equal((await oneLetter(JSON.stringify({ ...record, "@timestamp": "soon" }))).reason, "no-time");
});
