import { type Asset, criticalities, type Identity, type Inventory } from "../../core/asset/asset.ts";
import { shortHostName } from "../../core/observable/observable.ts";

/** The most machines and accounts that are held of all sources together, as the schema of one inventory has it. */
export const assetsMax = 200_000;
export const identitiesMax = 500_000;
const namesMax = 32;
const listMax = 64;

/** One inventory of several that know of the same machines and accounts. The first that says something is believed, later ones add; nothing that one protects, another frees. */
export function mergeInventories(parts: readonly Inventory[]): Inventory {
  const asOf = oldest(parts);
  return {
    ...(asOf === undefined ? {} : { "as-of": asOf }),
    assets: merged(
      parts.flatMap(({ assets }) => assets),
      ({ name }) => shortHostName(name.trim().toLowerCase()),
      mergedAsset,
    ).slice(0, assetsMax),
    identities: merged(
      parts.flatMap(({ identities }) => identities),
      ({ name }) => name.trim().toLowerCase(),
      mergedIdentity,
    ).slice(0, identitiesMax),
    changes: parts.flatMap(({ changes }) => changes),
    accepted: parts.flatMap(({ accepted }) => accepted),
    "own-domains": unique(parts.flatMap((part) => part["own-domains"])),
    "own-addresses": unique(parts.flatMap((part) => part["own-addresses"])),
  };
}

function merged<Entry>(entries: readonly Entry[], keyOf: (entry: Entry) => string, join: (first: Entry, later: Entry) => Entry): Entry[] {
  const held = new Map<string, Entry>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const before = held.get(key);
    held.set(key, before === undefined ? entry : join(before, entry));
  }
  return [...held.values()];
}

function mergedAsset(first: Asset, later: Asset): Asset {
  return {
    ...later,
    ...first,
    aliases: others(first.name, [...first.aliases, later.name, ...later.aliases]),
    addresses: unique([...first.addresses, ...later.addresses]).slice(0, listMax),
    criticality:
      criticalities[Math.max(criticalities.indexOf(first.criticality), criticalities.indexOf(later.criticality))] ?? first.criticality,
    role: first.role === "unknown" ? later.role : first.role,
    "depends-on": unique([...first["depends-on"], ...later["depends-on"]]).slice(0, 256),
    "redundant-with": unique([...first["redundant-with"], ...later["redundant-with"]]).slice(0, listMax),
    "runs-as": unique([...first["runs-as"], ...later["runs-as"]]).slice(0, listMax),
    protected: first.protected || later.protected,
  };
}

function mergedIdentity(first: Identity, later: Identity): Identity {
  return {
    ...later,
    ...first,
    aliases: others(first.name, [...first.aliases, later.name, ...later.aliases]),
    role: first.role === "unknown" ? later.role : first.role,
    privileged: first.privileged || later.privileged,
    "usual-hosts": unique([...first["usual-hosts"], ...later["usual-hosts"]]).slice(0, listMax),
    protected: first.protected || later.protected,
  };
}

const others = (name: string, aliases: readonly string[]) =>
  unique(aliases)
    .filter((alias) => alias.toLowerCase() !== name.toLowerCase())
    .slice(0, namesMax);

function unique(values: readonly string[]): string[] {
  const seen = new Map(values.toReversed().map((value) => [value.trim().toLowerCase(), value]));
  return values.filter((value) => {
    const key = value.trim().toLowerCase();
    const isFirst = seen.has(key);
    seen.delete(key);
    return isFirst;
  });
}

/** As old as the oldest of those that hold machines or accounts; when one of these does not say, nobody knows. */
function oldest(parts: readonly Inventory[]): string | undefined {
  const telling = parts.filter(({ assets, identities }) => assets.length + identities.length > 0).map((part) => part["as-of"]);
  if (telling.includes(undefined)) return undefined;
  return telling.toSorted((a, b) => Date.parse(a ?? "") - Date.parse(b ?? ""))[0];
}
