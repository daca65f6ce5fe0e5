import type pg from "pg";
import { type Database, type DatabaseChoice, once } from "./database.ts";
import { openKept } from "./embedded/kept.ts";
import { connectionTo } from "./embedded/knock.ts";
import type { Server } from "./embedded/server.ts";
import { openThrowAway } from "./embedded/throw-away.ts";
import { openExternal } from "./external.ts";
import { watchSpace } from "./failure.ts";
import { grantApplication } from "./migrations/grants.ts";
import { migrate } from "./migrations/migrate.ts";
import { openPool } from "./pool.ts";

const defaultTenant = "default";

/** Opens the database, makes or upgrades its tables, and hands out connections. Refuses with `storage/…`. */
export async function openDatabase(choice: DatabaseChoice): Promise<Database> {
  const { tenant = defaultTenant, connectionsMax } = choice;
  const sized = connectionsMax === undefined ? {} : { connectionsMax };
  if ("databaseUrl" in choice) return openExternal({ url: choice.databaseUrl, tenant, ...sized });
  const server = "dataDir" in choice ? await openKept(choice.dataDir) : await openThrowAway(choice.temporaryDir);
  const durable = "dataDir" in choice;
  const asOwner = (work: (owner: pg.Pool) => Promise<void>) => withOwner(server, tenant, work);
  try {
    await asOwner(async (owner) => {
      await migrate(owner);
      await grantApplication(owner, server.credentials);
    });
    const pool = openPool({ connection: connectionTo(server.listen, server.credentials.application), tenant, durable, ...sized });
    watchSpace(pool, server.isFull);
    return { pool, tenant, durable, notes: [], asOwner, close: once(() => pool.end().finally(server.stop)) };
  } catch (cause) {
    await server.stop();
    throw cause;
  }
}

async function withOwner(server: Server, tenant: string, work: (owner: pg.Pool) => Promise<void>): Promise<void> {
  const owner = openPool({ connection: connectionTo(server.listen, server.credentials.owner), tenant, durable: true, connectionsMax: 2 });
  try {
    await work(owner);
  } finally {
    await owner.end();
  }
}
