import type { Account, Chance, Estate, Machine } from "./estate.ts";

/** One entity of a `SecurityAlert` row, as its product writes it. */
export type Entity = Readonly<Record<string, unknown>>;

/** A process as an endpoint product knows it: known again by its number and the moment it began. */
export type Process = {
  readonly image: string;
  readonly folder: string;
  readonly commandLine: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly sha1: string;
};

const hashes = (sha1: string) => [{ Algorithm: "SHA1", Value: sha1, Type: "filehash" }];

/** A machine as the endpoint product names it: by everything. */
export function endpointHost(
  { name, domain, deviceId, directoryId }: Machine,
  { egress }: Estate,
  loggedOn: readonly Account[] = [],
): Entity {
  return {
    HostName: name,
    DnsDomain: domain,
    FQDN: `${name}.${domain}`,
    MdatpDeviceId: deviceId,
    AadDeviceId: directoryId,
    OSFamily: "Windows",
    LastExternalIpAddress: egress,
    LoggedOnUsers: loggedOn.map((account) => ({ AccountName: account.name, DomainName: account.netbiosDomain })),
    Type: "host",
  };
}

/** A machine as the directory's product names it. */
export const directoryHost = ({ name, domain }: Machine): Entity => ({ HostName: name, DnsDomain: domain, Type: "host" });

/** A machine as an older product names it. */
export const netbiosHost = ({ name, netbiosDomain }: Machine): Entity => ({
  NetBiosName: name.toUpperCase(),
  NTDomain: netbiosDomain,
  Type: "host",
});

/** An account as the endpoint product names it; local knowledge alone where the directory was not asked. */
export function endpointAccount({ name, netbiosDomain, sid, objectId, upn }: Account, chance: Chance): Entity {
  const local = { Name: name, NTDomain: netbiosDomain, Sid: sid, Type: "account" };
  return chance.unit() < 0.2 ? local : { ...local, AadUserId: objectId, UserPrincipalName: upn, IsDomainJoined: true };
}

/** An account as the identity product names it: by its object alone. */
export const identityAccount = ({ objectId }: Account): Entity => ({ AadTenantId: "t-1", AadUserId: objectId, Type: "account" });

/** An account as the cloud products name it: under the name that it shows. */
export const cloudAccount = ({ display, upn, sid, objectId, name }: Account): Entity => ({
  Name: display,
  UPNSuffix: upn.split("@")[1],
  Sid: sid,
  AadUserId: objectId,
  UserPrincipalName: upn,
  AccountName: name,
  Type: "account",
});

/** An account as a scheduled rule names it. */
export const ruleAccount = ({ name, upn }: Account): Entity => ({ Name: name, UPNSuffix: upn.split("@")[1], Type: "account" });

/** An account as the directory's product names it. */
export const directoryAccount = ({ name, netbiosDomain, sid }: Account): Entity => ({
  Name: name,
  NTDomain: netbiosDomain,
  Sid: sid,
  Type: "account",
});

export const address = (value: string): Entity => ({ Address: value, Type: "ip" });

export const mailbox = ({ upn }: Account): Entity => ({ MailboxPrimaryAddress: upn, Upn: upn, Type: "mailbox" });

/** A mail as the mail product names it. */
export const mailMessage = (parts: { readonly to: Account; readonly from: string; readonly id: string; readonly ip: string }): Entity => ({
  Recipient: parts.to.upn,
  Sender: parts.from,
  P1Sender: parts.from,
  P2Sender: parts.from,
  SenderIP: parts.ip,
  NetworkMessageId: parts.id,
  InternetMessageId: `<${parts.id}@example.invalid>`,
  Type: "mailMessage",
});

export const url = (value: string): Entity => ({ Url: value, Type: "url" });

export const fileOf = (folder: string, name: string, sha1: string): Entity => ({
  Directory: folder,
  Name: name,
  FileHashes: hashes(sha1),
  Type: "file",
});

/** A process with its file; its parent, where there is one, inside it. */
export function processOf({ image, folder, commandLine, pid, startedAt, sha1 }: Process, parent?: Process): Entity {
  return {
    ProcessId: String(pid),
    CommandLine: commandLine,
    CreationTimeUtc: startedAt,
    ImageFile: fileOf(folder, image, sha1),
    ...(parent && { ParentProcess: processOf(parent) }),
    Type: "process",
  };
}

export const session = (id: string): Entity => ({
  SessionId: id,
  UserAgent: "Mozilla/5.0 (X11; Linux x86_64)",
  Type: "cloud-logon-session",
});

export const request = (id: string): Entity => ({ RequestId: id, Type: "cloud-logon-request" });

export const cloudApplication = (name: string, id: number): Entity => ({
  AppId: id,
  Name: name,
  InstanceName: name,
  Type: "cloud-application",
});

export const cloudResource = (id: string): Entity => ({ ResourceId: id, Type: "azure-resource" });
