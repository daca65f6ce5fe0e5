import ipaddr from "ipaddr.js";
import type { Observable } from "../../core/observable/observable.ts";
import { inline } from "../../core/report/inline.ts";
import type { Reputation } from "../../ports/connector.ts";

/** What a service may be asked about: a public value in its canonical form, and nothing that tells of us. */
export type Subject = {
  readonly type: "ip" | "domain" | "url" | "hash";
  readonly value: string;
  /** For addresses 4 or 6, for hashes the number of hexadecimal digits. */
  readonly size: number;
};

const urlLengthMax = 2_000;
const domainLengthMax = 253;
/** Ranges that are not on the internet, or nobody's in particular. */
const inside = new Set(["private", "loopback", "linkLocal", "uniqueLocal", "multicast", "unspecified", "broadcast", "carrierGradeNat"]);
/** Names that companies use inside (RFC 6761, RFC 8375, and by habit). */
const insideNames = /(?:^|\.)(?:local|localhost|localdomain|internal|intranet|lan|corp|home|private|arpa|onion)$/;
const domainShape = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.){1,20}[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/** The subject that an observable is; undefined where a service must not be asked about it: what is private, inside, or none of these. Whatever the caller checked. */
export function subjectOf({ type, value }: Pick<Observable, "type" | "value">): Subject | undefined {
  const text = value.trim();
  if (type === "ip") return addressOf(text);
  if (type === "domain") return domainOf(text);
  if (type === "url") return urlOf(text);
  if (type === "hash" && /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text))
    return { type: "hash", value: text.toLowerCase(), size: text.length };
  return undefined;
}

function addressOf(text: string): Subject | undefined {
  if (text.includes("%") || !ipaddr.isValid(text) || (!text.includes(":") && !ipaddr.IPv4.isValidFourPartDecimal(text))) return undefined;
  const address = ipaddr.process(text);
  if (inside.has(address.range())) return undefined;
  return { type: "ip", value: address.toString(), size: address.kind() === "ipv4" ? 4 : 6 };
}

function domainOf(text: string): Subject | undefined {
  if (text.length > domainLengthMax + 1 || /[\s/@:?#%\\]/.test(text) || !URL.canParse(`https://${text}`)) return undefined;
  const plain = new URL(`https://${text}`).hostname.replace(/\.$/, "");
  if (plain.length > domainLengthMax || !domainShape.test(plain) || insideNames.test(plain)) return undefined;
  return { type: "domain", value: plain, size: plain.length };
}

/** A link with a name or a password in it is somebody's; what stands behind `#` never reached a server. */
function urlOf(text: string): Subject | undefined {
  if (text.length > urlLengthMax || !/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (!addressOf(host) && !domainOf(host)) return undefined;
  url.hash = "";
  return url.href.length <= urlLengthMax ? { type: "url", value: url.href, size: url.href.length } : undefined;
}

/** What is said of what is not asked. */
export const notAsked: Reputation = {
  answer: "unknown",
  says: "not asked: it is private, inside a company, or nothing that this service knows",
  facts: {},
};

/** A text of a vendor as a fact: one line, and short. */
export const fact = (text: string | null | undefined): string | null => (text === undefined || text === null ? null : inline(text, 120));

/** Texts of a vendor as a fact: a few of them. */
export const factsOf = (texts: readonly string[], most = 10): readonly string[] => texts.slice(0, most).map((text) => inline(text, 80));
