import assert from "node:assert/strict";
import { test } from "node:test";
import { oneAlert, oneLetter } from "../../testing/format-contract.ts";

const notable = {
  _time: "2026-02-03T04:05:06.000+00:00",
  event_id: "0A0B@@notable@@0c0d",
  search_name: "Access - Brute Force - Rule",
  rule_title: "Brute force against mara",
  rule_description: "Many failures, then a success",
  urgency: "critical",
  security_domain: "access",
  src: "198.51.100.7",
  dest: ["Web01", "192.168.10.5"],
  user: "mara",
  src_user: "unknown",
  "annotations.mitre_attack": ["T1110", "TA0006"],
};

test("a notable event keeps its rule, urgency, techniques and what it is about", async () => {
  const alert = await oneAlert(JSON.stringify(notable));
  assert.deepEqual(
    [alert.product, alert.givenId, alert.rule, alert.title, alert.severity, alert.host, alert.user, alert.techniques, alert.tactics],
    [
      "splunk",
      "0A0B@@notable@@0c0d",
      "Access - Brute Force - Rule",
      "Brute force against mara",
      "critical",
      "web01",
      "mara",
      ["T1110"],
      ["TA0006"],
    ],
  );
  assert.deepEqual(alert.observables, [
    { type: "user", value: "mara", role: "target" },
    { type: "ip", value: "198.51.100.7", role: "source" },
    { type: "host", value: "Web01", role: "target" },
    { type: "ip", value: "192.168.10.5", role: "target" },
  ]);
});

test("without a time it is rejected for that", async () => {
  assert.equal((await oneLetter(JSON.stringify({ ...notable, _time: "soon" }))).reason, "no-time");
});
