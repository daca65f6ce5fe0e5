import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { SocError } from "../core/soc-error.ts";
import { type Database, type DatabaseChoice, once } from "./database.ts";
import { joinKept } from "./embedded/guest.ts";
import { openKept } from "./embedded/kept.ts";
import { connectionTo } from "./embedded/knock.ts";
import type { Server } from "./embedded/server.ts";
import { openThrowAway } from "./embedded/throw-away.ts";
import { openExternal } from "./external.ts";
import { tellFailures, watchSpace } from "./failure.ts";
import { grantApplication } from "./migrations/grants.ts";
import { migrate } from "./migrations/migrate.ts";
import { openPool } from "./pool.ts";

const defaultTenant = "default";

/** Opens the database, makes or upgrades its tables, and hands out connections. Refuses with `storage/…`. */
export async function openDatabase(choice: DatabaseChoice): Promise<Database> {
  const { tenant = defaultTenant, connectionsMax } = choice;
  const sized = connectionsMax === undefined ? {} : { connectionsMax };
  if ("databaseUrl" in choice) return openExternal({ url: choice.databaseUrl, tenant, tablesOf: choice.tablesOf, ...sized });
  const { server, isGuest } = await openServer(choice);
  const durable = "dataDir" in choice;
  const asOwner = (work: (owner: pg.Pool) => Promise<void>) => withOwner(server, tenant, work);
  try {
    // Whoever runs it has made its tables.
    if (!isGuest)
      await asOwner(async (owner) => {
        await migrate(owner, choice.tablesOf);
        // Rights are given on the tables of this release.
        if (choice.tablesOf === undefined) await grantApplication(owner, server.credentials);
      });
    const pool = openPool({ connection: connectionTo(server.listen, server.credentials.application), tenant, durable, ...sized });
    watchSpace(pool, server.isFull);
    tellFailures(pool);
    return { pool, tenant, durable, notes: [], asOwner, close: once(() => pool.end().finally(server.stop)) };
  } catch (cause) {
    await server.stop();
    throw cause;
  }
}

type Opened = { readonly server: Server; readonly isGuest: boolean };

// Its owner may be making, starting or stopping it just now; one that stops leaves the folder to us.
const joinsMax = 80;
const joinDelayMs = 250;

async function openServer(choice: Exclude<DatabaseChoice, { databaseUrl: string }>): Promise<Opened> {
  if (!("dataDir" in choice)) return { server: await openThrowAway(choice.temporaryDir), isGuest: false };
  for (let joins = 1; ; joins++) {
    try {
      return { server: await openKept(choice.dataDir), isGuest: false };
    } catch (cause) {
      if (!choice.join || !(cause instanceof SocError) || cause.code !== "storage/already-owned") throw cause;
      const server = await joinKept(choice.dataDir);
      if (server) return { server, isGuest: true };
      if (joins >= joinsMax) throw cause;
    }
    await sleep(joinDelayMs);
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
