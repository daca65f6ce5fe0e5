import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { oneAlert, testFormat } from "../../testing/format-contract.ts";

testFormat(import.meta.url, { "findings.jsonl": { format: "ocsf", alerts: 2, events: 1, rejected: 2 } });

test("a detection finding keeps its analytic, attacks and evidences", async () => {
  const [first = ""] = readFileSync(new URL("./samples/findings.jsonl", import.meta.url), "utf8").split("\n");
  const alert = await oneAlert(first);
  assert.deepEqual(
    [alert.product, alert.rule, alert.ruleId, alert.givenId, alert.severity, alert.host],
    ["example edr", "lsass-read", "an-7", "f-1", "critical", "ws-01.example.test"],
  );
  assert.deepEqual(alert.techniques, ["T1003", "T1003.001"]);
  assert.deepEqual(alert.tactics, ["TA0006"]);
  assert.deepEqual(
    alert.observables.map(({ type, value, role }) => `${type} ${value} ${role ?? ""}`.trim()),
    [
      "process C:\\Temp\\dump.exe actor",
      "command-line dump.exe -p lsass actor",
      "user alice actor",
      "file C:\\Temp\\dump.exe file",
      "hash aa11 file",
      "process cmd.exe parent",
      "host WS-01.example.test target",
      "ip 198.51.100.7",
    ],
  );
});
