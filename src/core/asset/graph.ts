import type { Asset, Identity, Inventory } from "./asset.ts";
import { type AssetClass, classOfAsset, classOfIdentity } from "./asset-class.ts";

/** Who uses what, what stands in for what, and what runs under which account: the rest of the graph beside `depends-on`. */
export type AssetGraph = {
  /** Accounts whose usual host it is, by name, sorted. */
  readonly usersOf: (asset: Asset) => readonly string[];
  /** Other machines that do the same work, whichever of the two says so; in name order. */
  readonly sparesOf: (asset: Asset) => readonly Asset[];
  /** Machines whose services run under the account, in name order. */
  readonly runningAs: (identity: Identity) => readonly Asset[];
  /** How many of the class the inventory knows; 0 for what it does not count. */
  readonly sizeOf: (assetClass: AssetClass) => number;
};

/** How the graph finds whom a name means. */
export type Lookup = {
  readonly assetOf: (name: string) => Asset | undefined;
  readonly identityOf: (name: string) => Identity | undefined;
};

/** Builds the graph over one inventory; names that mean nobody or several are left out. */
export function assetGraph(inventory: Inventory, { assetOf, identityOf }: Lookup): AssetGraph {
  const users = new Map<Asset, Set<string>>();
  const spares = new Map<Asset, Set<Asset>>();
  const running = new Map<Identity, Set<Asset>>();
  const sizes = new Map<AssetClass, number>();
  for (const identity of inventory.identities) {
    count(sizes, classOfIdentity(identity));
    for (const host of identity["usual-hosts"]) link(users, assetOf(host), identity.name);
  }
  for (const asset of inventory.assets) {
    count(sizes, classOfAsset(asset));
    for (const name of asset["runs-as"]) link(running, identityOf(name), asset);
    for (const name of asset["redundant-with"]) {
      const spare = assetOf(name);
      if (!spare || spare === asset) continue;
      link(spares, asset, spare);
      link(spares, spare, asset);
    }
  }
  return {
    usersOf: (asset) => [...(users.get(asset) ?? [])].toSorted(),
    sparesOf: (asset) => [...(spares.get(asset) ?? [])].toSorted(byName),
    runningAs: (identity) => [...(running.get(identity) ?? [])].toSorted(byName),
    sizeOf: (assetClass) => sizes.get(assetClass) ?? 0,
  };
}

function link<Key, Value>(map: Map<Key, Set<Value>>, key: Key | undefined, value: Value): void {
  if (key === undefined) return;
  const held = map.get(key);
  if (held) held.add(value);
  else map.set(key, new Set([value]));
}

const count = (sizes: Map<AssetClass, number>, assetClass: AssetClass) => sizes.set(assetClass, (sizes.get(assetClass) ?? 0) + 1);
const byName = (a: Asset, b: Asset) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
