import pg from "pg";
import { SocError } from "../core/soc-error.ts";
import { type Database, once } from "./database.ts";
import { tellFailures } from "./failure.ts";
import { migrate } from "./migrations/migrate.ts";
import { openPool } from "./pool.ts";

const majorMin = 17;

/** A PostgreSQL of the user's own. Its role makes the tables and works with them, so some promises are weaker; `notes` says which. */
export async function openExternal({
  url,
  tenant,
  connectionsMax,
  tablesOf,
}: {
  readonly url: string;
  readonly tenant: string;
  readonly tablesOf?: string | undefined;
  readonly connectionsMax?: number;
}): Promise<Database> {
  const sized = connectionsMax === undefined ? {} : { connectionsMax };
  const pool = openPool({ connection: { connectionString: url }, tenant, durable: true, ...sized });
  try {
    const notes = await inspect(pool);
    await migrate(pool, tablesOf);
    tellFailures(pool);
    return { pool, tenant, durable: true, notes, asOwner: (work) => work(pool), close: once(() => pool.end()) };
  } catch (cause) {
    await pool.end();
    throw cause instanceof SocError ? cause : notReached(cause);
  }
}

/** Whether a server of the user's own holds our tables already. Makes none, and changes nothing. */
export async function holdsTables(url: string): Promise<boolean> {
  const pool = openPool({ connection: { connectionString: url }, tenant: "default", durable: true, connectionsMax: 1 });
  try {
    const { rows } = await pool.query<{ there: boolean }>("SELECT to_regclass('watchkeeper.worlds') IS NOT NULL AS there");
    return rows[0]?.there === true;
  } catch (cause) {
    throw notReached(cause);
  } finally {
    await pool.end();
  }
}

async function inspect(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ major: number; encoding: string; unbound: boolean; role: string; fsync: string }>(`
    SELECT current_setting('server_version_num')::int / 10000 AS major, current_setting('server_encoding') AS encoding,
           rolsuper OR rolbypassrls AS unbound, rolname::text AS role, current_setting('fsync') AS fsync
    FROM pg_roles WHERE rolname = current_user`);
  const server = rows[0]!;
  if (server.major < majorMin || server.encoding !== "UTF8") throw unfit(server);
  const notes = ["the role that works owns the tables: only a trigger keeps it from changing the journal"];
  if (server.unbound) notes.push(`the role "${server.role}" is beyond row-level security: only our queries keep tenants apart`);
  if (server.fsync !== "on") notes.push("the server runs with fsync off: a power loss may lose what was acknowledged");
  return notes;
}

const unfit = ({ major, encoding }: { major: number; encoding: string }) =>
  new SocError({
    code: "storage/server-unfit",
    problem: `the database server is PostgreSQL ${major} with encoding ${encoding}; watchkeeper needs ${majorMin} or later with UTF8`,
    remedy: "name a newer server in DATABASE_URL, or leave it out to use the one that comes with watchkeeper",
    retry: "never",
  });

// The driver's message can quote the address with its password: it goes nowhere but into the cause.
const notReached = (cause: unknown) =>
  new SocError({
    code: "storage/server-not-reached",
    problem: "the database server that DATABASE_URL names did not answer as expected",
    remedy: "check its address, user and password, and that it accepts connections from this machine",
    retry: { afterMs: 5_000 },
    ...(cause instanceof pg.DatabaseError ? { detail: cause.message } : {}),
    cause,
  });
