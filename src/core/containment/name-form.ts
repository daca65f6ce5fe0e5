import { type Address, addressOf } from "../indicator/address.ts";

/** The longest name that is looked at; what is longer is nobody's name. */
export const nameLengthMax = 1_024;

const dots = /[\u3002\uff0e\uff61]/g;
const invisible = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** A name as it compares: compatibility forms and case folded (NFKC), invisible characters and dots at the end gone, no space around it. */
export function plainName(text: string): string {
  const folded = text.slice(0, nameLengthMax).replace(invisible, "").normalize("NFKC").toLowerCase().normalize("NFKC").replace(dots, ".");
  return folded
    .replace(invisible, "")
    .trimStart()
    .replace(/[\s.]+$/, "");
}

/** A host or domain as DNS writes it: A-labels (UTS #46, as the URL standard has them), lower-case, no dot at the end. Other text stays as `plainName` has it. */
export function domainForm(text: string): string {
  const plain = plainName(text);
  if (!/[^\x20-\x7e]/.test(plain)) return plain;
  try {
    return new URL(`http://${plain.replaceAll("%", "")}/`).hostname || plain;
  } catch {
    return plain;
  }
}

/** A machine's names: without `DOMAIN\` before it, and without `$` or a port behind it. */
export function hostForm(text: string): string {
  const plain = plainName(text);
  const named = plain.slice(plain.lastIndexOf("\\") + 1).replace(/^([^:]*):\d{1,5}$/, "$1");
  return domainForm(named.replace(/\$+$/, ""));
}

/** A NetBIOS name is cut off here. */
const netbiosLengthMax = 15;

/**
 * Two names of machines may be one when they are equal, when one of them is the other's first label, or when one is as long as a NetBIOS name can be and the
 * other's first label begins with it. Closed rather than open.
 */
export function mayBeSameHost(a: string, b: string): boolean {
  if (a === "" || b === "") return false;
  const [first = "", second = ""] = [a.split(".")[0], b.split(".")[0]];
  return a === b || (first === second && (a === first || b === second)) || isCut(a, second) || isCut(b, first);
}

const isCut = (name: string, label: string) => name.length === netbiosLengthMax && label.startsWith(name);

/** An account in its parts: `EXAMPLE\mara`, `mara@example.test`, `CN=mara,OU=…` are all `mara`, each qualified in its own way. */
export type AccountForm = { readonly local: string; readonly domain?: string; readonly netbios?: string };

/** Takes an account's name apart. */
export function accountForm(text: string): AccountForm {
  const named = plainName(/^\s*(?:cn|uid|samaccountname)\s*=\s*((?:[^,+\\]|\\.)+)/i.exec(text.slice(0, nameLengthMax))?.[1] ?? text);
  const slash = Math.max(named.lastIndexOf("\\"), named.lastIndexOf("/"));
  if (slash >= 0) return { local: named.slice(slash + 1), netbios: named.slice(0, slash) };
  const at = named.lastIndexOf("@");
  return at > 0 ? { local: named.slice(0, at), domain: named.slice(at + 1) } : { local: named };
}

/** An account in every name that its text holds: a distinguished name may begin with several, `cn=x+uid=mara,ou=…`. */
export function accountForms(text: string): readonly AccountForm[] {
  const first = /^(?:[^,\\]|\\.)*/.exec(text.slice(0, nameLengthMax))?.[0] ?? "";
  const named = (first.match(/(?:[^+\\]|\\.)+/g) ?? []).filter((part) => /^\s*[a-z][a-z0-9-]*\s*=/i.test(part));
  return named.length < 2 ? [accountForm(text)] : named.map((part) => accountForm(part.slice(part.indexOf("=") + 1)));
}

/**
 * Two names of accounts may be one unless both are qualified in the same way, and differently: behind `@`, before `\` by a DNS domain, or before it by a
 * NetBIOS one. What a domain is called in another way nobody can tell from its name.
 */
export function mayBeSameAccount(a: AccountForm, b: AccountForm): boolean {
  if (a.local === "" || a.local !== b.local) return false;
  if (a.domain !== undefined && b.domain !== undefined) return a.domain === b.domain;
  if (a.netbios === undefined || b.netbios === undefined) return true;
  return a.netbios === b.netbios || a.netbios.includes(".") !== b.netbios.includes(".");
}

const nat64Prefix = 0x64ff9bn << 64n;
/** 64:ff9b:1::/48, for translation within one network (RFC 8215). */
const localNat64Prefix = 0x64ff9b0001n;
const teredoPrefix = 0x20010000n;
/** What marks the interface of an ISATAP address (RFC 5214), but for the bit that says whether it is unique. */
const isatapMark = 0x5efen;

/**
 * Every address that this text may stand for; empty for what is none. IPv4 in IPv6 (mapped, compatible, NAT64 64:ff9b::/96 and 64:ff9b:1::/48, 6to4,
 * Teredo, ISATAP) is also the IPv4 address in it. Spellings that programs read in different ways (leading zeros, octal, hexadecimal, fewer than four parts, one decimal number) are read as the URL
 * standard does, and with leading zeros as decimal too.
 */
export function addressForms(text: string): readonly Address[] {
  const plain = plainName(text)
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/%.*$/, "");
  const found = [addressOf(plain), decimalOf(plain), asUrlHasIt(plain)].filter((each) => each !== undefined);
  const all = [...found, ...found.flatMap(insideOf)];
  return all.filter((each, at) => all.findIndex((other) => isOneAddress(other, each)) === at);
}

/** Whether two addresses are one. */
export const isOneAddress = (a: Address, b: Address) => a.family === b.family && a.bits === b.bits;

/** The IPv4 addresses that an IPv6 address may carry. */
function insideOf({ family, bits }: Address): Address[] {
  if (family === 4) return [];
  const inside: bigint[] = [];
  if (bits >> 112n === 0x2002n) inside.push(bits >> 80n);
  // A Teredo address holds its client's with every bit turned (RFC 4380).
  if (bits >> 96n === teredoPrefix) inside.push(~bits);
  if (bits >> 80n === localNat64Prefix) inside.push(...embeddedIn(bits));
  const isIsatap = ((bits >> 32n) & 0xfdffffffn) === isatapMark;
  if (bits >> 32n === nat64Prefix || isIsatap || (bits >> 32n === 0n && bits > 0xffffn)) inside.push(bits);
  return inside.map((each) => ({ family: 4, bits: BigInt.asUintN(32, each) }));
}

/** Where an address stands in a translation prefix of 48, 56, 64 or 96 bits (RFC 6052 section 2.2): around the eight bits from 64 on, which are empty. */
function embeddedIn(bits: bigint): bigint[] {
  const joined = ((bits >> 64n) << 56n) | (bits & ((1n << 56n) - 1n));
  const found = [...[40n, 32n, 24n].map((behind) => joined >> behind), bits].map((each) => BigInt.asUintN(32, each));
  // 0.0.0.0/8 is nobody's: such a place is empty, or the middle of another.
  return found.filter((each) => each >> 24n !== 0n);
}

function decimalOf(text: string): Address | undefined {
  if (!/^\d{1,10}(?:\.\d{1,10}){3}$/.test(text)) return undefined;
  return addressOf(
    text
      .split(".")
      .map((part) => String(Number(part)))
      .join("."),
  );
}

function asUrlHasIt(text: string): Address | undefined {
  if (!/^(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}$/.test(text)) return undefined;
  try {
    return addressOf(new URL(`http://${text}/`).hostname);
  } catch {
    return undefined;
  }
}
