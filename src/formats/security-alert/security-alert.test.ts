import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { oneAlert, readBytes, testFormat } from "../../testing/format-contract.ts";
import { sharedData } from "../../testing/shared-data.ts";
import { entitiesOf } from "./entity.ts";

testFormat(import.meta.url, { "rows.jsonl": { format: "security-alert", alerts: 2, rejected: 1 } });

const [full = "", bare = ""] = readFileSync(new URL("./samples/rows.jsonl", import.meta.url), "utf8").split("\n");

test("a row keeps its techniques, tactics and every kind of entity, references resolved", async () => {
  const alert = await oneAlert(full);
  assert.equal(alert.timeMs, Date.UTC(2026, 1, 3, 10, 11, 12, 500));
  assert.deepEqual(
    [alert.techniques, alert.tactics],
    [
      ["T1003", "T1003.001"],
      ["TA0006", "TA0007"],
    ],
  );
  assert.deepEqual([alert.host, alert.user, alert.severity, alert.givenId], ["ws-01.example.test", "alice@example.test", "high", "s-1"]);
  assert.equal(alert.fields["ExtendedProperties.State"], "Active");
  assert.deepEqual(
    alert.observables.map(({ type, value, role }) => `${type} ${value} ${role}`),
    [
      "host ws-01.example.test target",
      "user alice@example.test actor",
      "sid S-1-5-21-1-2-3-1001 actor",
      "file C:\\Temp\\dump.exe file",
      "hash cc33 file",
      "process C:\\Temp\\dump.exe actor",
      "command-line dump.exe -p lsass actor",
      "process cmd.exe parent",
      "command-line cmd.exe actor",
      "file cmd.exe file",
      "ip 198.51.100.7 source",
      "registry-key HKEY_LOCAL_MACHINE\\SOFTWARE\\Run target",
      "email mallory@example.invalid sender",
      "email bob@example.test recipient",
      "ip 203.0.113.5 source",
      "mail <m1@example.invalid> related",
      "url http://example.invalid/a target",
      "cloud-resource Example Mail target",
      "cloud-resource /subscriptions/0/x target",
    ],
  );
});

test("a row whose entities are no JSON still is an alert", async () => {
  const alert = await oneAlert(bare);
  assert.deepEqual([alert.user, alert.host, alert.severity, alert.observables.length], ["bob@example.test", undefined, "medium", 0]);
});

test("entities that refer to themselves or nest without end are read once", () => {
  let deep: Record<string, unknown> = { Type: "ip", Address: "192.0.2.9" };
  for (let depth = 0; depth < 200; depth++) deep = { inner: deep };
  const value = [{ $id: "1", Type: "process", ImageFile: { $ref: "1" } }, deep] as never;
  assert.deepEqual(entitiesOf(value).observables, []);
});

test("the recorded alerts read whole", async (t) => {
  const data = sharedData();
  if (data === undefined) return t.diagnostic("the shared data is absent: recorded alerts are not checked");
  const { records, ledgers } = await readBytes(readFileSync(join(data, "secrl/alerts-dev.jsonl")));
  assert.deepEqual([ledgers[0]!.alerts, ledgers[0]!.rejected], [22, 0]);
  for (const record of records) assert.ok(record.kind === "alert" && record.alert.observables.length > 0);
});
