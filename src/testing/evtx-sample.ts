import type { EvtxEvent } from "./evtx-writer.ts";

const sysmon = { channel: "Microsoft-Windows-Sysmon/Operational", provider: "Microsoft-Windows-Sysmon", computer: "WS1.example.test" };
const security = { channel: "Security", provider: "Microsoft-Windows-Security-Auditing", computer: "DC1.example.test" };
const startMs = Date.UTC(2026, 0, 5, 10, 0, 0, 123);

/** What `src/formats/evtx/samples/sample.evtx` holds; a test compares the file with what the writer makes of this. */
export const sampleEvents: readonly EvtxEvent[] = [
  {
    ...sysmon,
    eventId: 1,
    version: 5,
    task: 1,
    timeMs: startMs,
    data: {
      UtcTime: "2026-01-05 10:00:00.123",
      Image: "C:\\Windows\\System32\\whoami.exe",
      CommandLine: "whoami /all",
      User: "EXAMPLE\\alice",
      Hashes: "MD5=0123456789ABCDEF0123456789ABCDEF,SHA256=00",
      ParentImage: "C:\\Windows\\System32\\cmd.exe",
    },
  },
  {
    ...sysmon,
    eventId: 3,
    version: 5,
    task: 3,
    timeMs: startMs + 1_000,
    data: { Image: "C:\\Windows\\System32\\curl.exe", Initiated: "true", DestinationIp: "203.0.113.9", DestinationPort: "443" },
  },
  {
    ...security,
    eventId: 4624,
    task: 12_544,
    keywords: 0x8020000000000000n,
    timeMs: startMs + 2_000,
    data: { TargetUserName: "alice", TargetDomainName: "EXAMPLE", LogonType: "3", IpAddress: "192.0.2.14" },
  },
  {
    ...security,
    provider: "Microsoft-Windows-Eventlog",
    eventId: 1102,
    task: 104,
    timeMs: startMs + 3_000,
    userData: "LogFileCleared",
    data: { SubjectUserName: "alice", SubjectDomainName: "EXAMPLE" },
  },
];
