import type pg from "pg";
import type { Database } from "../database.ts";
import { worldNamed } from "../world.ts";

/** Rows that one statement removes; between two of them others have their turn. */
const rowsPerStatement = 20_000;
const statementsMax = 100_000;

/** A span of time that stays, of one source or of all: from inclusive, to exclusive, milliseconds. */
export type KeptSpan = { readonly source: string | undefined; readonly fromMs: number; readonly toMs: number };

/** How many events were let go, and how many month tables with them. */
export type Forgotten = { readonly events: number; readonly months: number };

/**
 * Lets go of one world's events before a time, with what finds them: whole months where nobody else has events in them, row by row where somebody has, or
 * where a hold keeps some. Harmless when repeated.
 */
export async function forgetEvents(
  database: Pick<Database, "pool" | "tenant" | "asOwner">,
  name: string,
  beforeMs: number,
  kept: readonly KeptSpan[],
): Promise<Forgotten> {
  const { tenant, world } = await worldNamed(database.pool, database.tenant, name);
  let [events, months] = [0, 0];
  await database.asOwner(async (owner) => {
    const client = await owner.connect();
    try {
      if (kept.length === 0) {
        const dropped = await dropMonths(client, { tenant, world, beforeMs });
        events += dropped.events;
        months += dropped.months;
      }
      events += await deleteRows(client, "events", { tenant, world, kept, last: "time_ms", first: "time_ms", source: "path", beforeMs });
      // What finds events, and what was counted of them, says no source: any hold over its time keeps it.
      const all = kept.map((each) => ({ ...each, source: undefined }));
      for (const [table, first, last] of [
        ["entity_postings", "from_ms", "to_ms"],
        ["batches", "first_ms", "last_ms"],
      ] as const)
        await deleteRows(client, table, { tenant, world, kept: all, first, last, source: "", beforeMs });
    } finally {
      client.release();
    }
  });
  return { events, months };
}

type Whose = { readonly tenant: string; readonly world: number; readonly beforeMs: number };

/** Drops each month that is over and holds events of this world alone. Whoever writes meanwhile waits for the lock, and then makes the month anew. */
async function dropMonths(client: pg.PoolClient, { tenant, world, beforeMs }: Whose): Promise<Forgotten> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname::text AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'watchkeeper.events'::regclass AND c.relname ~ '^events_[0-9]{6}$' ORDER BY 1`,
  );
  let [events, months] = [0, 0];
  for (const { name } of rows) {
    const [year, month] = [Number(name.slice(7, 11)), Number(name.slice(11))];
    if (Date.UTC(year, month) > beforeMs) continue;
    const dropped = await dropMonth(client, name, { tenant, world });
    if (dropped === undefined) continue;
    events += dropped;
    months++;
  }
  return { events, months };
}

/** How long writers are kept waiting at the most; a month that is in use is tried again the next time. */
const lockMsMax = 5_000;
const lockNotHad = "55P03";

/** The number of events that went with it; undefined where somebody else's are in it. Row-level security is off for the look: whose they are must be seen. */
async function dropMonth(client: pg.PoolClient, name: string, { tenant, world }: Omit<Whose, "beforeMs">): Promise<number | undefined> {
  const table = `watchkeeper.${client.escapeIdentifier(name)}`;
  const { rows: counted } = await client.query<{ own: string | number }>(
    `SELECT count(*) AS own FROM ${table} WHERE tenant = $1 AND world = $2`,
    [tenant, world],
  );
  try {
    await client.query("BEGIN");
    await client.query(`SET LOCAL lock_timeout = ${lockMsMax}`);
    await client.query("LOCK TABLE watchkeeper.events IN ACCESS EXCLUSIVE MODE");
    await client.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
    // Answered from the ends of the index, however many rows there are.
    const { rows } = await client.query<{ tenants: boolean; worlds: boolean }>(
      `SELECT (SELECT min(tenant) = $1 AND max(tenant) = $1 FROM ${table}) IS NOT FALSE AS tenants,
         (SELECT min(world) = $2 AND max(world) = $2 FROM ${table} WHERE tenant = $1) IS NOT FALSE AS worlds`,
      [tenant, world],
    );
    if (!rows[0]?.tenants || !rows[0].worlds) {
      await client.query("ROLLBACK");
      return undefined;
    }
    await client.query(`ALTER TABLE watchkeeper.events DETACH PARTITION ${table}`);
    await client.query(`DROP TABLE ${table}`);
    await client.query("COMMIT");
    return Number(counted[0]?.own ?? 0);
  } catch (cause) {
    await client.query("ROLLBACK").catch(() => {});
    if ((cause as { code?: string }).code === lockNotHad) return undefined;
    throw cause;
  }
}

type Deleting = Whose & { readonly kept: readonly KeptSpan[]; readonly first: string; readonly last: string; readonly source: string };

async function deleteRows(
  client: pg.PoolClient,
  table: string,
  { tenant, world, beforeMs, kept, first, last, source }: Deleting,
): Promise<number> {
  const values: unknown[] = [tenant, world, beforeMs];
  const spans = kept.map((span) => {
    values.push(span.fromMs, span.toMs);
    const time = `(${last} >= $${values.length - 1} AND ${first} < $${values.length})`;
    if (span.source === undefined || source === "") return `NOT ${time}`;
    values.push(span.source);
    return `NOT (${time} AND ${source} = $${values.length})`;
  });
  const where = [`tenant = $1 AND world = $2 AND ${last} < $3`, ...spans].join(" AND ");
  const statement = `DELETE FROM watchkeeper.${table} WHERE (tableoid, ctid) IN (SELECT tableoid, ctid FROM watchkeeper.${table} WHERE ${where} LIMIT ${rowsPerStatement})`;
  let removed = 0;
  for (let statements = 0; statements < statementsMax; statements++) {
    const { rowCount } = await client.query(statement, values);
    removed += rowCount ?? 0;
    if (!rowCount) break;
  }
  return removed;
}
