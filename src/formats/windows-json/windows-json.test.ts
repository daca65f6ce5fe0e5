import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import type { TelemetryEvent } from "../../core/event/event.ts";
import type { InputRecord } from "../format.ts";
import { jsonFormat } from "../json/json.ts";
import type { JsonObject } from "../json/shape.ts";
import { looksLikeWindows, windowsEventOf, windowsJson } from "./windows-json.ts";

const samples = new URL("./samples/", import.meta.url);
const ref = { path: "a.json", record: 1, digest: "sha256:00" };

function read(record: unknown): TelemetryEvent {
  assert.ok(looksLikeWindows(record as JsonObject));
  const result = windowsEventOf(record as JsonObject, ref);
  assert.equal(result.kind, "event", JSON.stringify(result));
  return (result as Extract<InputRecord, { kind: "event" }>).event;
}

for (const name of readdirSync(samples).sort())
  test(`${name} is read as the one process start that all samples tell of`, () => {
    const event = read(JSON.parse(readFileSync(new URL(name, samples), "utf8")));
    assert.equal(event.timeMs, Date.UTC(2026, 0, 5, 10, 0, 0, 123));
    assert.deepEqual([event.dataset, event.action, event.host], ["windows", "1", "ws1.example.test"]);
    assert.deepEqual(event.logSource, { product: "windows", service: "sysmon", category: "process_creation" });
    const { fields } = event;
    assert.deepEqual([fields.EventID, fields.Provider_Name, fields.Computer], [1, "Microsoft-Windows-Sysmon", "WS1.example.test"]);
    assert.deepEqual([fields.Image, fields.CommandLine], ["C:\\Windows\\System32\\whoami.exe", "whoami /all"]);
    assert.deepEqual([fields.User, fields.md5, fields.sha256], ["EXAMPLE\\alice", "0123456789ABCDEF0123456789ABCDEF", "00"]);
    for (const shipper of ["@timestamp", "@version", "tags", "port", "host", "Severity", "EventReceivedTime"])
      assert.equal(fields[shipper], undefined);
  });

const flat = { EventID: 4688, Channel: "Security", Hostname: "DC1", TimeCreated: "2026-01-05T10:00:00Z" };

test("keywords are hexadecimal, whatever sign or word they came as", () => {
  const keywords = (Keywords: unknown) => read({ ...flat, Keywords }).fields.Keywords;
  assert.equal(keywords(-(2 ** 63)), "0x8000000000000000");
  assert.equal(keywords("-9214364837600034816"), "0x8020000000000000");
  assert.equal(keywords("Audit Failure"), "0x8010000000000000");
  assert.equal(keywords("0x8020000000000000"), "0x8020000000000000");
});

test("NXLog's own EventType does not hide Sysmon's, which its message still tells", () => {
  const event = read({
    ...flat,
    EventID: 12,
    Channel: "Microsoft-Windows-Sysmon/Operational",
    SourceName: "Microsoft-Windows-Sysmon",
    EventType: "INFO",
    Message: "Registry object added or deleted:\r\nRuleName: -\r\nEventType: DeleteKey\r\nTargetObject: HKLM\\X",
  });
  assert.deepEqual([event.fields.EventType, event.fields.TargetObject], ["DeleteKey", "HKLM\\X"]);
  assert.equal(event.logSource.category, "registry_delete");
});

test("unnamed data keep their order, in Winlogbeat's params too", () => {
  const winlog = {
    channel: "Windows PowerShell",
    provider_name: "PowerShell",
    event_id: 400,
    computer_name: "WS1",
    event_data: { param1: "Available", param2: "None", param3: "\tHostApplication=powershell.exe -enc AA==\n\tEngineVersion=5" },
  };
  const { fields, logSource } = read({ "@timestamp": "2026-01-05T10:00:00Z", winlog });
  assert.deepEqual((fields.Data as string[]).slice(0, 2), ["Available", "None"]);
  assert.equal(fields.HostApplication, "powershell.exe -enc AA==");
  assert.equal(logSource.category, "ps_classic_start");
});

test("Get-WinEvent's own names and dates are understood", () => {
  const event = read({
    Id: 1102,
    LogName: "Security",
    ProviderName: "Microsoft-Windows-Eventlog",
    MachineName: "DC1",
    TimeCreated: "/Date(1767607200000)/",
  });
  assert.deepEqual([event.timeMs, event.action, event.channel, event.host], [1_767_607_200_000, "1102", "Security", "dc1"]);
});

test("data cannot pose as another event, nor touch a prototype", () => {
  const prototypeName = "__proto__";
  const tree = {
    Event: {
      System: { EventID: 1, Channel: "System", Computer: "WS1", TimeCreated: "2026-01-05T10:00:00Z" },
      EventData: Object.fromEntries([
        ["EventID", "4624"],
        [prototypeName, "x"],
        ["Level", "high"],
      ]),
    },
  };
  const { fields, action } = read(tree);
  assert.deepEqual([action, fields.EventData_EventID, fields[prototypeName], fields.Level], ["1", "4624", "x", "high"]);
});

test("what cannot be an event is rejected with its reason", () => {
  const reason = (record: unknown) => {
    const result = windowsEventOf(record as JsonObject, ref);
    return result.kind === "rejected" ? result.letter.reason : result.kind;
  };
  assert.equal(reason({ ...flat, TimeCreated: "yesterday" }), "no-time");
  assert.equal(reason({ ...flat, CommandLine: "x".repeat(70_000) }), "too-long");
  let deep: unknown = "x";
  for (let depth = 0; depth < 50; depth += 1) deep = { a: deep };
  assert.equal(reason({ ...flat, Deep: deep }), "too-deep");
  assert.equal(reason({ ...flat, ...Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`f${index}`, 1])) }), "too-many");
});

test("other products' records are left to their own shapes", () => {
  for (const record of [
    {},
    { alert: 1, time: "", title: "" },
    { eventID: "8f…", eventName: "ConsoleLogin" },
    { event_type: "alert" },
    { rule: { id: "1" }, data: { win: {} } },
  ])
    assert.equal(looksLikeWindows(record as JsonObject), false);
  assert.equal(looksLikeWindows({ "kibana.alert.rule.name": "x", winlog: { event_id: "1" } }), false);
});

// Guarantees that no JSON, however odd, takes the reader down: it answers for every record.
test("any JSON is survived", () => {
  const odd = fc.oneof(fc.jsonValue(), fc.constantFrom("", "-", "1", -1, 1e300, null));
  const record = fc.dictionary(
    fc.constantFrom(
      "Event",
      "System",
      "EventData",
      "winlog",
      "event_id",
      "EventID",
      "Channel",
      "TimeCreated",
      "Data",
      "#attributes",
      "@timestamp",
      "Payload",
      "PayloadData1",
      "Properties",
      "Keywords",
    ),
    fc.oneof(odd, fc.dictionary(fc.constantFrom("System", "EventData", "event_data", "#text", "Channel", "event_id", "TimeCreated"), odd)),
  );
  fc.assert(
    fc.property(record, (value) => {
      looksLikeWindows(value as JsonObject);
      assert.ok(["event", "rejected"].includes(windowsEventOf(value as JsonObject, ref).kind));
    }),
    { numRuns: 2_000, seed: 11 },
  );
});

test("a file of mixed shapes, one a line, gives one event a line", async () => {
  const lines = readdirSync(samples)
    .sort()
    .map((name) => JSON.stringify(JSON.parse(readFileSync(new URL(name, samples), "utf8"))));
  const reader = jsonFormat([windowsJson]).open("mixed.jsonl");
  const records = [...reader.push(Buffer.from(lines.join("\n"))), ...(await reader.end())];
  assert.deepEqual(
    records.map((record) => record.kind),
    lines.map(() => "event"),
  );
});

test("the rights of a use of the directory (4662) stand in a field of the event, though Get-WinEvent calls its list of values the same", () => {
  const rights = "%%7688\n\t\t{1131f6aa-9c07-11d1-f79f-00c04fc2dcd2}";
  assert.equal(read({ ...flat, EventID: 4662, Properties: rights }).fields.Properties, rights);
  const listed = read({ ...flat, Properties: [{ Value: "a" }, { Value: "b" }] }).fields;
  assert.equal(listed.Properties, undefined);
});
