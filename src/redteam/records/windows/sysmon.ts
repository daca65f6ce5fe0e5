import { secondMs, spacedOf } from "../time.ts";
import type { Process, Session, WindowsHost } from "./host.ts";
import { processGuidOf, qualifiedOf, report } from "./host.ts";
import { hashesOf, versionFieldsOf } from "./program.ts";
import { auditProcess } from "./security.ts";

/** Starts a program: Sysmon 1, and Security 4688 where the machine audits processes. */
export function startProcess(
  host: WindowsHost,
  timeMs: number,
  started: { image: string; commandLine: string; parent: Process; session: Session; directory?: string },
): Process {
  const { image, commandLine, parent, session, directory } = started;
  const id = host.nextProcessId();
  const process: Process = { id, guid: processGuidOf({ computer: host.computer, startedMs: timeMs, id }), image, commandLine, session };
  report(host, timeMs, "processCreate", {
    RuleName: "-",
    UtcTime: spacedOf(timeMs),
    ProcessGuid: process.guid,
    ProcessId: String(id),
    Image: image,
    ...versionFieldsOf(image),
    CommandLine: commandLine,
    CurrentDirectory: directory ?? (session.terminal === 0 ? "C:\\Windows\\system32\\" : `C:\\Users\\${session.account.name}\\`),
    User: qualifiedOf(session.account),
    LogonGuid: "{00000000-0000-0000-0000-000000000000}",
    LogonId: session.logonId,
    TerminalSessionId: String(session.terminal),
    IntegrityLevel: session.integrity,
    Hashes: hashesOf(image),
    ParentProcessGuid: parent.guid,
    ParentProcessId: String(parent.id),
    ParentImage: parent.image,
    ParentCommandLine: parent.commandLine,
    ParentUser: qualifiedOf(parent.session.account),
  });
  if (host.auditsProcesses) auditProcess(host, timeMs + 2, { process, parent });
  return process;
}

const subject = (timeMs: number, process: Process) => ({
  RuleName: "-",
  UtcTime: spacedOf(timeMs),
  ProcessGuid: process.guid,
  ProcessId: String(process.id),
});

export function endProcess(host: WindowsHost, timeMs: number, process: Process): void {
  report(host, timeMs, "processTerminate", {
    ...subject(timeMs, process),
    Image: process.image,
    User: qualifiedOf(process.session.account),
  });
}

/** Runs a program that ends by itself after `lastsMs`. */
export function runProcess(
  host: WindowsHost,
  timeMs: number,
  started: { image: string; commandLine: string; parent: Process; session: Session; directory?: string },
  lastsMs = 2 * secondMs,
): Process {
  const process = startProcess(host, timeMs, started);
  endProcess(host, timeMs + lastsMs, process);
  return process;
}

export function connectFrom(
  host: WindowsHost,
  timeMs: number,
  process: Process,
  peer: { sourcePort: number; address: string; port: number; name?: string; protocol?: "tcp" | "udp" },
): void {
  report(host, timeMs, "networkConnect", {
    ...subject(timeMs, process),
    Image: process.image,
    User: qualifiedOf(process.session.account),
    Protocol: peer.protocol ?? "tcp",
    Initiated: "true",
    SourceIsIpv6: "false",
    SourceIp: host.address,
    SourceHostname: host.computer,
    SourcePort: String(peer.sourcePort),
    SourcePortName: "-",
    DestinationIsIpv6: "false",
    DestinationIp: peer.address,
    DestinationHostname: peer.name ?? "-",
    DestinationPort: String(peer.port),
    DestinationPortName: peer.port === 443 ? "https" : "-",
  });
}

export function resolveName(host: WindowsHost, timeMs: number, process: Process, name: string, addresses: readonly string[]): void {
  report(host, timeMs, "dnsQuery", {
    ...subject(timeMs, process),
    QueryName: name,
    QueryStatus: addresses.length > 0 ? "0" : "9003",
    QueryResults: addresses.length > 0 ? addresses.map((address) => `::ffff:${address};`).join("") : "-",
    Image: process.image,
    User: qualifiedOf(process.session.account),
  });
}

export function createFile(host: WindowsHost, timeMs: number, process: Process, path: string): void {
  report(host, timeMs, "fileCreate", {
    ...subject(timeMs, process),
    Image: process.image,
    TargetFilename: path,
    CreationUtcTime: spacedOf(timeMs),
    User: qualifiedOf(process.session.account),
  });
}

/** The mark of the web on a file that came from outside. */
export function markDownloaded(
  host: WindowsHost,
  timeMs: number,
  process: Process,
  file: { path: string; url: string; hashes?: string },
): void {
  report(host, timeMs, "streamCreate", {
    ...subject(timeMs, process),
    Image: process.image,
    TargetFilename: `${file.path}:Zone.Identifier`,
    CreationUtcTime: spacedOf(timeMs),
    Hash: file.hashes ?? hashesOf(file.path),
    Contents: `[ZoneTransfer]  ZoneId=3  HostUrl=${file.url}`,
    User: qualifiedOf(process.session.account),
  });
}

export function setRegistryValue(host: WindowsHost, timeMs: number, process: Process, value: { name: string; details: string }): void {
  report(host, timeMs, "registrySet", {
    RuleName: "-",
    EventType: "SetValue",
    UtcTime: spacedOf(timeMs),
    ProcessGuid: process.guid,
    ProcessId: String(process.id),
    Image: process.image,
    TargetObject: value.name,
    Details: value.details,
    User: qualifiedOf(process.session.account),
  });
}

export function loadImage(host: WindowsHost, timeMs: number, process: Process, library: { path: string; signer?: string }): void {
  const { path, signer = "Microsoft Windows" } = library;
  report(host, timeMs, "imageLoad", {
    ...subject(timeMs, process),
    Image: process.image,
    ImageLoaded: path,
    ...versionFieldsOf(path),
    Hashes: hashesOf(path),
    Signed: signer ? "true" : "false",
    Signature: signer || "-",
    SignatureStatus: signer ? "Valid" : "Unavailable",
    User: qualifiedOf(process.session.account),
  });
}

export function createPipe(host: WindowsHost, timeMs: number, process: Process, name: string): void {
  report(host, timeMs, "pipeCreate", {
    RuleName: "-",
    EventType: "CreatePipe",
    UtcTime: spacedOf(timeMs),
    ProcessGuid: process.guid,
    ProcessId: String(process.id),
    PipeName: name,
    Image: process.image,
    User: qualifiedOf(process.session.account),
  });
}

export function accessProcess(
  host: WindowsHost,
  timeMs: number,
  accessed: { source: Process; target: Process; granted: string; callTrace: string },
): void {
  const { source, target, granted, callTrace } = accessed;
  report(host, timeMs, "processAccess", {
    RuleName: "-",
    UtcTime: spacedOf(timeMs),
    SourceProcessGUID: source.guid,
    SourceProcessId: String(source.id),
    SourceThreadId: String(source.id + 12),
    SourceImage: source.image,
    TargetProcessGUID: target.guid,
    TargetProcessId: String(target.id),
    TargetImage: target.image,
    GrantedAccess: granted,
    CallTrace: callTrace,
    SourceUser: qualifiedOf(source.session.account),
    TargetUser: qualifiedOf(target.session.account),
  });
}
