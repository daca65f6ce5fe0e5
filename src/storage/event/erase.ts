import type { Database } from "../database.ts";
import { worldNamed } from "../world.ts";

const tables = ["events", "entity_postings", "batches", "dead_letters"] as const;

/** Removes everything that was read for one world, and has the server write over it in time. Gives the number of events. Done as the tables' owner. */
export async function eraseEvents(database: Pick<Database, "pool" | "tenant" | "asOwner">, name: string): Promise<number> {
  const { tenant, world } = await worldNamed(database.pool, database.tenant, name);
  let events = 0;
  await database.asOwner(async (owner) => {
    for (const table of tables) {
      const { rowCount } = await owner.query(`DELETE FROM watchkeeper.${table} WHERE tenant = $1 AND world = $2`, [tenant, world]);
      if (table === "events") events = rowCount ?? 0;
    }
    // Dead rows leave their pages only then.
    await owner.query(`VACUUM ${tables.map((table) => `watchkeeper.${table}`).join(", ")}`);
  });
  return events;
}
