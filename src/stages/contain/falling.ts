import type { Asset } from "../../core/asset/asset.ts";
import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import type { BlastRadius } from "../../core/containment/action.ts";
import { hostId } from "./handle-id.ts";
import type { Standing } from "./measured.ts";

/** What no longer works when these machines are gone, and who feels it. */
export type Falling = {
  readonly users: number;
  /** Services that stop, and those that keep running on one last spare; by name, sorted. */
  readonly stopping: readonly string[];
  readonly lastSpare: readonly string[];
  readonly criticality: BlastRadius["criticality"];
  /** The first machine of that criticality, for the sentence. */
  readonly gravest: string;
};

const ranks = ["unknown", "low", "medium", "high", "critical"] as const;

/** Machines that can stand in for this one: listed as such, and not cut off themselves. */
export function sparesLeft(asset: Asset, inventory: InventoryIndex, contained: Standing): readonly Asset[] {
  return inventory
    .graph()
    .sparesOf(asset)
    .filter((spare) => !contained.has(hostId(spare)));
}

/** The machines that fall with one: itself, and where nothing stands in for it everything that depends on it. */
export function fallingWith(asset: Asset, inventory: InventoryIndex, contained: Standing): readonly Asset[] {
  if (sparesLeft(asset, inventory, contained).length > 0) return [asset];
  return [asset, ...inventory.dependentsOf(asset.name).flatMap((name) => inventory.assetOf(name) ?? [])];
}

/** Counts who feels it when these machines are gone. Users are those whose usual host one of them is, or as many as the inventory says, whichever is more. */
export function feltBy(falling: readonly Asset[], inventory: InventoryIndex, contained: Standing): Falling {
  const gone = new Set(falling);
  const people = new Set<string>();
  let told = 0;
  const stopping = new Set<string>();
  const lastSpare = new Set<string>();
  let gravest: Asset | undefined;
  for (const asset of gone) {
    for (const user of inventory.graph().usersOf(asset)) people.add(user);
    told += asset.users ?? 0;
    if (!gravest || rankOf(asset) > rankOf(gravest)) gravest = asset;
    if (asset.service === undefined) continue;
    const left = sparesLeft(asset, inventory, contained).filter((spare) => !gone.has(spare)).length;
    if (left === 0) stopping.add(asset.service);
    if (left === 1) lastSpare.add(asset.service);
  }
  return {
    users: Math.max(people.size, told),
    stopping: [...stopping].toSorted(),
    lastSpare: [...lastSpare.difference(stopping)].toSorted(),
    criticality: gravest?.criticality ?? "unknown",
    gravest: gravest?.name ?? "",
  };
}

const rankOf = ({ criticality }: Asset) => ranks.indexOf(criticality);
