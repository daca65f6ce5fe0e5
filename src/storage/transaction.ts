import type pg from "pg";

/** Does one thing in one transaction; a connection on which it failed is not used again. */
export async function inTransaction<Done>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<Done>): Promise<Done> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const done = await work(client);
    await client.query("COMMIT");
    return done;
  } catch (cause) {
    broken = cause as Error;
    throw cause;
  } finally {
    client.release(broken);
  }
}
