const sysmonSource = {
  channel: "Microsoft-Windows-Sysmon/Operational",
  provider: "Microsoft-Windows-Sysmon",
  providerGuid: "{5770385f-c22a-43e0-bf4c-06f5698ffbd9}",
};
const securitySource = {
  channel: "Security",
  provider: "Microsoft-Windows-Security-Auditing",
  providerGuid: "{54849625-5478-4994-a5ba-3e3b0328c30d}",
};
const powershellSource = {
  channel: "Microsoft-Windows-PowerShell/Operational",
  provider: "Microsoft-Windows-PowerShell",
  providerGuid: "{a0c1853b-5c40-4b15-8766-3cf1c58f985a}",
};
const taskSource = {
  channel: "Microsoft-Windows-TaskScheduler/Operational",
  provider: "Microsoft-Windows-TaskScheduler",
  providerGuid: "{de7b24ea-73c8-4a09-985d-5bdadcfa9017}",
};
const defenderSource = {
  channel: "Microsoft-Windows-Windows Defender/Operational",
  provider: "Microsoft-Windows-Windows Defender",
  providerGuid: "{11cd958a-c507-4ef3-b3f2-5fd9dfbd2c78}",
};
const serviceSource = {
  channel: "System",
  provider: "Service Control Manager",
  providerGuid: "{555908d1-a6d7-4695-8e1e-26931d2012f4}",
};
const eventlogGuid = "{fc65ddd8-d6ef-4962-83d5-6e5cfe9ce148}";

const kind = <S extends object>(source: S, eventId: number, version: number, task: number, taskName: string) => ({
  ...source,
  eventId,
  version,
  task,
  taskName,
});

/** The kinds of Windows events that scenarios write: provider, id, version and task as the real products number them. */
export const kinds = {
  processCreate: kind(sysmonSource, 1, 5, 1, "Process Create (rule: ProcessCreate)"),
  networkConnect: kind(sysmonSource, 3, 5, 3, "Network connection detected (rule: NetworkConnect)"),
  processTerminate: kind(sysmonSource, 5, 3, 5, "Process terminated (rule: ProcessTerminate)"),
  imageLoad: kind(sysmonSource, 7, 3, 7, "Image loaded (rule: ImageLoad)"),
  processAccess: kind(sysmonSource, 10, 3, 10, "Process accessed (rule: ProcessAccess)"),
  fileCreate: kind(sysmonSource, 11, 2, 11, "File created (rule: FileCreate)"),
  registrySet: kind(sysmonSource, 13, 2, 13, "Registry value set (rule: RegistryEvent)"),
  streamCreate: kind(sysmonSource, 15, 2, 15, "File stream created (rule: FileCreateStreamHash)"),
  pipeCreate: kind(sysmonSource, 17, 1, 17, "Pipe Created (rule: PipeEvent)"),
  dnsQuery: kind(sysmonSource, 22, 5, 22, "Dns query (rule: DnsQuery)"),
  logon: kind(securitySource, 4624, 2, 12544, "Logon"),
  logonFailure: kind(securitySource, 4625, 0, 12544, "Logon"),
  logoff: kind(securitySource, 4634, 0, 12545, "Logoff"),
  explicitLogon: kind(securitySource, 4648, 0, 12544, "Logon"),
  specialLogon: kind(securitySource, 4672, 0, 12548, "Special Logon"),
  auditProcess: kind(securitySource, 4688, 2, 13312, "Process Creation"),
  serviceInstalled: kind(securitySource, 4697, 1, 12289, "Security System Extension"),
  taskCreated: kind(securitySource, 4698, 1, 12804, "Other Object Access Events"),
  ticketGranting: kind(securitySource, 4768, 0, 14339, "Kerberos Authentication Service"),
  serviceTicket: kind(securitySource, 4769, 0, 14337, "Kerberos Service Ticket Operations"),
  kerberosFailure: kind(securitySource, 4771, 0, 14339, "Kerberos Authentication Service"),
  credentialValidation: kind(securitySource, 4776, 0, 14336, "Credential Validation"),
  directoryAccess: kind(securitySource, 4662, 0, 14080, "Directory Service Access"),
  userCreated: kind(securitySource, 4720, 0, 13824, "User Account Management"),
  passwordReset: kind(securitySource, 4724, 0, 13824, "User Account Management"),
  memberAdded: kind(securitySource, 4728, 0, 13826, "Security Group Management"),
  auditPolicyChanged: kind(securitySource, 4719, 0, 13568, "Audit Policy Change"),
  shareAccess: kind(securitySource, 5140, 1, 12808, "File Share"),
  shareDetail: kind(securitySource, 5145, 0, 12811, "Detailed File Share"),
  logCleared: kind({ channel: "Security", provider: "Microsoft-Windows-Eventlog", providerGuid: eventlogGuid }, 1102, 0, 104, "Log clear"),
  systemLogCleared: kind(
    { channel: "System", provider: "Microsoft-Windows-Eventlog", providerGuid: eventlogGuid },
    104,
    0,
    104,
    "Log clear",
  ),
  serviceControl: kind(serviceSource, 7045, 0, 0, ""),
  serviceState: kind(serviceSource, 7036, 0, 0, ""),
  updateInstalled: kind(
    { channel: "System", provider: "Microsoft-Windows-WindowsUpdateClient", providerGuid: "{945a8954-c147-4acd-923f-40c45405a658}" },
    19,
    1,
    1,
    "Windows Update Agent",
  ),
  scriptBlock: kind(powershellSource, 4104, 1, 2, "Execute a Remote Command"),
  taskRegistered: kind(taskSource, 106, 0, 106, "Task registered"),
  taskStarted: kind(taskSource, 200, 1, 200, "Action started"),
  taskCompleted: kind(taskSource, 201, 2, 201, "Action completed"),
  malwareFound: kind(defenderSource, 1116, 0, 0, ""),
  malwareHandled: kind(defenderSource, 1117, 0, 0, ""),
  definitionsUpdated: kind(defenderSource, 2000, 0, 0, ""),
} as const;

export type KindName = keyof typeof kinds;
