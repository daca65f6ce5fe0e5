import { after, before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { Clock } from "../ports/clock.ts";
import type { Database } from "../storage/database.ts";
import { type Notices, openNotices } from "../storage/notices.ts";
import { openDatabase } from "../storage/open-database.ts";
import { openPool } from "../storage/pool.ts";

/** What a door of a tenant is made of: connections and notices of its own, as another process has them. */
export type DoorParts = { readonly database: Pick<Database, "pool" | "tenant">; readonly clock: Clock; readonly notices: Notices };

/**
 * New tenants of one database for contract suites, each with a clock that the test moves and that sleeps in real time. Doors of the tenant before are
 * closed when the next one is asked for: a server has connections for few.
 */
export function tenantDoors(database: () => Database, startMs: number) {
  let tenants = 0;
  let doors: (() => Promise<void>)[] = [];
  const close = async () => {
    const open = doors;
    doors = [];
    await Promise.all(open.map((end) => end()));
  };
  const next = async () => {
    await close();
    const tenant = `tenant-${tenants++}`;
    let nowMs = startMs;
    const clock: Clock = {
      nowMs: () => nowMs,
      sleep: (delayMs, signal) => sleep(delayMs, undefined, signal ? { signal } : {}),
    };
    const door = (): DoorParts => {
      const { host, user, password, port } = database().pool.options as pg.ClientConfig;
      const connection = { host, user, password, port, database: "postgres" } as pg.ClientConfig;
      const pool = openPool({ connection, tenant, durable: false, connectionsMax: 2 });
      const notices = openNotices({ pool, tenant }, clock);
      doors.push(() => notices.close().then(() => pool.end()));
      return { database: { pool, tenant }, clock, notices };
    };
    const set = (toMs: number) => {
      nowMs = toMs;
    };
    return { door, set };
  };
  return { next, close };
}

/** The same in a database that lives as long as the tests of a file. */
export function tenantsOfTests(startMs = Date.UTC(2026, 0, 5)) {
  let database: Database;
  const { next, close } = tenantDoors(() => database, startMs);
  before(async () => {
    database = await openDatabase({ ephemeral: true });
  });
  after(async () => {
    await close();
    await database.close();
  });
  return { next, database: () => database };
}
