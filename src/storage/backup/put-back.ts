import { createReadStream } from "node:fs";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Database } from "../database.ts";
import { monthsMax } from "../event/months.ts";
import type { Manifest } from "./manifest.ts";
import { damaged, notEmpty } from "./refusals.ts";

/** No table of a tenant unpacks to more than this; what does was not written by us. */
const unpackedBytesMax = 4 * 2 ** 40;

/**
 * Puts every table of a backup back in one transaction: all of it, or nothing. The tables must be those of the release that the backup is of, and empty
 * (`backup/not-empty`). Refuses rows that the database does not take (`backup/damaged`).
 */
export async function putBackTables(database: Pick<Database, "asOwner">, folder: string, manifest: Manifest): Promise<void> {
  await database.asOwner(async (owner) => {
    const client = await owner.connect();
    try {
      await client.query("BEGIN");
      await client.query("SET LOCAL idle_in_transaction_session_timeout = 0");
      await putAllBack(client, folder, manifest);
      await client.query("COMMIT");
    } catch (cause) {
      await client.query("ROLLBACK").catch(() => {});
      throw cause;
    } finally {
      client.release();
    }
  });
}

async function putAllBack(client: pg.PoolClient, folder: string, manifest: Manifest): Promise<void> {
  const tables = [...new Set(manifest.tables.map(({ table }) => table))];
  const known = await knownTables(client);
  const unknown = tables.find((table) => !known.has(table));
  if (unknown !== undefined) throw damaged(`it holds a table "${unknown}" that there is not`);
  // COPY is refused where row-level security binds the owner too; it binds again when this transaction ends.
  for (const table of tables) await client.query(`ALTER TABLE watchkeeper.${client.escapeIdentifier(table)} NO FORCE ROW LEVEL SECURITY`);
  for (const { name, fromMs, toMs } of manifest.months)
    await client.query("SELECT watchkeeper.ensure_month($1, $2, $3, $4)", [name, fromMs, toMs, monthsMax]);
  for (const each of manifest.tables) {
    await client.query("SELECT set_config('watchkeeper.tenant', $1, true)", [each.tenant]);
    await putBack(client, folder, each);
  }
  for (const { name, value } of manifest.sequences)
    if (value > 0) await client.query("SELECT setval(format('watchkeeper.%I', $1::text)::regclass, $2, true)", [name, value]);
  for (const table of tables) await client.query(`ALTER TABLE watchkeeper.${client.escapeIdentifier(table)} FORCE ROW LEVEL SECURITY`);
}

async function knownTables(client: pg.PoolClient): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'watchkeeper'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition",
  );
  return new Set(rows.map(({ name }) => name));
}

async function putBack(
  client: pg.PoolClient,
  folder: string,
  { tenant, table, columns, rows, file }: Manifest["tables"][number],
): Promise<void> {
  const name = `watchkeeper.${client.escapeIdentifier(table)}`;
  const { rowCount } = await client.query(`SELECT 1 FROM ${name} WHERE tenant = $1 LIMIT 1`, [tenant]);
  if (rowCount) throw notEmpty(`the database's table ${table}`);
  if (rows === 0) return;
  const target = client.query(copyFrom(`COPY ${name} (${columns.map((column) => client.escapeIdentifier(column)).join(", ")}) FROM STDIN`));
  let bytes = 0;
  const counting = new Transform({
    transform(piece: Buffer, _encoding, done) {
      bytes += piece.length;
      if (bytes > unpackedBytesMax) done(damaged(`${file} unpacks to more than any table holds`));
      else done(null, piece);
    },
  });
  try {
    await pipeline(createReadStream(join(folder, file)), createGunzip(), counting, target);
  } catch (cause) {
    throw damaged(`the database does not take ${file}`, cause);
  }
  if (target.rowCount !== rows) throw damaged(`${file} gave ${target.rowCount ?? 0} rows of ${rows}`);
}
