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

test("an account, a machine and a mailbox keep all the names that one entity gives them, and a process what tells it apart", () => {
  const entities = [
    {
      Type: "account",
      Name: "Alice A",
      NTDomain: "NORTH",
      UserPrincipalName: "Alice@north.example.test",
      Sid: "S-1-5-21-1-2-3-1001",
      AadUserId: "0D5E3C1A-0000-4000-8000-000000000001",
    },
    { Type: "account", Name: "bob", NTDomain: "NORTH", Sid: "S-1-5-21-1-2-3-1002" },
    { Type: "account", Name: "SYSTEM", NTDomain: "NT AUTHORITY" },
    { Type: "account", AadUserId: "0d5e3c1a-0000-4000-8000-000000000002" },
    { Type: "host", HostName: "WS-1", DnsDomain: "north.example.test", MdatpDeviceId: "a".repeat(40) },
    { Type: "mailbox", MailboxPrimaryAddress: "alice@north.example.test", Upn: "alice@north.example.test" },
    { Type: "process", ProcessId: "77", CreationTimeUtc: "2026-01-01T10:00:00.1Z" },
    { Type: "process", ProcessId: "78" },
  ];
  const { sameAs, processes, user, observables } = entitiesOf(entities);
  assert.deepEqual(sameAs, [
    ["user:alice@north.example.test", "user:0d5e3c1a-0000-4000-8000-000000000001", "sid:s-1-5-21-1-2-3-1001"],
    ["user:north\\bob", "sid:s-1-5-21-1-2-3-1002"],
    ["host:ws-1.north.example.test", `host:${"a".repeat(40)}`],
    ["email:alice@north.example.test", "user:alice@north.example.test"],
  ]);
  assert.deepEqual(processes, ["process-guid:ws-1.north.example.test 77 2026-01-01T10:00:00.1Z"]);
  assert.equal(user, "Alice@north.example.test");
  assert.deepEqual(
    observables.flatMap(({ type, value }) => (type === "user" ? value : [])),
    ["Alice@north.example.test", "NORTH\\bob", "SYSTEM", "0d5e3c1a-0000-4000-8000-000000000002"],
  );
});

test("a program of the system has a hash that tells nothing, by its role; a dropped file's tells much", () => {
  const file = (folder: string, hash: string) => ({
    Type: "file",
    Directory: folder,
    Name: "x.exe",
    FileHashes: [{ Type: "filehash", Value: hash }],
  });
  const { observables } = entitiesOf([
    file("C:\\Windows\\System32", "aa"),
    file("\\Device\\HarddiskVolume4\\Windows\\System32", "bb"),
    file("C:\\WindowsUpdate", "cc"),
    file("C:\\Users\\Public", "dd"),
  ]);
  const roles = observables.flatMap(({ type, value, role }) => (type === "hash" ? `${value} ${role}` : []));
  assert.deepEqual(roles.toSorted(), ["aa related", "bb related", "cc file", "dd file"]);
});
