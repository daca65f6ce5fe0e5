import { resolve } from "node:path";
import { Inventory } from "../../core/asset/asset.ts";
import { indexInventory } from "../../core/asset/inventory-index.ts";
import { countAnew } from "../../engine/measure/counting.ts";
import { rebuildViews } from "../../engine/watch/rebuild-views.ts";
import { tenantsOf } from "../../ports/configuration.ts";
import { badOption } from "../command.ts";
import { openKeptStore } from "../kept-store.ts";
import { count } from "../progress.ts";
import type { System } from "../system.ts";
import type { JournalAction } from "./options.ts";

/** Worlds of one tenant that are looked through. */
const worldsMax = 100_000;

/** `journal rebuild-views`: the lists of alerts and cases of every tenant anew from the record. */
export const rebuild: JournalAction = async (values, system, terminal) => {
  const { configuration, folder } = await system.service.readConfiguration(values.config, folderOf(values["data-dir"], system));
  if (!configuration) throw badOption("the configuration has mistakes", 'run "watchkeeper config check", and mend them');
  const catalogue = system.catalogue();
  const rebuilt: { tenant: string; facts: number }[] = [];
  for (const { name: tenant, inventory: paths } of tenantsOf(configuration)) {
    const files = paths.map((path) => resolve(folder, path));
    const inventory = files.length === 0 ? indexInventory(Inventory.parse({})) : (await system.loadInventory(files)).index;
    const store = await openKeptStore(system, values["data-dir"], tenant);
    try {
      const worlds = {
        names: async (beginning: string) => (await store.worldNames(worldsMax)).filter((name) => name.startsWith(beginning)),
        journal: async (name: string) => (await store.world(name)).journal,
      };
      const facts = await rebuildViews({ worlds, views: store.views, knowledge: async () => ({ catalogue, inventory }) });
      await countAnew({ worlds, measures: store.measures });
      rebuilt.push({ tenant, facts });
    } finally {
      await store.close();
    }
  }
  if (values.json) terminal.out(`${JSON.stringify(rebuilt)}\n`);
  else for (const { tenant, facts } of rebuilt) terminal.out(`${tenant}: the lists were made anew from ${count(facts)} facts\n`);
  return 0;
};

function folderOf(dataDir: string | undefined, system: System): string {
  if (dataDir !== undefined) return dataDir;
  const databaseUrl = system.environment.DATABASE_URL;
  if (!databaseUrl) throw badOption("--data-dir DIR is missing");
  return system.stateFolder({ databaseUrl });
}
