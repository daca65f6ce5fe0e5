import type { Observable } from "../../../core/observable/observable.ts";
import { observableId, ownId, type StixObject } from "./object.ts";

/** What kind of thing, and which one. */
export type TypedValue = Pick<Observable, "type" | "value">;

/** Values longer than this are no names of anything. */
const valueLengthMax = 8_192;

/**
 * An observable as STIX cyber-observables: the object itself last, what it refers to before it. Empty for what STIX has no object for, or what is not what
 * it claims to be (an address that is none). Ids by section 2.9, from the properties that section 6 says contribute.
 */
export function cyberObservables({ type, value }: TypedValue): readonly StixObject[] {
  if (value.length === 0 || value.length > valueLengthMax || !value.isWellFormed()) return [];
  switch (type) {
    case "ip":
      return address(value);
    case "domain":
      return domainName.test(value) ? [one("domain-name", { value: value.toLowerCase() })] : [];
    case "url":
      return absoluteUrl.test(value) ? [one("url", { value })] : [];
    case "email":
      return mailbox.test(value) ? [one("email-addr", { value })] : [];
    case "user":
      return [account(value)];
    case "sid":
      return [one("user-account", { user_id: value })];
    case "hash":
      return hash(value);
    case "file":
    case "process":
      return file(value);
    case "registry-key":
      return [one("windows-registry-key", { key: value })];
    case "command-line":
      // A process has no contributing properties, so its id is ours.
      return [{ type: "process", spec_version: "2.1", id: ownId("process", value), command_line: value }];
    default:
      return [];
  }
}

const domainName = /^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\.?$/i;
const absoluteUrl = /^[a-z][a-z0-9+.-]*:\/\/[^\s<>"{}|\\^`]+$/i;
const mailbox = /^[^\s@<>"]+@[^\s@<>"]+$/;
const ipv4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
const ipv6 = /^(?=.*:.*:)[0-9a-f:]{2,39}$/i;

function one(type: string, contributing: Readonly<Record<string, unknown>>): StixObject {
  return { type, spec_version: "2.1", id: observableId(type, contributing), ...contributing };
}

function address(value: string): readonly StixObject[] {
  if (ipv4.test(value)) return [one("ipv4-addr", { value })];
  return ipv6.test(value) && value.split("::").length <= 2 ? [one("ipv6-addr", { value: value.toLowerCase() })] : [];
}

/** `CORP\alice` keeps its whole login; the name alone is what is shown. */
function account(value: string): StixObject {
  const contributing = { account_login: value };
  return { ...one("user-account", contributing), display_name: value.slice(value.lastIndexOf("\\") + 1) || value };
}

const hashNames: ReadonlyMap<number, string> = new Map([
  [32, "MD5"],
  [40, "SHA-1"],
  [64, "SHA-256"],
  [128, "SHA-512"],
]);

function hash(value: string): readonly StixObject[] {
  const bare = value.replace(/^(md5|sha1|sha256|sha512|imphash)[=:]/i, "");
  const name = hashNames.get(bare.length);
  if (!name || !/^[0-9a-f]+$/i.test(bare) || /^imphash/i.test(value)) return [];
  return [one("file", { hashes: { [name]: bare.toLowerCase() } })];
}

/** A path is a file in a directory; a bare name is a file. */
function file(value: string): readonly StixObject[] {
  const end = Math.max(value.lastIndexOf("\\"), value.lastIndexOf("/"));
  const name = value.slice(end + 1);
  if (name === "") return [];
  if (end <= 0) return [one("file", { name })];
  const directory = one("directory", { path: value.slice(0, end) });
  return [directory, one("file", { name, parent_directory_ref: directory.id })];
}

/** The STIX pattern that matches an observable, or nothing where there is none worth sharing. */
export function patternOf(observable: TypedValue): string | undefined {
  const found = cyberObservables(observable).at(-1);
  if (!found) return undefined;
  if (found.type === "file" && found.hashes) {
    const [[name, digest] = ["", ""]] = Object.entries(found.hashes as Record<string, string>);
    return `[file:hashes.'${name}' = ${quoted(digest)}]`;
  }
  const plain = ["ipv4-addr", "ipv6-addr", "domain-name", "url", "email-addr"];
  return plain.includes(found.type) ? `[${found.type}:value = ${quoted(String(found.value))}]` : undefined;
}

const quoted = (text: string) => `'${text.replace(/[\\']/g, "\\$&")}'`;
