import type pg from "pg";
import type { AccessStore, SpentStore, TokenUses } from "../../ports/access-store.ts";
import type { Database } from "../database.ts";
import { attemptsIn } from "./attempts.ts";
import { sessionsIn } from "./sessions.ts";

/** What sign-in keeps of one tenant, in PostgreSQL. */
export function openAccessStore({ pool, tenant }: Pick<Database, "pool" | "tenant">): AccessStore {
  return {
    sessions: sessionsIn(pool, tenant),
    spent: spentIn(pool, tenant),
    attempts: attemptsIn(pool, tenant),
    uses: usesIn(pool, tenant),
  };
}

function spentIn(pool: pg.Pool, tenant: string): SpentStore {
  return {
    async spend(hash, endsAtMs) {
      const text = "INSERT INTO watchkeeper.access_spent (tenant, hash, ends_at_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
      return (await pool.query(text, [tenant, hash, endsAtMs])).rowCount === 1;
    },
    async forget(endedBeforeMs) {
      const text = "DELETE FROM watchkeeper.access_spent WHERE tenant = $1 AND ends_at_ms < $2";
      return (await pool.query(text, [tenant, endedBeforeMs])).rowCount ?? 0;
    },
  };
}

function usesIn(pool: pg.Pool, tenant: string): TokenUses {
  return {
    async note(token, atMs) {
      const text = `INSERT INTO watchkeeper.token_uses AS t (tenant, token, used_at_ms) VALUES ($1, $2, $3)
        ON CONFLICT (tenant, token) DO UPDATE SET used_at_ms = GREATEST(t.used_at_ms, excluded.used_at_ms)`;
      await pool.query(text, [tenant, token, atMs]);
    },
    async of(tokens) {
      const text = "SELECT token, used_at_ms FROM watchkeeper.token_uses WHERE tenant = $1 AND token = ANY($2)";
      const { rows } = await pool.query<{ token: string; used_at_ms: number }>(text, [tenant, tokens]);
      return new Map(rows.map(({ token, used_at_ms }) => [token, used_at_ms]));
    },
  };
}
