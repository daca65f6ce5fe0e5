import type { Observed, Sign, SignRow } from "./sign.ts";
import { signsOf } from "./sign.ts";

const one = (technique: string, strength: number): readonly Sign[] => [{ technique, strength }];
const security = "security";
const sysmon = "sysmon";
const system = "system";
/** Rights that only replication of a directory asks for (schema ids documented for DS-Replication-Get-Changes and its kin). */
const replicationRights = [
  "1131f6aa-9c07-11d1-f79f-00c04fc2dcd2",
  "1131f6ad-9c07-11d1-f79f-00c04fc2dcd2",
  "89e95b76-444d-4c62-991a-0facbeda640c",
];
const groupClass = "bf967a9c-0de6-11d0-a285-00aa003049e2";
const userClass = "bf967aba-0de6-11d0-a285-00aa003049e2";
const machine = { ends: ["$"] } as const;
const sensitiveGroups = ["admin", "operators", "dnsadmins", "exchange", "group policy creator"];

/**
 * What Windows events mean for ATT&CK by their documentation alone. An ordinary administrator causes most of them too: these rows say what
 * kind of thing happened, not that it was an attack, so they only support or refine what a rule raised.
 */
export const eventSigns: readonly SignRow[] = [
  // Logs, audit and defences
  { actions: ["1102", "104"], channel: "", shows: one("T1070.001", 0.9) },
  { actions: ["1100"], channel: security, shows: one("T1562.002", 0.4) },
  { actions: ["4719", "4906", "4908", "4912", "4715"], channel: security, shows: one("T1562.002", 0.7) },
  { actions: ["4739"], channel: security, shows: one("T1484.001", 0.4) },
  { actions: ["4885"], channel: security, shows: one("T1562.002", 0.7) },
  { actions: ["5001", "5010", "5012", "5007", "5013"], channel: "defender", shows: one("T1562.001", 0.7) },
  { actions: ["4946", "4947", "4948", "4950", "5025", "5034"], channel: security, shows: one("T1562.004", 0.7) },
  { actions: ["2003", "2004", "2005", "2006", "2033"], channel: "firewall", shows: one("T1562.004", 0.7) },
  { actions: ["541"], channel: "dns", shows: one("T1562.002", 0.5) },
  // Kerberos and directory
  {
    actions: ["4769"],
    channel: security,
    where: { TicketEncryptionType: { is: ["0x17", "0x18", "0x1", "0x3"] }, ServiceName: { ...machine, not: true } },
    shows: one("T1558.003", 0.7),
  },
  {
    actions: ["4768"],
    channel: security,
    where: { PreAuthType: { is: ["0"] }, TargetUserName: { ...machine, not: true } },
    shows: one("T1558.004", 0.7),
  },
  { actions: ["4771", "4776", "4625"], channel: security, shows: one("T1110", 0.45) },
  { actions: ["4662"], channel: security, where: { Properties: { has: replicationRights } }, shows: one("T1003.006", 0.85) },
  { actions: ["4928", "4929"], channel: security, shows: one("T1207", 0.7) },
  { actions: ["4742", "5136"], channel: security, where: { ServicePrincipalNames: { has: ["gc/"] } }, shows: one("T1207", 0.7) },
  { actions: ["5137", "5141"], channel: security, where: { ObjectClass: { is: ["server", "ntdsdsa"] } }, shows: one("T1207", 0.8) },
  { actions: ["5136", "5137"], channel: security, where: { ObjectClass: { is: ["grouppolicycontainer"] } }, shows: one("T1484.001", 0.7) },
  {
    actions: ["5136"],
    channel: security,
    where: { AttributeLDAPDisplayName: { is: ["ntsecuritydescriptor"] } },
    shows: one("T1222.001", 0.65),
  },
  { actions: ["5136"], channel: security, where: { ObjectDN: { has: ["adminsdholder"] } }, shows: one("T1546", 0.5) },
  {
    actions: ["5136"],
    channel: security,
    where: {
      AttributeLDAPDisplayName: {
        is: [
          "msds-allowedtoactonbehalfofotheridentity",
          "serviceprincipalname",
          "msds-keycredentiallink",
          "msds-allowedtodelegateto",
          "useraccountcontrol",
          "altsecurityidentities",
        ],
      },
    },
    shows: one("T1098", 0.65),
  },
  { actions: ["5136"], channel: security, where: { AttributeLDAPDisplayName: { is: ["scriptpath"] } }, shows: one("T1037.001", 0.6) },
  { actions: ["5136"], channel: security, where: { AttributeLDAPDisplayName: { is: ["sidhistory"] } }, shows: one("T1134.005", 0.8) },
  { actions: ["4765", "4766"], channel: security, shows: one("T1134.005", 0.9) },
  { actions: ["4706", "4707", "4716", "4865", "4866", "4867"], channel: security, shows: one("T1484.002", 0.75) },
  { actions: ["4794"], channel: security, shows: one("T1098", 0.6) },
  // Accounts and groups
  { actions: ["4720"], channel: security, shows: one("T1136", 0.6) },
  { actions: ["4720"], channel: security, where: { TargetUserName: machine }, shows: one("T1136.002", 0.65) },
  { actions: ["4741"], channel: security, shows: one("T1136.002", 0.65) },
  { actions: ["4722"], channel: security, shows: one("T1098", 0.5) },
  { actions: ["4723", "4724", "4738", "4742", "4767", "4781"], channel: security, shows: one("T1098", 0.7) },
  { actions: ["4728", "4732", "4756"], channel: security, shows: one("T1098", 0.6) },
  {
    actions: ["4728", "4732", "4756"],
    channel: security,
    where: { TargetUserName: { has: sensitiveGroups } },
    shows: one("T1098.007", 0.7),
  },
  { actions: ["4726", "4725"], channel: security, shows: one("T1531", 0.35) },
  { actions: ["4704", "4717"], channel: security, shows: one("T1098", 0.45) },
  { actions: ["4964"], channel: security, shows: one("T1078.002", 0.6) },
  // Logons
  { actions: ["4648"], channel: security, shows: one("T1078", 0.3) },
  {
    actions: ["4624"],
    channel: security,
    where: { LogonType: { is: ["9"] }, LogonProcessName: { has: ["seclogo"] } },
    shows: one("T1550.002", 0.7),
  },
  { actions: ["4624"], channel: security, where: { LogonType: { is: ["10"] } }, shows: one("T1021.001", 0.5) },
  {
    actions: ["4624"],
    channel: security,
    where: {
      LogonType: { is: ["3"] },
      AuthenticationPackageName: { is: ["ntlm"] },
      TargetUserName: { is: ["anonymous logon"], not: true },
    },
    shows: one("T1550.002", 0.25),
  },
  { actions: ["4778", "4779", "4825"], channel: security, shows: one("T1021.001", 0.55) },
  { actions: ["1149", "131", "21", "25"], channel: "terminalservices", shows: one("T1021.001", 0.5) },
  { actions: ["4672"], channel: security, shows: one("T1078.002", 0.15) },
  // Discovery through the directory and the SAM
  { actions: ["4798"], channel: security, shows: one("T1087.001", 0.6) },
  { actions: ["4799"], channel: security, shows: one("T1069.001", 0.65) },
  { actions: ["4661"], channel: security, where: { ObjectType: { has: ["sam_user"] } }, shows: one("T1087.002", 0.5) },
  { actions: ["4661"], channel: security, where: { ObjectType: { has: ["sam_group", "sam_alias"] } }, shows: one("T1069", 0.6) },
  { actions: ["4661"], channel: security, where: { ObjectType: { has: ["sam_domain"] } }, shows: one("T1201", 0.25) },
  // A user's, a group's object class (schema ids documented for User and Group): a directory was asked about accounts or groups.
  { actions: ["4662"], channel: security, where: { ObjectType: { has: [groupClass] } }, shows: one("T1069.002", 0.45) },
  { actions: ["4662"], channel: security, where: { ObjectType: { has: [userClass] } }, shows: one("T1087.002", 0.4) },
  // ADSI keeps the directory's schema on the machine that asks: what follows is a search over LDAP, as a rule for accounts and groups.
  {
    actions: ["11", "23", "26"],
    channel: sysmon,
    where: { TargetFilename: { has: ["\\microsoft\\windows\\schcache\\"] } },
    shows: [
      { technique: "T1087.002", strength: 0.5 },
      { technique: "T1069.002", strength: 0.5 },
    ],
  },
  // Shares
  {
    actions: ["5140", "5145"],
    channel: security,
    where: { ShareName: { ends: ["admin$", "\\c$", "\\d$"] } },
    shows: one("T1021.002", 0.6),
  },
  { actions: ["5145"], channel: security, where: { RelativeTargetName: { is: ["svcctl"] } }, shows: one("T1569.002", 0.75) },
  { actions: ["5145"], channel: security, where: { RelativeTargetName: { is: ["atsvc"] } }, shows: one("T1053.005", 0.75) },
  { actions: ["5145"], channel: security, where: { RelativeTargetName: { is: ["winreg"] } }, shows: one("T1112", 0.4) },
  { actions: ["5145"], channel: security, where: { RelativeTargetName: { is: ["samr", "lsarpc"] } }, shows: one("T1087", 0.4) },
  { actions: ["5145"], channel: security, where: { RelativeTargetName: { is: ["srvsvc", "wkssvc"] } }, shows: one("T1135", 0.4) },
  { actions: ["5145"], channel: security, where: { RelativeTargetName: { is: ["srvsvc", "wkssvc"] } }, shows: one("T1049", 0.35) },
  {
    actions: ["5145"],
    channel: security,
    where: { RelativeTargetName: { is: ["spoolss", "efsrpc", "netdfs"] } },
    shows: one("T1187", 0.45),
  },
  {
    actions: ["5145", "4663"],
    channel: security,
    where: { RelativeTargetName: { ends: ["groups.xml", "services.xml", "scheduledtasks.xml"] } },
    shows: one("T1552.006", 0.6),
  },
  { actions: ["5142"], channel: security, shows: one("T1021.002", 0.5) },
  { actions: ["5143"], channel: security, shows: one("T1222.001", 0.4) },
  // Programs that stay
  { actions: ["7045"], channel: system, shows: one("T1543.003", 0.8) },
  { actions: ["4697"], channel: security, shows: one("T1543.003", 0.8) },
  { actions: ["7045", "4697"], channel: "", where: { ServiceName: { has: ["psexe", "paexec", "remcom"] } }, shows: one("T1569.002", 0.7) },
  { actions: ["4698", "4702", "106", "140"], channel: "", where: { TaskName: { starts: ["\\"] } }, shows: one("T1053.005", 0.75) },
  { actions: ["4699", "4700", "4701"], channel: security, shows: one("T1053.005", 0.5) },
  { actions: ["19", "20", "21"], channel: sysmon, shows: one("T1546.003", 0.85) },
  { actions: ["5861", "5859"], channel: "wmi", shows: one("T1546.003", 0.7) },
  { actions: ["4610", "4611", "4614", "4622"], channel: security, shows: one("T1547.005", 0.4) },
  { actions: ["59", "60", "3", "16403"], channel: "bits", shows: one("T1197", 0.75) },
  { actions: ["4664"], channel: security, shows: one("T1547.009", 0.3) },
  // Processes and memory by Sysmon
  { actions: ["10"], channel: sysmon, where: { TargetImage: { ends: ["\\lsass.exe"] } }, shows: one("T1003.001", 0.75) },
  { actions: ["4656", "4663"], channel: security, where: { ObjectName: { ends: ["\\lsass.exe"] } }, shows: one("T1003.001", 0.75) },
  {
    actions: ["4656", "4663"],
    channel: security,
    where: { ObjectName: { has: ["\\sam\\sam", "\\control\\lsa\\", "\\security\\policy\\secrets"] } },
    shows: one("T1003", 0.6),
  },
  { actions: ["8"], channel: sysmon, shows: one("T1055", 0.6) },
  { actions: ["25"], channel: sysmon, shows: one("T1055.012", 0.5) },
  { actions: ["15"], channel: sysmon, shows: one("T1564.004", 0.4) },
  { actions: ["2"], channel: sysmon, shows: one("T1070.006", 0.5) },
  { actions: ["9"], channel: sysmon, shows: one("T1006", 0.6) },
  { actions: ["11", "1"], channel: sysmon, where: { TargetFilename: { has: ["lsass"] } }, shows: one("T1003.001", 0.7) },
  { actions: ["13", "12"], channel: sysmon, where: { TargetObject: { has: ["\\currentversion\\run"] } }, shows: one("T1547.001", 0.75) },
  {
    actions: ["13", "12"],
    channel: sysmon,
    where: { TargetObject: { has: ["\\image file execution options\\"] } },
    shows: one("T1546.012", 0.65),
  },
  {
    actions: ["13", "12"],
    channel: sysmon,
    where: { TargetObject: { has: ["\\sethc.exe", "\\utilman.exe", "\\osk.exe", "\\magnify.exe", "\\narrator.exe"] } },
    shows: one("T1546.008", 0.8),
  },
  {
    actions: ["13", "12"],
    channel: sysmon,
    where: { TargetObject: { has: ["\\windows defender\\", "\\services\\windefend"] } },
    shows: one("T1562.001", 0.7),
  },
  {
    actions: ["13", "12"],
    channel: sysmon,
    where: { TargetObject: { has: ["\\currentcontrolset\\services\\"], ends: ["\\imagepath"] }, EventType: { is: ["setvalue"] } },
    shows: one("T1543.003", 0.4),
  },
  { actions: ["13"], channel: sysmon, where: { TargetObject: { ends: ["\\wdigest\\uselogoncredential"] } }, shows: one("T1003.001", 0.75) },
  // What Windows notes when a program uses a microphone or a camera
  { actions: ["12", "13"], channel: sysmon, where: { TargetObject: { has: ["\\consentstore\\microphone"] } }, shows: one("T1123", 0.6) },
  { actions: ["12", "13"], channel: sysmon, where: { TargetObject: { has: ["\\consentstore\\webcam"] } }, shows: one("T1125", 0.6) },
  // Privileges, DNS, print, directory database
  {
    actions: ["4673", "4674"],
    channel: security,
    where: { PrivilegeList: { has: ["setcbprivilege", "sedebugprivilege", "seloaddriverprivilege"] } },
    shows: one("T1134", 0.3),
  },
  { actions: ["4768", "4769"], channel: security, where: { TargetUserName: { has: ["krbtgt"] } }, shows: one("T1558.001", 0.4) },
  { actions: ["770", "150", "771"], channel: "dns", shows: one("T1574", 0.6) },
  { actions: ["6004"], channel: "dns", shows: one("T1590.002", 0.6) },
  { actions: ["316", "808", "354", "848"], channel: "print", shows: one("T1547.012", 0.5) },
  { actions: ["325", "326", "327", "216"], channel: "application", where: { Data: { has: ["ntds"] } }, shows: one("T1003.003", 0.8) },
  { actions: ["15457"], channel: "application", shows: one("T1505.001", 0.7) },
  { actions: ["5379", "5376", "5377", "5381", "5382"], channel: security, shows: one("T1555.004", 0.6) },
  { actions: ["1116", "1117", "1006", "1007"], channel: "defender", shows: one("T1204", 0.2) },
];

/** What one Windows event shows by documentation, strongest first. Empty for other telemetry. */
export function eventTechniques(event: Observed): Sign[] {
  return signsOf(eventSigns, event);
}
