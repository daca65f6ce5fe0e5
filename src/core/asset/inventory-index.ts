import { shortHostName } from "../observable/observable.ts";
import type { Asset, Identity, Inventory } from "./asset.ts";
import { type ExactNames, exactNames } from "./exact-names.ts";
import { type AssetGraph, assetGraph } from "./graph.ts";

/** An inventory that can be asked by name: names and aliases compare without case, hosts also by their first label, accounts without domain prefix. */
export type InventoryIndex = {
  readonly inventory: Inventory;
  readonly assetOf: (name: string) => Asset | undefined;
  readonly identityOf: (name: string) => Identity | undefined;
  /** Assets that depend on this one, directly or through others, in name order; at most `dependentsMax`. */
  readonly dependentsOf: (name: string) => readonly string[];
  readonly isEmpty: boolean;
  /** Names as containment takes them. Built when first asked for. */
  readonly exact: () => ExactNames;
  /** Users, spares and accounts of services. Built when first asked for. */
  readonly graph: () => AssetGraph;
  /** When the inventory was last known to be true, milliseconds; null where it does not say. */
  readonly asOfMs: number | null;
};

/** About how many machines the search for dependents of one machine visits; in a larger estate the rest is not followed. */
export const dependentsMax = 10_000;

/** Builds the index once per inventory. Ambiguous short names (one first label, two machines) find nothing rather than the wrong one. */
export function indexInventory(inventory: Inventory): InventoryIndex {
  const assets = new Map<string, Asset | "ambiguous">();
  for (const asset of inventory.assets) for (const name of namesOfAsset(asset)) put(assets, name, asset);
  const identities = new Map<string, Identity | "ambiguous">();
  for (const identity of inventory.identities)
    for (const name of [identity.name, ...identity.aliases]) put(identities, accountName(name), identity);
  const assetOf = (name: string) => found(assets, hostName(name)) ?? found(assets, shortHostName(name));
  const canonical = (name: string) => hostName(assetOf(name)?.name ?? name);
  const dependents = new Map<string, string[]>();
  for (const asset of inventory.assets) {
    for (const on of asset["depends-on"]) {
      const held = dependents.get(canonical(on));
      if (held) held.push(asset.name);
      else dependents.set(canonical(on), [asset.name]);
    }
  }
  const ownDomains = inventory["own-domains"].map((domain) => domain.toLowerCase());
  const identityOf = (name: string) => {
    const account = accountName(name);
    const local = localName(account, ownDomains);
    return found(identities, account) ?? (local === undefined ? undefined : found(identities, local));
  };
  const asOf = inventory["as-of"];
  return {
    inventory,
    assetOf,
    identityOf,
    dependentsOf: (name) => reach(canonical(name), dependents),
    isEmpty: inventory.assets.length === 0 && inventory.identities.length === 0,
    exact: once(() => exactNames(inventory)),
    graph: once(() => assetGraph(inventory, { assetOf, identityOf })),
    asOfMs: asOf === undefined ? null : Date.parse(asOf),
  };
}

function once<Value>(make: () => Value): () => Value {
  let held: { readonly value: Value } | undefined;
  return () => {
    held ??= { value: make() };
    return held.value;
  };
}

function put<Entry>(map: Map<string, Entry | "ambiguous">, key: string, entry: Entry): void {
  const held = map.get(key);
  map.set(key, held === undefined || held === entry ? entry : "ambiguous");
}

function found<Entry>(map: ReadonlyMap<string, Entry | "ambiguous">, key: string): Entry | undefined {
  const entry = map.get(key);
  return entry === "ambiguous" ? undefined : entry;
}

function namesOfAsset(asset: Asset): Set<string> {
  const plain = asset.addresses.filter((address) => !address.includes("/"));
  return new Set([asset.name, ...asset.aliases, ...plain].flatMap((name) => [hostName(name), shortHostName(name)]));
}

const hostName = (name: string) => name.trim().toLowerCase().replace(/\.$/, "");
const accountName = (name: string) => {
  const lower = name.trim().toLowerCase();
  return lower.slice(lower.lastIndexOf("\\") + 1);
};

/** `alice` of `alice@CORP.EXAMPLE`, as Kerberos writes her, where the realm is one of our own domains; elsewhere it is somebody else's account. */
function localName(account: string, ownDomains: readonly string[]): string | undefined {
  const at = account.lastIndexOf("@");
  const realm = account.slice(at + 1);
  return at > 0 && ownDomains.some((domain) => realm === domain || realm.endsWith(`.${domain}`)) ? account.slice(0, at) : undefined;
}

/** Whoever depends on a machine, also through others and in a circle; never the machine itself. */
function reach(name: string, dependents: ReadonlyMap<string, readonly string[]>): string[] {
  const seen = new Map<string, string>([[name, name]]);
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const dependent of dependents.get(next) ?? []) {
      const key = hostName(dependent);
      if (seen.has(key) || seen.size > dependentsMax) continue;
      seen.set(key, dependent);
      open.push(key);
    }
  }
  seen.delete(name);
  return [...seen.values()].toSorted();
}
