import type { Fields } from "./event.ts";
import type { LogSource } from "./log-source.ts";

/**
 * Adds the second names under which Sigma rules know a value: hashes one by one, Sysmon's names for what other channels report too.
 * Copies only, and never over a field that the record itself has.
 */
export function addWindowsAliases(fields: Fields, logSource: LogSource, eventId: number): void {
  const hashes = fields.Hashes ?? fields.Hash;
  if (typeof hashes === "string") addHashes(fields, hashes);
  if (logSource.service === "security") addSecurityAliases(fields, eventId);
  else if (logSource.service === "windefend") addDefenderAliases(fields, logSource);
  else if (logSource.service === "powershell-classic") addHostApplication(fields);
}

// Names as in the Sigma taxonomy for process_creation.
const hashFields: ReadonlyMap<string, string> = new Map([
  ["MD5", "md5"],
  ["SHA1", "sha1"],
  ["SHA256", "sha256"],
  ["IMPHASH", "Imphash"],
]);
const hashesMax = 8;

function addHashes(fields: Fields, text: string): void {
  let from = 0;
  for (let count = 0; count < hashesMax && from < text.length; count += 1) {
    const comma = text.indexOf(",", from);
    const stop = comma < 0 ? text.length : comma;
    const equals = text.indexOf("=", from);
    if (equals > 0 && equals < stop)
      add(fields, hashFields.get(text.slice(from, equals).trim().toUpperCase()), text.slice(equals + 1, stop));
    from = stop + 1;
  }
}

function addSecurityAliases(fields: Fields, eventId: number): void {
  if (eventId === 4688) addProcessAliases(fields);
  else if (eventId === 4657) addRegistryAliases(fields);
  else if (eventId === 5156) addConnectionAliases(fields);
}

const integrityLevels: ReadonlyMap<string, string> = new Map([
  ["S-1-16-0", "Untrusted"],
  ["S-1-16-4096", "Low"],
  ["S-1-16-8192", "Medium"],
  ["S-1-16-8448", "Medium"],
  ["S-1-16-12288", "High"],
  ["S-1-16-16384", "System"],
]);

function addProcessAliases(fields: Fields): void {
  add(fields, "Image", fields.NewProcessName);
  add(fields, "ParentImage", fields.ParentProcessName);
  add(fields, "User", accountOf(fields, "SubjectDomainName", "SubjectUserName"));
  add(fields, "LogonId", fields.SubjectLogonId);
  add(fields, "IntegrityLevel", integrityLevels.get(String(fields.MandatoryLabel)));
}

function accountOf(fields: Fields, domainField: string, userField: string): string | undefined {
  const [domain, user] = [fields[domainField], fields[userField]];
  if (typeof user !== "string" || user === "" || user === "-") return undefined;
  return typeof domain === "string" && domain !== "" && domain !== "-" ? `${domain}\\${user}` : user;
}

const hives: readonly (readonly [string, string])[] = [
  ["\\REGISTRY\\MACHINE", "HKLM"],
  ["\\REGISTRY\\USER", "HKU"],
];

// The kernel's name of a key, as Sysmon abbreviates it.
function addRegistryAliases(fields: Fields): void {
  const key = fields.ObjectName;
  if (typeof key !== "string") return;
  const hive = hives.find(([prefix]) => key.toUpperCase().startsWith(prefix));
  const short = hive ? hive[1] + key.slice(hive[0].length) : key;
  add(fields, "TargetObject", typeof fields.ObjectValueName === "string" ? `${short}\\${fields.ObjectValueName}` : short);
  add(fields, "Details", fields.NewValue);
  add(fields, "Image", fields.ProcessName);
  add(fields, "User", accountOf(fields, "SubjectDomainName", "SubjectUserName"));
}

const outbound = "%%14593";

function addConnectionAliases(fields: Fields): void {
  add(fields, "Image", fields.Application);
  add(fields, "SourceIp", fields.SourceAddress);
  add(fields, "DestinationIp", fields.DestAddress);
  add(fields, "DestinationPort", fields.DestPort);
  if (typeof fields.Direction === "string") add(fields, "Initiated", fields.Direction === outbound ? "true" : "false");
}

// Defender's data names hold spaces ("Threat Name"), Sigma's do not.
function addDefenderAliases(fields: Fields, logSource: LogSource): void {
  for (const name of Object.keys(fields)) if (name.includes(" ")) add(fields, name.replaceAll(" ", ""), fields[name]);
  add(fields, "Feature_Name", fields["Feature Name"]);
  if (logSource.category !== "antivirus") return;
  add(fields, "Signature", fields["Threat Name"]);
  add(fields, "Filename", fields.Path);
}

const hostApplication = /(?:^|[\r\n])\s*HostApplication=([^\r\n]*)/;
const scannedLengthMax = 65_536;

// Windows PowerShell's classic log keeps name=value lines inside one unnamed text.
function addHostApplication(fields: Fields): void {
  const texts = fields.Data;
  for (const text of Array.isArray(texts) ? texts : [texts]) {
    const found = typeof text === "string" && text.length <= scannedLengthMax ? hostApplication.exec(text)?.[1] : undefined;
    if (found) {
      add(fields, "HostApplication", found);
      return;
    }
  }
}

function add(fields: Fields, name: string | undefined, value: Fields[string] | undefined): void {
  if (name !== undefined && value !== undefined && fields[name] === undefined) fields[name] = value;
}
