import { shortHostName } from "../../core/observable/observable.ts";

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const deviceId = /^[0-9a-f]{40}$/;
const domainSid = /^s-1-5-21-\d+-\d+-\d+-\d+$/;
/** Accounts that bear the same name everywhere: the bare name stands for none of them. */
const everywhere =
  /^(admin|administrator|root|guest|test|user|operator|backup|service|support|info|oracle|postgres|mysql|ubuntu|ec2-user|www-data|nobody|krbtgt|defaultaccount)$/;

/** What a key names: an account, a machine, or undefined for anything else. */
export function kindOf(key: string): "account" | "machine" | undefined {
  if (key.startsWith("user:") || key.startsWith("sid:") || key.startsWith("email:")) return "account";
  return key.startsWith("host:") ? "machine" : undefined;
}

/** The kind of id that a key is when no two things can bear it: a security id of a domain, a directory's object, a device; undefined for mere names. */
export function strongKindOf(key: string): "sid" | "object" | "device" | "directory-device" | undefined {
  const value = valueIn(key);
  if (key.startsWith("sid:")) return domainSid.test(value) ? "sid" : undefined;
  if (key.startsWith("user:")) return guid.test(value) ? "object" : undefined;
  if (!key.startsWith("host:")) return undefined;
  return deviceId.test(value) ? "device" : guid.test(value) ? "directory-device" : undefined;
}

/** The key of the bare name within a key: `host:ws-1` of `host:ws-1.example.test`, `user:alice` of `user:corp\alice`; undefined for ids and addresses. */
export function shortNameOf(key: string): string | undefined {
  const value = valueIn(key);
  if (strongKindOf(key) !== undefined || value === "") return undefined;
  if (key.startsWith("host:")) return /^[\d.]+$|:/.test(value) ? undefined : `host:${shortHostName(value)}`;
  if (!key.startsWith("user:")) return undefined;
  const bare = value.includes("\\") ? value.slice(value.lastIndexOf("\\") + 1) : value.split("@")[0]!;
  return bare === "" || everywhere.test(bare) || bare.endsWith("$") ? undefined : `user:${bare}`;
}

/** The domain within a key: what follows the machine's first label, what stands before `\` or after `@` of an account. */
export function domainOf(key: string): string | undefined {
  const value = valueIn(key);
  if (key.startsWith("host:")) return value.includes(".") ? value.slice(value.indexOf(".") + 1) : undefined;
  if (value.includes("\\")) return value.slice(0, value.lastIndexOf("\\"));
  return value.includes("@") ? value.slice(value.lastIndexOf("@") + 1) : undefined;
}

/** True for a domain in which machines of ours are, above or below it, and for the short name of a Windows domain. */
export function isOwnDomain(domain: string | undefined, own: ReadonlySet<string>): boolean {
  if (domain === undefined || domain === "") return false;
  if (!domain.includes(".")) return true;
  for (const each of own) if (each === domain || each.endsWith(`.${domain}`) || domain.endsWith(`.${each}`)) return true;
  return false;
}

/** The order in which names stand for a thing: the fullest name, then short ones, then numbers. */
export function rankOf(key: string): number {
  const value = valueIn(key);
  if (strongKindOf(key) !== undefined || key.startsWith("sid:")) return 5;
  if (key.startsWith("email:")) return 4;
  if (key.startsWith("host:")) return value.includes(".") ? 0 : 2;
  return value.includes("@") ? 0 : value.includes("\\") ? 1 : 2;
}

const valueIn = (key: string) => key.slice(key.indexOf(":") + 1);
