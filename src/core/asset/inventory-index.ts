import type { Asset, Identity, Inventory } from "./asset.ts";

/** An inventory that can be asked by name: names and aliases compare without case, hosts also by their first label, accounts without domain prefix. */
export type InventoryIndex = {
  readonly inventory: Inventory;
  readonly assetOf: (name: string) => Asset | undefined;
  readonly identityOf: (name: string) => Identity | undefined;
  /** Assets that depend on this one, directly or through others, in name order; at most `dependentsMax`. */
  readonly dependentsOf: (name: string) => readonly string[];
  readonly isEmpty: boolean;
};

export const dependentsMax = 10_000;

/** Builds the index once per inventory. Ambiguous short names (one first label, two machines) find nothing rather than the wrong one. */
export function indexInventory(inventory: Inventory): InventoryIndex {
  const assets = new Map<string, Asset | "ambiguous">();
  for (const asset of inventory.assets) for (const name of namesOfAsset(asset)) put(assets, name, asset);
  const identities = new Map<string, Identity | "ambiguous">();
  for (const identity of inventory.identities)
    for (const name of [identity.name, ...identity.aliases]) put(identities, accountName(name), identity);
  const dependents = new Map<string, string[]>();
  for (const asset of inventory.assets)
    for (const on of asset["depends-on"]) dependents.set(on.toLowerCase(), [...(dependents.get(on.toLowerCase()) ?? []), asset.name]);
  return {
    inventory,
    assetOf: (name) => found(assets, hostName(name)) ?? found(assets, firstLabel(name)),
    identityOf: (name) => found(identities, accountName(name)),
    dependentsOf: (name) => reach(name, dependents),
    isEmpty: inventory.assets.length === 0 && inventory.identities.length === 0,
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
  return new Set([asset.name, ...asset.aliases, ...plain].flatMap((name) => [hostName(name), firstLabel(name)]));
}

const hostName = (name: string) => name.trim().toLowerCase().replace(/\.$/, "");
const firstLabel = (name: string) => (/^[\d.]+$|:/.test(name) ? hostName(name) : (hostName(name).split(".")[0] ?? ""));
const accountName = (name: string) => {
  const lower = name.trim().toLowerCase();
  return lower.slice(lower.lastIndexOf("\\") + 1);
};

function reach(name: string, dependents: ReadonlyMap<string, readonly string[]>): string[] {
  const seen = new Set<string>();
  const open = [name.toLowerCase()];
  for (let next = open.pop(); next !== undefined && seen.size < dependentsMax; next = open.pop()) {
    for (const dependent of dependents.get(next) ?? []) {
      if (seen.has(dependent)) continue;
      seen.add(dependent);
      open.push(dependent.toLowerCase());
    }
  }
  return [...seen].toSorted();
}
