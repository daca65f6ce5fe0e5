import type pg from "pg";
import type { SessionRow, SessionStore } from "../../ports/access-store.ts";

type Row = {
  readonly hash: string;
  readonly id: string;
  readonly account: string;
  readonly made_at_ms: number;
  readonly seen_at_ms: number;
  readonly stepped_up_at_ms: number | null;
  readonly how: string;
  readonly address: string;
  readonly agent: string;
};

const columns = "hash, id, account, made_at_ms, seen_at_ms, stepped_up_at_ms, how, address, agent";

const sessionOf = (row: Row): SessionRow => ({
  hash: row.hash,
  id: row.id,
  account: row.account,
  madeAtMs: row.made_at_ms,
  seenAtMs: row.seen_at_ms,
  steppedUpAtMs: row.stepped_up_at_ms ?? undefined,
  how: row.how,
  address: row.address,
  agent: row.agent,
});

/** Sessions of one tenant in their table. */
export function sessionsIn(pool: pg.Pool, tenant: string): SessionStore {
  return {
    async begin({ hash, id, account, madeAtMs, seenAtMs, steppedUpAtMs, how, address, agent }) {
      const text = `INSERT INTO watchkeeper.sessions (tenant, ${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;
      await pool.query(text, [tenant, hash, id, account, madeAtMs, seenAtMs, steppedUpAtMs ?? null, how, address, agent]);
    },
    async find(hash) {
      const { rows } = await pool.query<Row>(`SELECT ${columns} FROM watchkeeper.sessions WHERE tenant = $1 AND hash = $2`, [tenant, hash]);
      return rows[0] && sessionOf(rows[0]);
    },
    async seen(hash, atMs) {
      const text = "UPDATE watchkeeper.sessions SET seen_at_ms = GREATEST(seen_at_ms, $3) WHERE tenant = $1 AND hash = $2";
      await pool.query(text, [tenant, hash, atMs]);
    },
    async rotate(from, to, steppedUpAtMs) {
      const text = "UPDATE watchkeeper.sessions SET hash = $3, stepped_up_at_ms = $4 WHERE tenant = $1 AND hash = $2";
      return (await pool.query(text, [tenant, from, to, steppedUpAtMs ?? null])).rowCount === 1;
    },
    async ofAccount(account, limit) {
      const text = `SELECT ${columns} FROM watchkeeper.sessions WHERE tenant = $1 AND account = $2 ORDER BY made_at_ms DESC, id LIMIT $3`;
      return (await pool.query<Row>(text, [tenant, account, limit])).rows.map(sessionOf);
    },
    async end(account, which) {
      const one = "id" in which;
      const text = `DELETE FROM watchkeeper.sessions WHERE tenant = $1 AND account = $2 AND id ${one ? "=" : "<>"} $3 RETURNING id`;
      const { rows } = await pool.query<{ id: string }>(text, [tenant, account, one ? which.id : (which.allBut ?? "")]);
      return rows.map(({ id }) => id).toSorted();
    },
    async forget(madeBeforeMs, seenBeforeMs) {
      const text = "DELETE FROM watchkeeper.sessions WHERE tenant = $1 AND (made_at_ms < $2 OR seen_at_ms < $3)";
      return (await pool.query(text, [tenant, madeBeforeMs, seenBeforeMs])).rowCount ?? 0;
    },
  };
}
