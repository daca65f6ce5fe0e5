import type pg from "pg";

// "WATCHKGU", which no migration takes: held in common by every process that works with a database, and alone by the one that stops it.
const presenceLock = "6287399202738358101";

/** Notes that this process works with the database; false while its server is being stopped. The server forgets it when the client's session ends, however it ends. */
export async function arrive(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>("SELECT pg_try_advisory_lock_shared($1::bigint) AS held", [presenceLock]);
  return rows[0]?.held === true;
}

/**
 * Takes that back. True for whoever leaves last: nobody can arrive any more while its client lives, and it stops the server. Of several who leave at one
 * time exactly one is told so, since each first lets go and then asks.
 */
export async function leave(client: pg.Client): Promise<boolean> {
  await client.query("SELECT pg_advisory_unlock_shared($1::bigint)", [presenceLock]);
  const { rows } = await client.query<{ held: boolean }>("SELECT pg_try_advisory_lock($1::bigint) AS held", [presenceLock]);
  return rows[0]?.held === true;
}
