import type pg from "pg";
import { type Attempts, failedAgain, waitMs } from "../../core/access/lockout.ts";
import type { AttemptStore, Reserved } from "../../ports/access-store.ts";

/** Counters of tries of one tenant in their table. */
export function attemptsIn(pool: pg.Pool, tenant: string): AttemptStore {
  return {
    reserve: (subjects, nowMs) => inTransaction(pool, (client) => reserve(client, tenant, subjects, nowMs)),
    async clear(subject) {
      await pool.query("DELETE FROM watchkeeper.sign_in_attempts WHERE tenant = $1 AND subject = $2", [tenant, subject]);
    },
    async giveBack(subject) {
      const text = "UPDATE watchkeeper.sign_in_attempts SET failures = GREATEST(failures - 1, 0) WHERE tenant = $1 AND subject = $2";
      await pool.query(text, [tenant, subject]);
    },
    async forget(triedBeforeMs, rowsMax) {
      const old = await pool.query("DELETE FROM watchkeeper.sign_in_attempts WHERE tenant = $1 AND last_ms < $2", [tenant, triedBeforeMs]);
      const text = `DELETE FROM watchkeeper.sign_in_attempts WHERE tenant = $1 AND subject IN
        (SELECT subject FROM watchkeeper.sign_in_attempts WHERE tenant = $1 ORDER BY last_ms DESC, subject OFFSET $2)`;
      return (old.rowCount ?? 0) + ((await pool.query(text, [tenant, rowsMax])).rowCount ?? 0);
    },
  };
}

/** One lock for each subject, always in the same order: two tries of one account wait for one another, and never in a circle. */
async function reserve(
  client: pg.PoolClient,
  tenant: string,
  subjects: Parameters<AttemptStore["reserve"]>[0],
  nowMs: number,
): Promise<readonly Reserved[]> {
  const names = subjects.map(({ subject }) => subject);
  for (const name of [...new Set(names)].toSorted())
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`watchkeeper sign-in ${tenant} ${name}`]);
  const text = "SELECT subject, failures, last_ms FROM watchkeeper.sign_in_attempts WHERE tenant = $1 AND subject = ANY($2)";
  const { rows } = await client.query<{ subject: string; failures: number; last_ms: number }>(text, [tenant, names]);
  const held = new Map<string, Attempts>(rows.map(({ subject, failures, last_ms }) => [subject, { failures, lastMs: last_ms }]));
  const waits = subjects.map(({ subject, limit }) => waitMs(held.get(subject), limit, nowMs));
  if (waits.some((wait) => wait > 0)) return waits.map((wait) => ({ waitMs: wait }));
  const next = subjects.map(({ subject, limit }) => ({ subject, ...failedAgain(held.get(subject), limit, nowMs) }));
  for (const { subject, failures, lastMs } of next)
    await client.query(
      `INSERT INTO watchkeeper.sign_in_attempts (tenant, subject, failures, last_ms) VALUES ($1, $2, $3, $4)
       ON CONFLICT (tenant, subject) DO UPDATE SET failures = excluded.failures, last_ms = excluded.last_ms`,
      [tenant, subject, failures, lastMs],
    );
  return next.map(({ failures }) => ({ failures }));
}

async function inTransaction<Outcome>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<Outcome>): Promise<Outcome> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const outcome = await work(client);
    await client.query("COMMIT");
    return outcome;
  } catch (cause) {
    await client.query("ROLLBACK").catch(() => {});
    throw cause;
  } finally {
    client.release();
  }
}
