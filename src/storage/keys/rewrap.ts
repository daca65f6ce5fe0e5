import type pg from "pg";
import type { Database } from "../database.ts";
import { openNonces } from "./nonces.ts";
import { unwrap, type WrappedRow, wrap } from "./wrap.ts";
import type { WrappingKeys } from "./wrapping-keys.ts";

/** Rows wrapped anew in one statement. */
const rowsAtOnce = 2_000;

/** The name of the lock that whoever adds wrapped keys shares, and whoever replaces the wrapping key has alone. */
export const wrappingLock = (tenant: string): string => `watchkeeper wraps keys of ${tenant}`;

/**
 * Replaces the key that wraps: everything that is left is wrapped anew, and the old key destroyed. What an erasure took out of the table may still lie in
 * the server's write-ahead log, in its free space and in its backups; without the old wrapping key it opens nothing. Ends what a crash left of it.
 */
export async function replaceWrappingKey({ pool, tenant }: Pick<Database, "pool" | "tenant">, keys: WrappingKeys): Promise<void> {
  await alone(pool, tenant, async (client) => {
    if (await keys.isReplacing()) await finish(client, tenant, keys);
    await keys.beginReplacing();
    await finish(client, tenant, keys);
  });
}

/** Ends a replacement that a crash left half done; nothing to do where there is none. */
export async function endReplacement({ pool, tenant }: Pick<Database, "pool" | "tenant">, keys: WrappingKeys): Promise<void> {
  if (!(await keys.isReplacing())) return;
  await alone(pool, tenant, async (client) => {
    if (await keys.isReplacing()) await finish(client, tenant, keys);
  });
}

async function alone(pool: pg.Pool, tenant: string, work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("SELECT pg_advisory_lock(hashtextextended($1, 0))", [wrappingLock(tenant)]);
    await work(client);
    await client.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [wrappingLock(tenant)]);
    client.release();
  } catch (cause) {
    // Ends the connection, and with it the lock.
    client.release(true);
    throw cause;
  }
}

async function finish(client: pg.PoolClient, tenant: string, keys: WrappingKeys): Promise<void> {
  const current = await keys.current();
  const freshNonce = openNonces();
  for (;;) {
    const { rows } = await client.query<WrappedRow & { readonly world: number }>(leftStatement, [tenant, current.id, rowsAtOnce]);
    if (rows.length === 0) break;
    const wrapped: Buffer[] = [];
    for (const row of rows) {
      const world = { tenant, world: row.world };
      wrapped.push(wrap(await unwrap(row, world, keys), row, world, current, freshNonce()));
    }
    const columns = [rows.map(({ world }) => world), rows.map(({ stream }) => stream), rows.map(({ generation }) => generation), wrapped];
    await client.query(rewrapStatement, [tenant, current.id, ...columns]);
  }
  await keys.endReplacing();
}

const leftStatement = `
SELECT world, stream, generation, kek, wrapped FROM watchkeeper.journal_keys
WHERE tenant = $1 AND kek <> $2 AND wrapped IS NOT NULL ORDER BY world, stream, generation LIMIT $3`;
// What was erased meanwhile stays erased.
const rewrapStatement = `
UPDATE watchkeeper.journal_keys k SET wrapped = w.wrapped, kek = $2
FROM unnest($3::int[], $4::text[], $5::int[], $6::bytea[]) AS w (world, stream, generation, wrapped)
WHERE k.tenant = $1 AND k.world = w.world AND k.stream = w.stream AND k.generation = w.generation AND k.wrapped IS NOT NULL`;
