import { SocError } from "../core/soc-error.ts";
import { badOption } from "./command.ts";
import type { OpenStore, System } from "./system.ts";

/** Opens what an earlier command kept: a look at a record makes no database and no tables. Refuses (`cli/no-record`). */
export async function openKeptStore(system: System, dataDir: string | undefined, tenant?: string): Promise<OpenStore> {
  const whose = tenant === undefined ? {} : { tenant };
  const databaseUrl = system.environment.DATABASE_URL;
  if (dataDir !== undefined) {
    if (!system.holdsDatabase(dataDir)) throw noRecord(`"${dataDir}" holds no database`);
    return system.openStore({ dataDir, join: true, ...whose });
  }
  if (!databaseUrl) throw badOption("--data-dir DIR is missing");
  if (!(await system.holdsTables(databaseUrl))) throw noRecord("the database that DATABASE_URL names holds no record");
  return system.openStore({ databaseUrl, ...whose });
}

/** A world that was there before; looking makes none. Refuses (`cli/no-record`). */
export async function keptWorld(store: OpenStore, name: string): ReturnType<OpenStore["world"]> {
  if (!(await store.hasWorld(name))) throw noRecord(`the database holds no world "${name.slice(0, 255)}"`);
  const world = await store.world(name);
  if ((await world.journal.head()) === undefined) throw noRecord(`nothing was recorded in the world "${name.slice(0, 255)}"`);
  return world;
}

/** There is nothing to look at. */
export const noRecord = (problem: string) =>
  new SocError({
    code: "cli/no-record",
    problem,
    remedy: "name the folder that investigate --data-dir kept, and with --world the name of the world in it",
    retry: "never",
  });
