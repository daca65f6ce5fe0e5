/** A value seen in data that can be looked up (OCSF observable). Values are kept as seen; compare by `observableKey`. */
export type Observable = { readonly type: ObservableType; readonly value: string; readonly role?: ObservableRole };

/** What kinds of value can be looked up, by words of our own; `other` takes what fits none (compare OCSF observable type_id). */
export const observableTypes = [
  "ip",
  "domain",
  "url",
  "email",
  "host",
  "user",
  "sid",
  "hash",
  "file",
  "process",
  "command-line",
  "registry-key",
  "service",
  "scheduled-task",
  "share",
  "session",
  "cloud-resource",
  "access-key",
  "mail",
  "user-agent",
  "certificate",
  "cve",
  "other",
] as const;
/** One word of `observableTypes`; it decides how `observableKey` compares values. */
export type ObservableType = (typeof observableTypes)[number];

/** What the value was in what happened. */
export const observableRoles = [
  "source",
  "target",
  "actor",
  "file",
  "parent",
  "sender",
  "recipient",
  "server",
  "client",
  "related",
] as const;
/** One word of `observableRoles`; the same value may stand in several roles, so it is no part of its identity. */
export type ObservableRole = (typeof observableRoles)[number];

const caseMatters: ReadonlySet<ObservableType> = new Set(["url", "command-line", "access-key", "session", "user-agent", "other"]);

/**
 * The identity of an observable: two with the same key are the same thing. Users lose their domain prefix, hosts their trailing dot, and an IPv4 address
 * written as an IPv6 one (`::ffff:192.0.2.1`, as domain controllers write it; RFC 4291 section 2.5.5.2) is the IPv4 address.
 */
export function observableKey({ type, value }: Pick<Observable, "type" | "value">): string {
  const trimmed = value.trim();
  if (caseMatters.has(type)) return `${type}:${trimmed}`;
  const lower = trimmed.toLowerCase();
  if (type === "user") return `user:${bareAccount(lower)}`;
  if (type === "ip") return `ip:${lower.replace(mappedStart, "")}`;
  if (type === "host" || type === "domain") return `${type}:${lower.replace(/\.$/, "")}`;
  return `${type}:${lower}`;
}

/** An account without the domain before it. No account's name ends in `\`: such a text is somebody's who typed it, and stays whole, or it would be nobody. */
const bareAccount = (name: string) => (name.endsWith("\\") ? name : name.slice(name.lastIndexOf("\\") + 1));

const mappedStart = /^::ffff:(?=\d{1,3}(?:\.\d{1,3}){3}$)/;

/** As `observableKey`, but an account keeps the domain before it: `user:corp\\alice`, since `alice` of another domain is somebody else. */
export function identityKey(observable: Pick<Observable, "type" | "value">): string {
  return observable.type === "user" ? `user:${observable.value.trim().toLowerCase()}` : observableKey(observable);
}

/** What a machine is called without its domain: the first label of its name, lower-case. Addresses in the place of a name stay whole. */
export function shortHostName(host: string): string {
  const name = host.trim().toLowerCase().replace(/\.$/, "");
  return /^[\d.]+$|:/.test(name) ? name : (name.split(".")[0] ?? name);
}
