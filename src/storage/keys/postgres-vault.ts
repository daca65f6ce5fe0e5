import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { StreamKey, StreamKeyName, Vault } from "../../ports/vault.ts";
import type { World } from "../world.ts";
import { openNonces } from "./nonces.ts";
import { wrappingLock } from "./rewrap.ts";
import { type WrappedRow as Row, unwrap, wrap } from "./wrap.ts";
import type { WrappingKeys } from "./wrapping-keys.ts";

const keyBytes = 32;
/** Keys made or asked for in one statement. */
const keysAtOnceMax = 5_000;

/** What a vault works with, and the keys that it holds in memory. */
type Open = {
  readonly pool: pg.Pool;
  readonly world: World;
  readonly keys: WrappingKeys;
  readonly held: Map<string, Uint8Array>;
  readonly newest: Map<string, StreamKey>;
  readonly freshNonce: () => Uint8Array;
};

/** The vault of one world, in the table of wrapped keys. `afterErasing` sees to it that nothing else opens what was erased. */
export function openPostgresVault(
  pool: pg.Pool,
  world: World,
  parts: { readonly keys: WrappingKeys; readonly pseudonym: string; readonly afterErasing: () => Promise<void> },
): Vault {
  const { keys, pseudonym, afterErasing } = parts;
  const open: Open = { pool, world, keys, held: new Map(), newest: new Map(), freshNonce: openNonces() };
  const bound = [world.tenant, world.world];
  return {
    pseudonym,
    freshNonce: open.freshNonce,
    async keysToWrite(streams) {
      const unknown = streams.filter((stream) => !open.newest.has(stream));
      for (let at = 0; at < unknown.length; at += keysAtOnceMax) await make(open, unknown.slice(at, at + keysAtOnceMax));
      return streams.map((stream) => open.newest.get(stream)!);
    },
    async keysToRead(names) {
      const unknown = names.filter((name) => !open.held.has(nameOf(name)));
      for (let at = 0; at < unknown.length; at += keysAtOnceMax) await read(open, unknown.slice(at, at + keysAtOnceMax));
      return names.flatMap(({ stream, generation }) => {
        const key = open.held.get(nameOf({ stream, generation }));
        return key ? [{ stream, generation, key }] : [];
      });
    },
    list: async () => (await pool.query<StreamKeyName & { erased: boolean }>(listStatement, bound)).rows,
    async erase(names) {
      await pool.query(eraseStatement, [...bound, ...columnsOf(names)]);
      forget(open);
      await afterErasing();
    },
    forget: () => forget(open),
  };
}

function forget({ held, newest }: Open): void {
  for (const key of held.values()) key.fill(0);
  held.clear();
  newest.clear();
}

async function read(open: Open, names: readonly StreamKeyName[]): Promise<void> {
  const { pool, world } = open;
  const { rows } = await pool.query<Row>(readStatement, [world.tenant, world.world, ...columnsOf(names)]);
  for (const row of rows) await take(open, row);
}

async function make(open: Open, streams: readonly string[]): Promise<void> {
  const made = new Map((await readNewest(open, streams)).map((row) => [row.stream, row]));
  const missing = streams.filter((stream) => !made.get(stream)?.wrapped);
  if (missing.length > 0) {
    await add(
      open,
      missing.map((stream) => ({ stream, generation: (made.get(stream)?.generation ?? -1) + 1 })),
    );
    for (const row of await readNewest(open, missing)) made.set(row.stream, row);
  }
  for (const row of made.values()) open.newest.set(row.stream, await take(open, row));
}

function add({ pool, world, keys, freshNonce }: Open, wanted: readonly StreamKeyName[]): Promise<void> {
  return shared(pool, world.tenant, async (client) => {
    const wrapping = await keys.current();
    const wrapped = wanted.map((name) => wrap(randomBytes(keyBytes), name, world, wrapping, freshNonce()));
    await client.query(insertStatement, [world.tenant, world.world, ...columnsOf(wanted), wrapped, wrapping.id]);
  });
}

async function readNewest({ pool, world }: Open, streams: readonly string[]): Promise<Row[]> {
  return (await pool.query<Row>(newestStatement, [world.tenant, world.world, streams])).rows;
}

async function take({ world, keys, held }: Open, row: Row): Promise<StreamKey> {
  const key = await unwrap(row, world, keys);
  held.set(nameOf(row), key);
  return { stream: row.stream, generation: row.generation, key };
}

const columnsOf = (names: readonly StreamKeyName[]) => [names.map(({ stream }) => stream), names.map(({ generation }) => generation)];

/** Runs while no other process replaces the wrapping key: what is wrapped with the key of now must be seen by whoever wraps everything anew. */
async function shared(pool: pg.Pool, tenant: string, work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))", [wrappingLock(tenant)]);
    await work(client);
    await client.query("COMMIT");
    client.release();
  } catch (cause) {
    client.release(true);
    throw cause;
  }
}

const nameOf = ({ stream, generation }: StreamKeyName) => `${generation} ${stream}`;

const newestStatement = `
SELECT DISTINCT ON (stream) stream, generation, kek, wrapped FROM watchkeeper.journal_keys
WHERE tenant = $1 AND world = $2 AND stream = ANY ($3::text[]) ORDER BY stream, generation DESC`;
// Of two processes that make a stream's key at once, the first one's stays and both use it.
const insertStatement = `
INSERT INTO watchkeeper.journal_keys (tenant, world, stream, generation, wrapped, kek)
SELECT $1, $2, k.*, $6 FROM unnest($3::text[], $4::int[], $5::bytea[]) AS k ON CONFLICT DO NOTHING`;
const readStatement = `
SELECT k.stream, k.generation, k.kek, k.wrapped FROM watchkeeper.journal_keys k
JOIN unnest($3::text[], $4::int[]) AS w (stream, generation) ON k.stream = w.stream AND k.generation = w.generation
WHERE k.tenant = $1 AND k.world = $2 AND k.wrapped IS NOT NULL`;
const listStatement = `
SELECT stream, generation, wrapped IS NULL AS erased FROM watchkeeper.journal_keys
WHERE tenant = $1 AND world = $2 ORDER BY stream COLLATE "C", generation`;
const eraseStatement = `
UPDATE watchkeeper.journal_keys k SET wrapped = NULL FROM unnest($3::text[], $4::int[]) AS w (stream, generation)
WHERE k.tenant = $1 AND k.world = $2 AND k.stream = w.stream AND k.generation = w.generation`;
