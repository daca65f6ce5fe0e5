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

/** A machine's names: without `DOMAIN\` before it and `$` behind it. */
export function hostForm(text: string): string {
  const plain = plainName(text);
  return domainForm(plain.slice(plain.lastIndexOf("\\") + 1).replace(/\$+$/, ""));
}

/** Two names of machines may be one when they are equal, or when one of them is the other's first label. Closed rather than open. */
export function mayBeSameHost(a: string, b: string): boolean {
  if (a === "" || b === "") return false;
  const [first, second] = [a.split(".")[0], b.split(".")[0]];
  return a === b || (first === second && (a === first || b === second));
}

/** An account in its parts: `EXAMPLE\mara`, `mara@example.test`, `CN=mara,OU=…` are all `mara`, each qualified in its own way. */
export type AccountForm = { readonly local: string; readonly domain?: string; readonly netbios?: string };

/** Takes an account's name apart. */
export function accountForm(text: string): AccountForm {
  const named = plainName(/^\s*(?:cn|uid|samaccountname)\s*=\s*((?:[^,\\]|\\.)+)/i.exec(text.slice(0, nameLengthMax))?.[1] ?? text);
  const slash = Math.max(named.lastIndexOf("\\"), named.lastIndexOf("/"));
  if (slash >= 0) return { local: named.slice(slash + 1), netbios: named.slice(0, slash) };
  const at = named.lastIndexOf("@");
  return at > 0 ? { local: named.slice(0, at), domain: named.slice(at + 1) } : { local: named };
}

/** Two names of accounts may be one unless both are qualified in the same way, and differently. */
export function mayBeSameAccount(a: AccountForm, b: AccountForm): boolean {
  if (a.local === "" || a.local !== b.local) return false;
  if (a.domain !== undefined && b.domain !== undefined) return a.domain === b.domain;
  return a.netbios === undefined || b.netbios === undefined || a.netbios === b.netbios;
}

const nat64Prefix = 0x64ff9bn << 64n;
const low32 = (1n << 32n) - 1n;

/**
 * Every address that this text may stand for; empty for what is none. IPv4 in IPv6 (mapped, compatible, NAT64 64:ff9b::/96, 6to4) is also the IPv4 address
 * in it. Spellings that programs read in different ways (leading zeros, octal, hexadecimal, fewer than four parts, one decimal number) are read as the URL
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

/** The IPv4 address that an IPv6 address carries. */
function insideOf({ family, bits }: Address): Address[] {
  if (family === 4) return [];
  if (bits >> 112n === 0x2002n) return [{ family: 4, bits: (bits >> 80n) & low32 }];
  const carries = bits >> 32n === nat64Prefix || (bits >> 32n === 0n && bits > 0xffffn);
  return carries ? [{ family: 4, bits: bits & low32 }] : [];
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
