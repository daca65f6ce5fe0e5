import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type pg from "pg";
import { SocError } from "../../core/soc-error.ts";
import type { StreamKey, StreamKeyName, Vault } from "../../ports/vault.ts";
import type { World } from "../world.ts";
import { openNonces } from "./nonces.ts";

/** The key that wraps keys. `id` tells it from another one; it is no secret. */
export type WrappingKey = { readonly id: string; readonly key: Uint8Array };

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
/** Keys made or asked for in one statement. */
const keysAtOnceMax = 5_000;

type Row = { readonly stream: string; readonly generation: number; readonly kek: string; readonly wrapped: Buffer | null };

/** The vault of one world, in the table of wrapped keys. `afterErasing` does what the table's owner alone may: see that old rows leave the table's file. */
export function openPostgresVault(
  pool: pg.Pool,
  world: World,
  {
    wrapping,
    pseudonym,
    afterErasing,
  }: { readonly wrapping: WrappingKey; readonly pseudonym: string; readonly afterErasing: () => Promise<void> },
): Vault {
  const held = new Map<string, Uint8Array>();
  const newest = new Map<string, StreamKey>();
  const freshNonce = openNonces();
  const bound = [world.tenant, world.world] as const;

  const take = (row: Row): StreamKey => {
    const key = unwrap(row, world, wrapping);
    held.set(nameOf(row), key);
    return { stream: row.stream, generation: row.generation, key };
  };
  const readNewest = async (streams: readonly string[]) => {
    const { rows } = await pool.query<Row>(newestStatement, [...bound, streams]);
    return rows;
  };
  const make = async (streams: readonly string[]): Promise<void> => {
    const made = new Map((await readNewest(streams)).map((row) => [row.stream, row]));
    const missing = streams.filter((stream) => !made.get(stream)?.wrapped);
    if (missing.length > 0) {
      const wanted = missing.map((stream) => ({ stream, generation: (made.get(stream)?.generation ?? -1) + 1 }));
      const wrapped = wanted.map((name) => wrap(randomBytes(keyBytes), name, world, { wrapping, nonce: freshNonce() }));
      const columns = [wanted.map(({ stream }) => stream), wanted.map(({ generation }) => generation), wrapped];
      await pool.query(insertStatement, [...bound, ...columns, wrapping.id]);
      for (const row of await readNewest(missing)) made.set(row.stream, row);
    }
    for (const row of made.values()) newest.set(row.stream, take(row));
  };

  return {
    pseudonym,
    freshNonce,
    async keysToWrite(streams) {
      const unknown = streams.filter((stream) => !newest.has(stream));
      for (let at = 0; at < unknown.length; at += keysAtOnceMax) await make(unknown.slice(at, at + keysAtOnceMax));
      return streams.map((stream) => newest.get(stream)!);
    },
    async keysToRead(names) {
      const unknown = names.filter((name) => !held.has(nameOf(name)));
      for (let at = 0; at < unknown.length; at += keysAtOnceMax) {
        const part = unknown.slice(at, at + keysAtOnceMax);
        const columns = [part.map(({ stream }) => stream), part.map(({ generation }) => generation)];
        for (const row of (await pool.query<Row>(readStatement, [...bound, ...columns])).rows) take(row);
      }
      return names.flatMap(({ stream, generation }) => {
        const key = held.get(nameOf({ stream, generation }));
        return key ? [{ stream, generation, key }] : [];
      });
    },
    async list() {
      const { rows } = await pool.query<StreamKeyName & { erased: boolean }>(listStatement, [...bound]);
      return rows;
    },
    async erase(names) {
      await pool.query(eraseStatement, [...bound, names.map(({ stream }) => stream), names.map(({ generation }) => generation)]);
      forget();
      await afterErasing();
    },
    forget,
  };

  function forget(): void {
    for (const key of held.values()) key.fill(0);
    held.clear();
    newest.clear();
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

/** What a wrapped key is for: moved to another row, it opens nothing. */
const boundTo = ({ stream, generation }: StreamKeyName, { tenant, world }: World) =>
  Buffer.from(JSON.stringify(["journal-key-v1", tenant, world, stream, generation]));

/** Wraps a key: nonce, AES-256-GCM ciphertext, tag. */
export function wrap(
  key: Uint8Array,
  name: StreamKeyName,
  world: World,
  { wrapping, nonce }: { readonly wrapping: WrappingKey; readonly nonce: Uint8Array },
): Buffer {
  const sealing = createCipheriv("aes-256-gcm", wrapping.key, nonce, { authTagLength: tagBytes });
  sealing.setAAD(boundTo(name, world));
  return Buffer.concat([nonce, sealing.update(key), sealing.final(), sealing.getAuthTag()]);
}

/** The key in a row. Refuses (`journal/keys-missing`) what another key wrapped, and a row that was changed. */
export function unwrap(row: Row, world: World, wrapping: WrappingKey): Uint8Array {
  const { wrapped, kek } = row;
  if (wrapped?.length !== nonceBytes + keyBytes + tagBytes || kek !== wrapping.id) throw otherKeys(row.stream);
  try {
    const opening = createDecipheriv("aes-256-gcm", wrapping.key, wrapped.subarray(0, nonceBytes), { authTagLength: tagBytes });
    opening.setAAD(boundTo(row, world));
    opening.setAuthTag(wrapped.subarray(-tagBytes));
    return Buffer.concat([opening.update(wrapped.subarray(nonceBytes, -tagBytes)), opening.final()]);
  } catch (cause) {
    throw otherKeys(row.stream, cause);
  }
}

const otherKeys = (stream: string, cause?: unknown) =>
  new SocError({
    code: "journal/keys-missing",
    problem: `the key of the stream "${stream.slice(0, 80)}" cannot be unwrapped with the keys that are here`,
    remedy: "restore the folder of keys and the database from the same backup; with DATABASE_URL, name that folder in WATCHKEEPER_KEYS",
    retry: "never",
    cause,
  });
