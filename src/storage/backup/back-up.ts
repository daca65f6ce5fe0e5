import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import type { Database } from "../database.ts";
import { makeFolderDurably } from "../durable-file.ts";
import type { Manifest } from "./manifest.ts";

/** What is true of one moment only, or is nobody's business later: who is alive, and who is signed in. */
const leftOut: ReadonlySet<string> = new Set(["queue_workers", "leases", "sessions"]);

type Tables = Pick<Manifest, "tables" | "sequences" | "months" | "records" | "tenants" | "tablesOf"> & {
  readonly files: Manifest["files"];
};

/** Everything in the database as it was at one moment, told by one transaction; `during` may look at the same moment, tenant by tenant. */
export type BackUpParts = {
  readonly database: Pick<Database, "asOwner" | "tenant">;
  readonly folder: string;
  /** Those that are configured; others that the database shows are found. */
  readonly tenants: readonly string[];
  readonly during?: (moment: pg.Pool, tenant: string) => Promise<void>;
  readonly told?: (says: string) => void;
};

/** Writes every table of every tenant into files of a folder: lines of COPY, compressed, each with its digest. */
export async function backUpTables({ database, folder, tenants, during, told }: BackUpParts): Promise<Tables> {
  let made: Tables | undefined;
  await database.asOwner(async (owner) => {
    const client = await owner.connect();
    try {
      await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      await client.query("SET LOCAL idle_in_transaction_session_timeout = 0");
      made = await copied(client, { folder, tenants: await allTenants(client, tenants), during, told });
      await client.query("COMMIT");
    } catch (cause) {
      await client.query("ROLLBACK").catch(() => {});
      throw cause;
    } finally {
      client.release();
    }
  });
  return made!;
}

type Copying = Pick<BackUpParts, "folder" | "tenants"> & { readonly during: BackUpParts["during"]; readonly told: BackUpParts["told"] };

async function copied(client: pg.PoolClient, { folder, tenants, during, told }: Copying): Promise<Tables> {
  const kinds = await tablesOf(client);
  const tables: Manifest["tables"] = [];
  const files: Manifest["files"] = [];
  const records: Manifest["records"] = [];
  for (const tenant of tenants) {
    await bindTo(client, tenant);
    for (const { table, columns } of kinds) {
      const path = `tables/${fileWord(tenant)}/${table}.copy.gz`;
      const { rows, ...file } = await copyTable(client, { tenant, table, columns, place: join(folder, path) });
      if (rows > 0) told?.(`${tenant}: ${table}, ${rows} rows`);
      tables.push({ tenant, table, columns, rows, file: path });
      files.push({ path, ...file });
    }
    records.push(...(await recordsOf(client, tenant)));
    await during?.(asPool(client), tenant);
  }
  const { rows: steps } = await client.query<{ name: string }>("SELECT name FROM watchkeeper.kysely_migration ORDER BY name DESC LIMIT 1");
  return {
    tenants: [...tenants],
    tables,
    files,
    records,
    sequences: await sequencesOf(client),
    months: await monthsOf(client),
    tablesOf: steps[0]!.name,
  };
}

/** Row-level security binds every question to a tenant; where the owner is above it, the condition in each question does. */
const bindTo = (client: pg.PoolClient, tenant: string) => client.query("SELECT set_config('watchkeeper.tenant', $1, true)", [tenant]);

async function allTenants(client: pg.PoolClient, named: readonly string[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ tenant: string }>("SELECT DISTINCT tenant FROM watchkeeper.worlds");
  return [...new Set([...named, ...rows.map(({ tenant }) => tenant)])].toSorted();
}

/** Every table that holds rows of tenants; of one that is parted by month the whole. */
async function tablesOf(client: pg.PoolClient): Promise<readonly { table: string; columns: string[] }[]> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(`
    SELECT c.relname::text AS table,
      (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
       WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
    FROM pg_class c WHERE c.relnamespace = 'watchkeeper'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND EXISTS (SELECT 1 FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attname = 'tenant')
    ORDER BY c.relname COLLATE "C"`);
  return rows.filter(({ table }) => !leftOut.has(table));
}

async function copyTable(
  client: pg.PoolClient,
  { tenant, table, columns, place }: { tenant: string; table: string; columns: readonly string[]; place: string },
): Promise<{ rows: number; digest: string; bytes: number }> {
  await makeFolderDurably(dirname(place), 0o700);
  const names = columns.map((name) => client.escapeIdentifier(name)).join(", ");
  const from = `watchkeeper.${client.escapeIdentifier(table)} WHERE tenant = ${client.escapeLiteral(tenant)}`;
  const source = client.query(copyTo(`COPY (SELECT ${names} FROM ${from}) TO STDOUT`));
  const hash = createHash("sha256");
  let bytes = 0;
  const hashing = new Transform({
    transform(piece: Buffer, _encoding, done) {
      hash.update(piece);
      bytes += piece.length;
      done(null, piece);
    },
  });
  await pipeline(source, createGzip({ level: 1 }), hashing, createWriteStream(place, { flags: "wx", mode: 0o600 }));
  await sync(place);
  return { rows: source.rowCount ?? 0, digest: `sha256:${hash.digest("hex")}`, bytes };
}

async function sync(place: string): Promise<void> {
  const file = await open(place, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function recordsOf(client: pg.PoolClient, tenant: string): Promise<Manifest["records"]> {
  const { rows } = await client.query<{ world: string; entries: number; head: string | null }>(
    `SELECT w.name AS world, coalesce(j.sequence + 1, 0) AS entries, j.hash AS head FROM watchkeeper.worlds w
     LEFT JOIN LATERAL (SELECT sequence, hash FROM watchkeeper.journal j WHERE j.tenant = w.tenant AND j.world = w.world ORDER BY sequence DESC LIMIT 1) j ON true
     WHERE w.tenant = $1 ORDER BY w.name COLLATE "C"`,
    [tenant],
  );
  return rows.map(({ world, entries, head }) => ({ tenant, world, entries: Number(entries), head: head ?? "" }));
}

async function sequencesOf(client: pg.PoolClient): Promise<Manifest["sequences"]> {
  const { rows } = await client.query<{ name: string; value: string | number | null }>(
    `SELECT sequencename::text AS name, last_value AS value FROM pg_sequences WHERE schemaname = 'watchkeeper' ORDER BY sequencename COLLATE "C"`,
  );
  return rows.flatMap(({ name, value }) => (value === null ? [] : [{ name, value: Number(value) }]));
}

async function monthsOf(client: pg.PoolClient): Promise<Manifest["months"]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname::text AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'watchkeeper.events'::regclass AND c.relname ~ '^events_[0-9]{6}$' ORDER BY c.relname COLLATE "C"`,
  );
  return rows.map(({ name }) => {
    const [year, month] = [Number(name.slice(7, 11)), Number(name.slice(11)) - 1];
    return { name, fromMs: Date.UTC(year, month), toMs: Date.UTC(year, month + 1) };
  });
}

/** The one client of the moment, where a pool is asked for. */
function asPool(client: pg.PoolClient): pg.Pool {
  const held = {
    query: client.query.bind(client),
    connect: async () => Object.assign(Object.create(client) as pg.PoolClient, { release: () => {} }),
  };
  return held as unknown as pg.Pool;
}

/** A tenant's name is one already; it is checked where it is configured. */
const fileWord = (tenant: string) => tenant.replaceAll(/[^a-z0-9-]/g, "_");
