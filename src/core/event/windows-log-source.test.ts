import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyFields } from "./event.ts";
import { windowsEvent } from "./windows-event.ts";
import { channelOfProvider, widerCategoryOf, windowsLogSource } from "./windows-log-source.ts";

const sysmon = "Microsoft-Windows-Sysmon/Operational";

test("Sigma's services and categories are found by channel and event id, whatever the channel's case", () => {
  const cases: [string, number, string | undefined, string | undefined][] = [
    [sysmon, 1, "sysmon", "process_creation"],
    [sysmon.toUpperCase(), 22, "sysmon", "dns_query"],
    ["Security", 4688, "security", "process_creation"],
    ["Security", 4624, "security", undefined],
    ["Microsoft-Windows-PowerShell/Operational", 4104, "powershell", "ps_script"],
    ["PowerShellCore/Operational", 4103, "powershell", "ps_module"],
    ["Windows PowerShell", 400, "powershell-classic", "ps_classic_start"],
    ["Microsoft-Windows-Windows Defender/Operational", 1116, "windefend", "antivirus"],
    ["Microsoft-Windows-TaskScheduler/Operational", 106, "taskscheduler", undefined],
    ["A channel of nobody", 1, undefined, undefined],
    ["constructor", 1, undefined, undefined],
  ];
  for (const [channel, eventId, service, category] of cases) {
    const source = windowsLogSource(channel, eventId, undefined);
    assert.deepEqual([source.product, source.service, source.category], ["windows", service, category], channel);
  }
});

test("Sysmon's event 12 is a deletion or a creation by its event type, and both are registry events", () => {
  for (const [type, category] of [
    ["CreateKey", "registry_add"],
    ["DeleteKey", "registry_delete"],
    ["DeleteValue", "registry_delete"],
  ] as const) {
    assert.equal(windowsLogSource(sysmon, 12, type).category, category);
    assert.equal(widerCategoryOf(category), "registry_event");
  }
  assert.equal(widerCategoryOf("process_creation"), undefined);
});

test("a record without a channel gets its provider's", () => {
  assert.equal(channelOfProvider("Microsoft-Windows-Sysmon"), sysmon);
  assert.equal(channelOfProvider("nobody"), "");
});

test("aliases are copies, and never replace what the record says", () => {
  const event = (channel: string, id: number, data: Record<string, unknown>) =>
    windowsEvent({
      fields: Object.assign(emptyFields(), { Channel: channel, EventID: id, Computer: "WS1.Example.Test" }, data),
      timeMs: 0,
      source: { path: "a", record: 1, digest: "sha256:0" },
    }).fields;
  const started = event("Security", 4688, {
    NewProcessName: "C:\\a.exe",
    Image: "kept",
    SubjectUserName: "bob",
    SubjectDomainName: "-",
    MandatoryLabel: "S-1-16-12288",
  });
  assert.deepEqual([started.Image, started.User, started.IntegrityLevel, started.NewProcessName], ["kept", "bob", "High", "C:\\a.exe"]);
  const registry = event("Security", 4657, { ObjectName: "\\REGISTRY\\MACHINE\\SOFTWARE\\X", ObjectValueName: "Run", NewValue: "evil" });
  assert.deepEqual([registry.TargetObject, registry.Details], ["HKLM\\SOFTWARE\\X\\Run", "evil"]);
  const connection = event("Security", 5156, { DestAddress: "192.0.2.1", DestPort: "443", Direction: "%%14593", Application: "a" });
  assert.deepEqual([connection.DestinationIp, connection.DestinationPort, connection.Initiated], ["192.0.2.1", "443", "true"]);
  const threat = event("Microsoft-Windows-Windows Defender/Operational", 1116, { "Threat Name": "EICAR", Path: "C:\\x" });
  assert.deepEqual([threat.ThreatName, threat.Signature, threat.Filename], ["EICAR", "EICAR", "C:\\x"]);
  const hashes = event(sysmon, 1, { Hashes: "SHA1=A,MD5=B,SHA256=C,IMPHASH=D,OTHER=E,=F," });
  assert.deepEqual([hashes.sha1, hashes.md5, hashes.sha256, hashes.Imphash], ["A", "B", "C", "D"]);
});
