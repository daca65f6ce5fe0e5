import { type Address, addressOf, holds, type Range, rangeOf } from "../indicator/address.ts";
import type { Asset, Identity, Inventory } from "./asset.ts";

/**
 * Whom a name means when something is to be done to it. Stricter than `InventoryIndex`, whose answers only inform: a name that was seen finds exactly the
 * machine or account that it is a name of, never one that merely starts alike, and never one of another domain. Several answers mean that it is ambiguous.
 */
export type ExactNames = {
  readonly assetsNamed: (name: string) => readonly Asset[];
  readonly identitiesNamed: (name: string) => readonly Identity[];
  /** Machines, sites or partners to whom an address belongs, by itself or by a range. */
  readonly assetsHolding: (address: Address) => readonly Asset[];
};

const nameLengthMax = 255;

/**
 * A name as it is compared: lower-case, without a trailing dot or blanks around it. Undefined for what could be read as another name than it is: control
 * and format characters (zero width, bidirectional), and letters that have a plainer form (full width, ligatures; Unicode NFKC).
 */
export function exactName(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > nameLengthMax) return undefined;
  // Most names are plain, and nothing can be wrong with them.
  if (/^[ -~]+$/.test(trimmed)) return trimmed.toLowerCase().replace(/\.$/, "");
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cn}]/u.test(trimmed)) return undefined;
  return trimmed.normalize("NFKC") === trimmed ? trimmed.toLowerCase().replace(/\.$/, "") : undefined;
}

/** Builds both lookups once per inventory. */
export function exactNames(inventory: Inventory): ExactNames {
  const own = inventory["own-domains"].flatMap((domain) => exactName(domain.replace(/^\*?\./, "")) ?? []);
  const assets = assetNames(inventory.assets, own);
  return {
    assetsNamed: assets,
    identitiesNamed: identityNames(inventory.identities, own, (name) => assets(name).length > 0),
    assetsHolding: assetRanges(inventory.assets),
  };
}

function assetRanges(assets: readonly Asset[]): ExactNames["assetsHolding"] {
  const plain = new Map<string, Set<Asset>>();
  const ranges: { readonly range: Range; readonly asset: Asset }[] = [];
  for (const asset of assets)
    for (const text of asset.addresses) {
      const range = rangeOf(text.trim());
      if (range && text.includes("/")) ranges.push({ range, asset });
      else if (range) put(plain, hostKey(text.trim()), asset);
    }
  return (address) => [
    ...new Set([
      ...(plain.get(`${address.family}:${address.bits}`) ?? []),
      ...ranges.flatMap(({ range, asset }) => (holds(range, address) ? [asset] : [])),
    ]),
  ];
}

function assetNames(assets: readonly Asset[], own: readonly string[]): ExactNames["assetsNamed"] {
  const whole = new Map<string, Set<Asset>>();
  const byFirstLabel = new Map<string, Set<Asset>>();
  for (const asset of assets) {
    const names = [asset.name, ...asset.aliases].flatMap((name) => exactName(name) ?? []);
    for (const name of names) {
      put(whole, hostKey(name), asset);
      if (isHostName(name)) put(byFirstLabel, firstLabel(name), asset);
    }
    for (const address of asset.addresses) if (addressOf(address.trim())) put(whole, hostKey(address.trim()), asset);
  }
  const isDomainless = (asset: Asset) => ![asset.name, ...asset.aliases].some((name) => name.includes(".") && isHostName(name));
  return (text) => {
    const name = exactName(text);
    if (name === undefined) return [];
    const exact = whole.get(hostKey(name)) ?? new Set<Asset>();
    if (!isHostName(name)) return [...exact];
    if (!name.includes(".")) return [...exact.union(byFirstLabel.get(name) ?? new Set<Asset>())];
    if (exact.size > 0) return [...exact];
    // A machine that is listed without a domain is meant by its name in one of our own domains, and in no other.
    return isBelow(name, own) ? [...(byFirstLabel.get(firstLabel(name)) ?? [])].filter(isDomainless) : [];
  };
}

function identityNames(
  identities: readonly Identity[],
  own: readonly string[],
  isMachine: (name: string) => boolean,
): ExactNames["identitiesNamed"] {
  const whole = new Map<string, Set<Identity>>();
  const byAccount = new Map<string, Set<Identity>>();
  for (const identity of identities) {
    for (const name of namesOf(identity)) {
      put(whole, name, identity);
      put(byAccount, accountOf(name).account, identity);
    }
  }
  return (text) => {
    const name = exactName(text);
    if (name === undefined) return [];
    const exact = whole.get(name) ?? new Set<Identity>();
    const { domain, account } = accountOf(name);
    if (domain === undefined) return [...exact.union(byAccount.get(account) ?? new Set<Identity>())];
    if (exact.size > 0) return [...exact];
    // An account of a machine is not the directory's account of that name, nor is one of a domain that is not ours.
    const label = firstLabel(domain);
    if (isMachine(domain) || !own.some((each) => each === domain || (domain === label && firstLabel(each) === label))) return [];
    return [...(byAccount.get(account) ?? [])].filter((identity) => mayBelongTo(identity, label));
  };
}

/** False for an account whose listed domains are all others. */
function mayBelongTo(identity: Identity, label: string): boolean {
  const domains = namesOf(identity).flatMap((name) => accountOf(name).domain ?? []);
  return domains.length === 0 || domains.some((domain) => firstLabel(domain) === label);
}

const namesOf = ({ name, aliases }: Identity) => [name, ...aliases].flatMap((each) => exactName(each) ?? []);

/** `domain\account` and `account@domain`, parted; an account alone has no domain. */
function accountOf(name: string): { readonly domain?: string; readonly account: string } {
  const slash = name.lastIndexOf("\\");
  if (slash >= 0) return { domain: name.slice(0, slash), account: name.slice(slash + 1) };
  const at = name.lastIndexOf("@");
  return at > 0 ? { domain: name.slice(at + 1), account: name.slice(0, at) } : { account: name };
}

/** Two spellings of one address are one key. */
function hostKey(name: string): string {
  const address = addressOf(name);
  return address ? `${address.family}:${address.bits}` : name;
}

const isHostName = (name: string) => addressOf(name) === undefined;
const firstLabel = (name: string) => name.split(".", 1)[0] ?? name;
const isBelow = (name: string, domains: readonly string[]) => domains.some((domain) => name.endsWith(`.${domain}`));

function put<Entry>(map: Map<string, Set<Entry>>, key: string, entry: Entry): void {
  const held = map.get(key);
  if (held) held.add(entry);
  else map.set(key, new Set([entry]));
}
