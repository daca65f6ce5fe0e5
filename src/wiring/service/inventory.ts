import { resolve } from "node:path";
import type { LoadedInventory } from "../../cli/system.ts";
import { relationWord } from "../../connectors/inventory-file/describe.ts";
import { Inventory } from "../../core/asset/asset.ts";
import { indexInventory } from "../../core/asset/inventory-index.ts";
import { type InventoryHealth, openInventoryKeeper } from "../../engine/sources-of-answers/inventory-keeper.ts";
import type { Connector } from "../../ports/connector.ts";
import type { DemoData } from "./demo-data.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { TenantParts } from "./parts.ts";

/** What the company knows of its machines and people, from files and products, as it is now. */
export type ServiceInventory = {
  readonly current: () => LoadedInventory;
  readonly health: () => readonly InventoryHealth[];
  /** Reads the files anew. */
  readonly look: () => Promise<void>;
  readonly work: (signal: AbortSignal) => Promise<void>;
};

/** Opens the inventory of a tenant from its files; products are read by `work`. Refuses (`inventory/…`, `input/not-found`) a file that cannot be used. */
export async function openInventory(
  { tenant, places, system, log }: TenantParts,
  connectors: readonly Connector[],
  demo: DemoData["knowledge"],
): Promise<ServiceInventory> {
  const listed = tenant.inventory.map((path) => resolve(places.folder, path));
  let read: { readonly fingerprint: string; readonly inventory: Inventory } | undefined;
  const files = async () => {
    const paths = [...listed, ...demo().inventory];
    const fingerprint = await fingerprintOf(paths);
    if (read?.fingerprint === fingerprint) return read.inventory;
    const inventory = paths.length === 0 ? Inventory.parse({}) : (await system.loadInventory(paths)).index.inventory;
    read = { fingerprint, inventory };
    return inventory;
  };
  return openInventoryKeeper({
    files,
    sources: connectors.flatMap(({ inventory }) => inventory ?? []),
    clock: system.clock,
    load: loaded,
    told: (health) => tell(health, tenant.name, log),
  });
}

function loaded(inventory: Inventory, digest: string): LoadedInventory {
  const index = indexInventory(inventory);
  return { index, digest, isOwn: (observable) => relationWord(index, observable) === "own" };
}

function tell({ source, assets, identities, ageMs, stale, problem }: InventoryHealth, tenant: string, log: TenantParts["log"]): void {
  const fields = { tenant, source, ...(ageMs !== undefined && { ageMs }) };
  if (stale) log.warn("inventory/stale", fields);
  else if (problem === undefined) log.debug("inventory/read", { ...fields, assets, identities });
}
