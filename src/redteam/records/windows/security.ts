import { isoOf } from "../time.ts";
import type { Account, Process, Session, WindowsHost } from "./host.ts";
import { report, systemAccount } from "./host.ts";

const nullGuid = "{00000000-0000-0000-0000-000000000000}";
const hexOf = (value: number) => `0x${value.toString(16)}`;

const subjectOf = ({ account, logonId }: Session) => ({
  SubjectUserSid: account.sid,
  SubjectUserName: account.name,
  SubjectDomainName: account.domain,
  SubjectLogonId: logonId,
});

export function auditProcess(host: WindowsHost, timeMs: number, { process, parent }: { process: Process; parent: Process }): void {
  const labels: Record<string, string> = { System: "S-1-16-16384", High: "S-1-16-12288", Medium: "S-1-16-8192" };
  report(host, timeMs, "auditProcess", {
    ...subjectOf(process.session),
    NewProcessId: hexOf(process.id),
    NewProcessName: process.image,
    TokenElevationType: process.session.integrity === "Medium" ? "%%1938" : "%%1936",
    ProcessId: hexOf(parent.id),
    CommandLine: process.commandLine,
    TargetUserSid: "S-1-0-0",
    TargetUserName: "-",
    TargetDomainName: "-",
    TargetLogonId: "0x0",
    ParentProcessName: parent.image,
    MandatoryLabel: labels[process.session.integrity] ?? "S-1-16-8192",
  });
}

/** How someone logged on: type 2 at the keyboard, 3 over the network, 5 as a service, 7 unlocking, 9 with new credentials, 10 by remote desktop. */
export type LogonWay = {
  readonly type: 2 | 3 | 5 | 7 | 9 | 10;
  readonly protocol: "Kerberos" | "NTLM" | "Negotiate";
  readonly address?: string;
  readonly workstation?: string;
  readonly elevated?: boolean;
};

/** Security 4624 and, for an account with rights, 4672. Returns the session. */
export function logOn(host: WindowsHost, timeMs: number, account: Account, way: LogonWay): Session {
  const logonId = hexOf(host.chance.integer(0x40_000, 0xfff_ffff));
  const isNetwork = way.type === 3;
  const isNtlm = way.protocol === "NTLM";
  report(host, timeMs, "logon", {
    SubjectUserSid: isNetwork ? "S-1-0-0" : systemAccount.sid,
    SubjectUserName: isNetwork ? "-" : `${host.name}$`,
    SubjectDomainName: isNetwork ? "-" : account.domain,
    SubjectLogonId: isNetwork ? "0x0" : "0x3e7",
    TargetUserSid: account.sid,
    TargetUserName: account.name,
    TargetDomainName: account.domain,
    TargetLogonId: logonId,
    LogonType: String(way.type),
    LogonProcessName: logonProcessOf(way),
    AuthenticationPackageName: way.protocol,
    WorkstationName: way.workstation ?? (isNetwork ? "-" : host.name),
    LogonGuid: isNtlm ? nullGuid : `{${host.chance.guid()}}`,
    TransmittedServices: "-",
    LmPackageName: isNtlm ? "NTLM V2" : "-",
    KeyLength: isNtlm ? "128" : "0",
    ProcessId: isNetwork ? "0x0" : "0x29c",
    ProcessName: isNetwork ? "-" : way.type === 5 ? "C:\\Windows\\System32\\services.exe" : "C:\\Windows\\System32\\svchost.exe",
    IpAddress: way.address ?? (isNetwork ? "-" : "127.0.0.1"),
    IpPort: way.address ? String(host.chance.integer(49_152, 65_535)) : "0",
    ImpersonationLevel: "%%1833",
    RestrictedAdminMode: "-",
    TargetOutboundUserName: "-",
    TargetOutboundDomainName: "-",
    VirtualAccount: "%%1843",
    TargetLinkedLogonId: "0x0",
    ElevatedToken: way.elevated ? "%%1842" : "%%1843",
  });
  const session: Session = { account, logonId, terminal: isNetwork || way.type === 5 ? 0 : 1, integrity: way.elevated ? "High" : "Medium" };
  if (way.elevated)
    report(host, timeMs + 1, "specialLogon", {
      ...subjectOf(session),
      PrivilegeList:
        "SeSecurityPrivilege\n\t\t\tSeBackupPrivilege\n\t\t\tSeRestorePrivilege\n\t\t\tSeTakeOwnershipPrivilege\n\t\t\tSeDebugPrivilege\n\t\t\tSeLoadDriverPrivilege\n\t\t\tSeImpersonatePrivilege",
    });
  return session;
}

function logonProcessOf({ type, protocol }: LogonWay): string {
  if (protocol === "NTLM") return "NtLmSsp ";
  if (type === 9) return "seclogo";
  if (type === 5) return "Advapi  ";
  return type === 3 ? "Kerberos" : "User32 ";
}

export function logOff(host: WindowsHost, timeMs: number, session: Session, type: LogonWay["type"]): void {
  report(host, timeMs, "logoff", {
    TargetUserSid: session.account.sid,
    TargetUserName: session.account.name,
    TargetDomainName: session.account.domain,
    TargetLogonId: session.logonId,
    LogonType: String(type),
  });
}

export function failLogon(
  host: WindowsHost,
  timeMs: number,
  account: Account,
  way: LogonWay & { status?: string; subStatus?: string },
): void {
  report(host, timeMs, "logonFailure", {
    SubjectUserSid: "S-1-0-0",
    SubjectUserName: "-",
    SubjectDomainName: "-",
    SubjectLogonId: "0x0",
    TargetUserSid: "S-1-0-0",
    TargetUserName: account.name,
    TargetDomainName: account.domain,
    Status: way.status ?? "0xc000006d",
    FailureReason: "%%2313",
    SubStatus: way.subStatus ?? "0xc000006a",
    LogonType: String(way.type),
    LogonProcessName: way.protocol === "NTLM" ? "NtLmSsp " : "User32 ",
    AuthenticationPackageName: way.protocol,
    WorkstationName: way.workstation ?? host.name,
    TransmittedServices: "-",
    LmPackageName: "-",
    KeyLength: "0",
    ProcessId: "0x0",
    ProcessName: "-",
    IpAddress: way.address ?? "127.0.0.1",
    IpPort: String(host.chance.integer(49_152, 65_535)),
  });
}

export function explicitLogon(
  host: WindowsHost,
  timeMs: number,
  used: { session: Session; account: Account; target: string; process: Process; address?: string },
): void {
  report(host, timeMs, "explicitLogon", {
    ...subjectOf(used.session),
    LogonGuid: nullGuid,
    TargetUserName: used.account.name,
    TargetDomainName: used.account.domain,
    TargetLogonGuid: nullGuid,
    TargetServerName: used.target,
    TargetInfo: used.target,
    ProcessId: hexOf(used.process.id),
    ProcessName: used.process.image,
    IpAddress: used.address ?? "-",
    IpPort: "-",
  });
}

export function openShare(
  host: WindowsHost,
  timeMs: number,
  opened: { session: Session; address: string; share: string; localPath: string; file?: string; accessMask?: string },
): void {
  const port = String(host.chance.integer(49_152, 65_535));
  const common = {
    ...subjectOf(opened.session),
    ObjectType: "File",
    IpAddress: opened.address,
    IpPort: port,
    ShareName: `\\\\*\\${opened.share}`,
    ShareLocalPath: `\\??\\${opened.localPath}`,
  };
  if (opened.file === undefined) report(host, timeMs, "shareAccess", { ...common, AccessMask: "0x1", AccessList: "%%4416\n\t\t\t\t" });
  else {
    const accessMask = opened.accessMask ?? "0x120089";
    const accessList =
      accessMask === "0x120089"
        ? "%%1538\n\t\t\t\t%%1541\n\t\t\t\t%%4416\n\t\t\t\t"
        : "%%1538\n\t\t\t\t%%1541\n\t\t\t\t%%4416\n\t\t\t\t%%4417\n\t\t\t\t";
    report(host, timeMs, "shareDetail", {
      ...common,
      RelativeTargetName: opened.file,
      AccessMask: accessMask,
      AccessList: accessList,
      AccessReason: "-",
    });
  }
}

/** A service comes into being: System 7045 and Security 4697. */
export function installService(
  host: WindowsHost,
  timeMs: number,
  service: { session: Session; name: string; path: string; startType: "demand start" | "auto start" },
): void {
  report(host, timeMs, "serviceControl", {
    ServiceName: service.name,
    ImagePath: service.path,
    ServiceType: "user mode service",
    StartType: service.startType,
    AccountName: "LocalSystem",
  });
  report(host, timeMs + 3, "serviceInstalled", {
    ...subjectOf(service.session),
    ServiceName: service.name,
    ServiceFileName: service.path,
    ServiceType: "0x10",
    ServiceStartType: service.startType === "auto start" ? "2" : "3",
    ServiceAccount: "LocalSystem",
    ClientProcessStartKey: "5629499534213142",
    ClientProcessId: String(host.services.id),
    ParentProcessId: "572",
  });
}

/** A scheduled task comes into being: Security 4698 and TaskScheduler 106. */
export function createTask(
  host: WindowsHost,
  timeMs: number,
  task: { session: Session; name: string; command: string; arguments: string; runsAs: string },
): void {
  const content = [
    '<?xml version="1.0" encoding="UTF-16"?>',
    '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
    `  <RegistrationInfo><Date>${isoOf(timeMs).slice(0, 19)}</Date><Author>${task.session.account.domain}\\${task.session.account.name}</Author><URI>${task.name}</URI></RegistrationInfo>`,
    `  <Principals><Principal id="Author"><UserId>${task.runsAs}</UserId><RunLevel>HighestAvailable</RunLevel></Principal></Principals>`,
    `  <Actions Context="Author"><Exec><Command>${task.command}</Command><Arguments>${task.arguments}</Arguments></Exec></Actions>`,
    "</Task>",
  ].join("\r\n");
  report(host, timeMs, "taskCreated", {
    ...subjectOf(task.session),
    TaskName: task.name,
    TaskContent: content,
    ClientProcessStartKey: "5629499534213201",
    ClientProcessId: String(host.nextProcessId()),
    ParentProcessId: "1204",
    RpcCallClientLocality: "0",
    FQDN: host.computer,
  });
  report(host, timeMs + 4, "taskRegistered", {
    TaskName: task.name,
    UserContext: `${task.session.account.domain}\\${task.session.account.name}`,
  });
}

/** A log is emptied: Security 1102, or System 104 for any other channel. */
export function clearLog(host: WindowsHost, timeMs: number, session: Session, channel: string): void {
  if (channel === "Security") report(host, timeMs, "logCleared", subjectOf(session));
  else
    report(host, timeMs, "systemLogCleared", {
      SubjectUserName: session.account.name,
      SubjectDomainName: session.account.domain,
      Channel: channel,
      BackupPath: "",
    });
}
