import { createHash } from "node:crypto";
import type pg from "pg";
import type { IntakeHold, IntakeHolds } from "../../ports/intake.ts";
import type { Database } from "../database.ts";
import { inTransaction } from "../transaction.ts";
import { isStorable, unstorable } from "../world.ts";

/** The most records that are let go of at once. */
export const forgetMax = 10_000;

// Holding and letting go wait for one another: when a hold is placed, nothing under it is being let go of any more.
const alone = "SELECT pg_advisory_xact_lock($1::bigint)";
const keyOf = (tenant: string) => createHash("sha256").update(`watchkeeper intake holds ${tenant}`).digest().readBigInt64BE().toString();

const held = (row: string, time: string) => `EXISTS (SELECT 1 FROM watchkeeper.intake_holds h
  WHERE h.tenant = $1 AND (h.source IS NULL OR h.source = ${row}.source) AND ${row}.${time} >= h.from_ms AND ${row}.${time} < h.to_ms)`;

const records = `
DELETE FROM watchkeeper.intake WHERE tenant = $1 AND position IN (
  SELECT i.position FROM watchkeeper.intake i WHERE i.tenant = $1 AND i.received_at_ms < $2
    AND i.position <= (SELECT position FROM watchkeeper.intake_progress WHERE tenant = $1) AND NOT ${held("i", "received_at_ms")}
  ORDER BY i.received_at_ms LIMIT $3)`;

const letters = `
DELETE FROM watchkeeper.intake_dead_letters WHERE tenant = $1 AND letter IN (
  SELECT l.letter FROM watchkeeper.intake_dead_letters l WHERE l.tenant = $1 AND l.at_ms < $2 AND NOT ${held("l", "at_ms")}
  ORDER BY l.at_ms LIMIT $3)`;

/** Lets go of processed records and of dead letters from before a time; gives how many, at most `limit`. What is under a hold stays. */
export async function forget(pool: pg.Pool, tenant: string, beforeMs: number, limit: number): Promise<number> {
  const most = Math.min(limit, forgetMax);
  return inTransaction(pool, async (client) => {
    await client.query(alone, [keyOf(tenant)]);
    const gone = (await client.query(records, [tenant, beforeMs, most])).rowCount ?? 0;
    if (gone >= most) return gone;
    return gone + ((await client.query(letters, [tenant, beforeMs, most - gone])).rowCount ?? 0);
  });
}

const holdLengthMax = 200;

/** Legal holds over the kept records of one tenant. */
export function openIntakeHolds({ pool, tenant }: Pick<Database, "pool" | "tenant">): IntakeHolds {
  return {
    async place({ hold, source, fromMs, toMs }) {
      if (hold.length === 0 || hold.length > holdLengthMax || !isStorable(hold)) throw unstorable("the name of a hold");
      await inTransaction(pool, async (client) => {
        await client.query(alone, [keyOf(tenant)]);
        await client.query(
          `INSERT INTO watchkeeper.intake_holds (tenant, hold, source, from_ms, to_ms) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (tenant, hold) DO UPDATE SET source = excluded.source, from_ms = excluded.from_ms, to_ms = excluded.to_ms`,
          [tenant, hold, source ?? null, fromMs, toMs],
        );
      });
    },
    async release(hold) {
      await pool.query("DELETE FROM watchkeeper.intake_holds WHERE tenant = $1 AND hold = $2", [tenant, hold]);
    },
    async all() {
      const text = `SELECT hold, source, from_ms AS "fromMs", to_ms AS "toMs" FROM watchkeeper.intake_holds WHERE tenant = $1 ORDER BY hold COLLATE "C"`;
      const { rows } = await pool.query<Omit<IntakeHold, "source"> & { source: string | null }>(text, [tenant]);
      return rows.map(({ source, ...hold }) => ({ ...hold, ...(source === null ? {} : { source }) }));
    },
  };
}
