import type { Account, Session, WindowsHost } from "./host.ts";
import { report } from "./host.ts";

const subjectOf = ({ account, logonId }: Session) => ({
  SubjectUserSid: account.sid,
  SubjectUserName: account.name,
  SubjectDomainName: account.domain,
  SubjectLogonId: logonId,
});

const targetOf = (account: Account) => ({ TargetUserName: account.name, TargetDomainName: account.domain, TargetSid: account.sid });

/** The extended rights of the directory's replication. */
export const replicationRights = "{1131f6aa-9c07-11d1-f79f-00c04fc2dcd2}";
/** The right that replication of secrets needs beside it. */
export const replicationOfSecrets = "{1131f6ad-9c07-11d1-f79f-00c04fc2dcd2}";

/** Security 4662: an object of the directory is used with a right. */
export function useDirectory(controller: WindowsHost, timeMs: number, session: Session, rights: readonly string[]): void {
  report(controller, timeMs, "directoryAccess", {
    ...subjectOf(session),
    ObjectServer: "DS",
    ObjectType: "%{19195a5b-6da0-11d0-afd3-00c04fd930c9}",
    ObjectName: "%{2a0b4c1e-7f10-4d0a-8c55-0f2b7f3a6d11}",
    OperationType: "Object Access",
    HandleId: "0x0",
    AccessList: "%%7688\n\t\t\t\t",
    AccessMask: "0x100",
    Properties: `%%7688\n\t\t${rights.join("\n\t\t")}\n\t{19195a5b-6da0-11d0-afd3-00c04fd930c9}`,
    AdditionalInfo: "-",
    AdditionalInfo2: "",
  });
}

/** Security 4720: an account is made. */
export function makeAccount(controller: WindowsHost, timeMs: number, session: Session, account: Account): void {
  report(controller, timeMs, "userCreated", {
    ...targetOf(account),
    ...subjectOf(session),
    PrivilegeList: "-",
    SamAccountName: account.name,
    DisplayName: account.name,
    UserPrincipalName: `${account.name}@${controller.computer.split(".").slice(1).join(".")}`,
    HomeDirectory: "-",
    HomePath: "-",
    ScriptPath: "-",
    ProfilePath: "-",
    UserWorkstations: "-",
    PasswordLastSet: "%%1794",
    AccountExpires: "%%1794",
    PrimaryGroupId: "513",
    AllowedToDelegateTo: "-",
    OldUacValue: "0x0",
    NewUacValue: "0x15",
    UserAccountControl: "\n\t\t%%2080\n\t\t%%2082\n\t\t%%2084",
    UserParameters: "-",
    SidHistory: "-",
    LogonHours: "%%1793",
  });
}

/** Security 4724: somebody sets another's password. */
export function resetPassword(controller: WindowsHost, timeMs: number, session: Session, account: Account): void {
  report(controller, timeMs, "passwordReset", { ...targetOf(account), ...subjectOf(session) });
}

/** Security 4728: a member joins a group of the domain. */
export function addMember(
  controller: WindowsHost,
  timeMs: number,
  session: Session,
  joined: { member: Account; group: string; groupNumber: number },
): void {
  const { member, group, groupNumber } = joined;
  report(controller, timeMs, "memberAdded", {
    MemberName: `CN=${member.name},CN=Users,${controller.computer
      .split(".")
      .slice(1)
      .map((part) => `DC=${part}`)
      .join(",")}`,
    MemberSid: member.sid,
    TargetUserName: group,
    TargetDomainName: member.domain,
    TargetSid: member.sid.replace(/-\d+$/, `-${groupNumber}`),
    ...subjectOf(session),
    PrivilegeList: "-",
  });
}

/** Security 4719: what is audited changes. `change` is `%%8448` where success is taken away, `%%8449` where it is added. */
export function changeAudit(host: WindowsHost, timeMs: number, session: Session, change: string): void {
  report(host, timeMs, "auditPolicyChanged", {
    ...subjectOf(session),
    CategoryId: "%%8274",
    SubcategoryId: "%%12804",
    SubcategoryGuid: "{0cce9227-69ae-11d9-bed3-505054503030}",
    AuditPolicyChanges: change,
  });
}
