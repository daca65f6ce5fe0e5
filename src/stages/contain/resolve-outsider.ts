import ipaddr from "ipaddr.js";
import { parse } from "tldts";
import type { Asset } from "../../core/asset/asset.ts";
import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import { addressOf, holds, rangeOf } from "../../core/indicator/address.ts";
import { isPublicAddress } from "../../formats/mail/domain.ts";
import type { Resolved } from "./resolved.ts";

/** The only part of IPv6 that is handed out (RFC 4291 section 2.4, IANA). */
const globalUnicast = { family: 6, bits: 0x2n << 124n, prefix: 3 } as const;
/** The longest name that DNS carries, as text (RFC 1035 section 2.3.4). */
const domainLengthMax = 253;

/**
 * An outsider's address in its one spelling (RFC 5952 for IPv6; IPv4 inside IPv6 is IPv4). Refused: anything that is not one plain address of the public
 * network, and whatever is ours by range or by inventory.
 */
export function resolveAddress(value: string, inventory: InventoryIndex): Resolved {
  const address = addressOf(value.trim());
  if (!address) return { because: "it is not one plain address" };
  const name = address.family === 4 ? fourOf(address.bits) : ipaddr.IPv6.parse(value.trim().toLowerCase()).toRFC5952String();
  if (!isPublicAddress(name) || (address.family === 6 && !holds(globalUnicast, address)))
    return { because: "it is not an address of the public network" };
  const own = inventory.inventory["own-addresses"].some((text) => {
    const range = rangeOf(text.trim());
    return range !== undefined && holds(range, address);
  });
  const holders = inventory.exact().assetsHolding(address);
  if (own || holders.some((asset) => !isPartner(asset))) return { because: "it is an address of our own" };
  return { handle: { kind: "address", id: `address:${name}`, name, knownTo: "evidence", aliases: [] } };
}

/**
 * An outsider's domain in its one spelling: lower-case, without a trailing dot, international names as A-labels (UTS 46). Refused: addresses, bare public
 * suffixes ("co.uk", "com"), names whose suffix nobody registered, and whatever is ours, above ours or below ours.
 */
export function resolveDomain(value: string, inventory: InventoryIndex): Resolved {
  const name = canonicalDomain(value);
  if (name === undefined) return { because: "it is not a domain name" };
  const { domain, isIcann, isPrivate } = parse(name, { allowPrivateDomains: true });
  if (domain === null) return { because: "it is a public suffix, under which others live" };
  if (!isIcann && !isPrivate && !isForExamples(name)) return { because: "its last label is no domain of the public network" };
  const own = inventory.inventory["own-domains"].flatMap((each) => canonicalDomain(each.replace(/^\*?\./, "")) ?? []);
  if (own.some((each) => isBelow(name, each) || isBelow(each, name))) return { because: "it is a domain of our own" };
  if (
    inventory
      .exact()
      .assetsNamed(name)
      .some((asset) => !isPartner(asset)) ||
    holdsOurs(name, inventory)
  )
    return { because: "machines of our own have that name" };
  return { handle: { kind: "domain", id: `domain:${name}`, name, knownTo: "evidence", aliases: [] } };
}

/** The one spelling of a domain name, or undefined for what is none. */
export function canonicalDomain(text: string): string | undefined {
  const trimmed = text.trim();
  // What a URL would read as more than a host never reaches its parser.
  if (trimmed === "" || trimmed.length > 4 * domainLengthMax || /[\s/\\?#@:[\]%<>^|\p{Cc}\p{Cf}]/u.test(trimmed)) return undefined;
  const host = URL.parse(`http://${trimmed}/`)?.hostname.replace(/\.$/, "");
  if (host === undefined || host.length > domainLengthMax || addressOf(host)) return undefined;
  const labels = host.split(".");
  const isName = labels.length > 1 && labels.every((label) => /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/.test(label));
  return isName && !/^\d+$/.test(labels.at(-1) ?? "") ? host : undefined;
}

// RFC 2606 and RFC 6761: in examples and demonstrations these stand for names of the public network, so they are read as such.
const isForExamples = (name: string) => /\.(?:test|example|invalid)$/.test(name);
const isBelow = (name: string, domain: string) => name === domain || name.endsWith(`.${domain}`);
const isPartner = ({ role }: Asset) => /partner|supplier|customer/.test(role.toLowerCase());

/** True when one of our machines lives below the name: blocking the name would cut it off. */
function holdsOurs(name: string, { inventory }: InventoryIndex): boolean {
  return inventory.assets.some(
    (asset) =>
      !isPartner(asset) && [asset.name, ...asset.aliases].some((each) => isBelow(each.trim().toLowerCase().replace(/\.$/, ""), name)),
  );
}

const fourOf = (bits: bigint) => [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 255n)).join(".");
