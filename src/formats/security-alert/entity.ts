import { identityKey, type Observable, type ObservableType } from "../../core/observable/observable.ts";
import { at, type JsonObject, type JsonValue, listOf, objectOf, textOf } from "../json/shape.ts";
import { type ObservableSet, observableSet } from "../observables.ts";

/** The most entities of one alert, nested ones included, and how deep they nest. */
const entitiesMax = 2_000;
const depthMax = 16;

/** What an alert's entities say: its observables, which names are of one thing, and the first host and account among them. */
export type Entities = {
  readonly observables: readonly Observable[];
  readonly sameAs: readonly (readonly string[])[];
  /** Each process that is told apart by machine, number and moment of start. */
  readonly processes: readonly string[];
  readonly host: string | undefined;
  readonly user: string | undefined;
};

/** Reads Microsoft's entity list (Sentinel documentation, "entity types reference"). Entities refer to one another by `$ref`. */
export function entitiesOf(value: JsonValue | undefined): Entities {
  const all = collect(value);
  const known = new Map<string, JsonObject>();
  for (const entity of all) {
    const id = textOf(entity.$id);
    if (id !== undefined && entity.Type !== undefined) known.set(id, entity);
  }
  const resolve: Resolve = (part) => {
    const object = objectOf(part);
    const ref = textOf(object?.$ref);
    return ref === undefined ? object : known.get(ref);
  };
  const found = observableSet();
  const typed = all.filter((entity) => typeof entity.Type === "string");
  for (const entity of typed) takers.get(String(entity.Type).toLowerCase())?.(found, entity, resolve);
  const host = typed.filter((entity) => isType(entity, "host")).flatMap((entity) => hostOf(entity) ?? [])[0];
  return {
    observables: found.all(),
    sameAs: sameAs(typed),
    processes: processesOf(typed, host),
    host,
    user: typed.filter((entity) => isType(entity, "account")).flatMap((entity) => accountOf(entity) ?? [])[0],
  };
}

type Resolve = (part: JsonValue | undefined) => JsonObject | undefined;

/** Every object in the list, outer before inner. */
function collect(value: JsonValue | undefined): JsonObject[] {
  const found: JsonObject[] = [];
  const visit = (part: JsonValue, depth: number) => {
    if (depth > depthMax || found.length >= entitiesMax || typeof part !== "object" || part === null) return;
    const object = objectOf(part);
    if (object) found.push(object);
    for (const inner of Object.values(part)) visit(inner as JsonValue, depth + 1);
  };
  for (const part of listOf(value)) visit(part, 1);
  return found;
}

type Take = (found: ObservableSet, entity: JsonObject, resolve: Resolve) => void;

/** What to take from each type of entity; types that name nothing to look up (a logon request, a threat name) are not here. */
const takers: ReadonlyMap<string, Take> = new Map<string, Take>([
  ["ip", (found, { Address }) => found.take("ip", Address, "source")],
  ["host", (found, entity) => found.take("host", hostOf(entity), "target")],
  ["account", takeAccount],
  ["process", takeProcess],
  ["file", takeFile],
  ["filehash", (found, { Value }) => found.take("hash", Value, "file")],
  ["mailcluster", (found, { NetworkMessageIds }) => takeAll(found, "mail", NetworkMessageIds)],
  ["submissionmail", takeMail],
  ["oauth-application", (found, { OAuthAppId, AppId }) => found.take("cloud-resource", OAuthAppId ?? AppId, "target")],
  ["url", (found, { Url }) => found.take("url", Url, "target")],
  ["dns", (found, { DomainName }) => found.take("domain", DomainName, "target")],
  ["registry-key", (found, entity) => found.take("registry-key", registryOf(entity), "target")],
  ["registry-value", (found, { Key }, resolve) => found.take("registry-key", registryOf(resolve(Key)) ?? Key, "target")],
  ["mailbox", (found, { MailboxPrimaryAddress, Upn }) => found.take("email", MailboxPrimaryAddress ?? Upn, "recipient")],
  ["mailmessage", takeMail],
  ["cloud-application", (found, { Name, AppId }) => found.take("cloud-resource", Name ?? AppId, "target")],
  ["cloud-logon-request", (found, { RequestId }) => found.take("session", RequestId, "related")],
  ["nic", (found, { IpAddress }) => found.take("ip", textOf(objectOf(IpAddress)?.Address), "source")],
  ["azure-resource", (found, { ResourceId }) => found.take("cloud-resource", ResourceId, "target")],
  ["amazon-resource", (found, { AmazonResourceId }) => found.take("cloud-resource", AmazonResourceId, "target")],
  ["gcp-resource", (found, { FullResourceName }) => found.take("cloud-resource", FullResourceName, "target")],
  ["cloud-logon-session", takeSession],
  ["malware", (found, { Name }) => found.take("other", Name, "related")],
]);

function takeAccount(found: ObservableSet, entity: JsonObject): void {
  found.take("user", accountOf(entity), "actor");
  found.take("sid", entity.Sid, "actor");
}

function takeProcess(found: ObservableSet, { ImageFile, CommandLine, ParentProcess }: JsonObject, resolve: Resolve): void {
  found.take("process", fileOf(resolve(ImageFile)), "actor");
  found.take("command-line", CommandLine, "actor");
  found.take("process", fileOf(resolve(resolve(ParentProcess)?.ImageFile)), "parent");
}

/** Programs of the operating system and of installed software have one hash everywhere: their role says so. */
const systemFolder = /^([a-z]:|\\device\\harddiskvolume\d+)\\(windows|program files( \(x86\))?)(\\|$)|^\/(usr|bin|sbin|lib)(\/|$)/i;
const hashesMax = 8;

function takeFile(found: ObservableSet, entity: JsonObject): void {
  found.take("file", fileOf(entity), "file");
  if (!systemFolder.test(textOf(entity.Directory) ?? "")) return;
  for (const hash of listOf(entity.FileHashes).slice(0, hashesMax)) found.take("hash", objectOf(hash)?.Value, "related");
}

function takeAll(found: ObservableSet, type: ObservableType, values: JsonValue | undefined): void {
  for (const value of listOf(values).slice(0, entitiesMax)) found.take(type, value, "related");
}

function takeMail(found: ObservableSet, entity: JsonObject): void {
  found.take("email", entity.P1Sender ?? entity.Sender, "sender");
  found.take("email", entity.P2Sender, "sender");
  found.take("email", entity.Recipient, "recipient");
  found.take("ip", entity.SenderIP, "source");
  found.take("mail", entity.InternetMessageId, "related");
  found.take("mail", entity.NetworkMessageId, "related");
}

function takeSession(found: ObservableSet, { SessionId, UserAgent }: JsonObject): void {
  found.take("session", SessionId, "actor");
  found.take("user-agent", UserAgent, "client");
}

function isType(entity: JsonObject, type: string): boolean {
  return String(entity.Type).toLowerCase() === type;
}

/** The lists of names under which the entities know one account, machine or mailbox; only lists of at least two. */
function sameAs(typed: readonly JsonObject[]): string[][] {
  const lists = typed.map((entity) => [...new Set(namers.get(String(entity.Type).toLowerCase())?.(entity) ?? [])]);
  const told = new Map(lists.filter(({ length }) => length > 1).map((names) => [names.join("\n"), names]));
  return [...told.values()].slice(0, sameAsMax);
}

const sameAsMax = 64;
const nameLengthMax = 512;
const processesMax = 32;

function processesOf(typed: readonly JsonObject[], host: string | undefined): string[] {
  if (host === undefined) return [];
  const found = typed.flatMap(({ Type, ProcessId, CreationTimeUtc }) => {
    const [pid, start] = [textOf(ProcessId), textOf(CreationTimeUtc)];
    return String(Type).toLowerCase() === "process" && pid && start && start.length <= nameLengthMax
      ? [`process-guid:${host.toLowerCase()} ${pid.slice(0, nameLengthMax)} ${start}`]
      : [];
  });
  return [...new Set(found)].slice(0, processesMax);
}

const namers: ReadonlyMap<string, (entity: JsonObject) => string[]> = new Map([
  ["account", (entity: JsonObject) => [...keys("user", ...accountNames(entity)), ...keys("sid", entity.Sid)]],
  ["host", (entity: JsonObject) => keys("host", ...hostNames(entity))],
  [
    "mailbox",
    ({ MailboxPrimaryAddress, Upn, AadId }: JsonObject) => [...keys("email", MailboxPrimaryAddress), ...keys("user", Upn, AadId)],
  ],
]);

function keys(type: ObservableType, ...values: readonly (JsonValue | undefined)[]): string[] {
  return values.flatMap((value) => {
    const text = textOf(value)?.trim();
    return text && text.length <= nameLengthMax ? [identityKey({ type, value: text })] : [];
  });
}

/** The fullest name first; what the directory calls a machine last. */
function hostNames(entity: JsonObject): (string | undefined)[] {
  const name = textOf(entity.HostName) ?? textOf(entity.NetBiosName);
  const domain = textOf(entity.DnsDomain);
  return [textOf(entity.FQDN), name && domain ? `${name}.${domain}` : name, textOf(entity.MdatpDeviceId), textOf(entity.AadDeviceId)];
}

function hostOf(entity: JsonObject): string | undefined {
  return hostNames(entity).find((name) => name !== undefined);
}

/** `user@domain` where the alert knows it, else `DOMAIN\name`, the bare name, or the number that the directory gave it. */
function accountOf(entity: JsonObject): string | undefined {
  return accountNames(entity).find((name) => name !== undefined);
}

/** What products put before an account that is of no domain. */
const noDomain = /^(nt authority|nt service|builtin|window manager|font driver host|workgroup|)$/i;

function accountNames(entity: JsonObject): (string | undefined)[] {
  const [name, suffix, domain] = [textOf(entity.Name) ?? textOf(entity.AccountName), textOf(entity.UPNSuffix), textOf(entity.NTDomain)];
  const principal = textOf(entity.UserPrincipalName) ?? (name && suffix && !name.includes("@") ? `${name}@${suffix}` : undefined);
  const ofDomain = name && domain && !noDomain.test(domain.trim()) && !/[@\\\s]/.test(name) ? `${domain}\\${name}` : undefined;
  // Beside a principal a bare name is as a rule what is shown to people; two of them may bear it.
  return [principal, ofDomain, (principal ?? ofDomain) ? undefined : name, textOf(entity.AadUserId) ?? textOf(entity.ObjectGuid)];
}

function fileOf(entity: JsonObject | undefined): string | undefined {
  const name = textOf(entity?.Name);
  const folder = textOf(entity?.Directory);
  if (!name || !folder) return name;
  return `${folder.replace(/[\\/]$/, "")}${folder.includes("/") ? "/" : "\\"}${name}`;
}

function registryOf(entity: JsonObject | undefined): string | undefined {
  const key = textOf(at(entity, "Key"));
  const hive = textOf(entity?.Hive);
  return key && hive ? `${hive}\\${key}` : key;
}
