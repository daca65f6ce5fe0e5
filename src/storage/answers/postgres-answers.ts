import { type AnswerStore, type AskedOnce, type Claim, claimLastsMs, keptAnswersMax } from "../../ports/answer-store.ts";
import type { Database } from "../database.ts";
import { inTransaction } from "../transaction.ts";

/** In the place of a media type, which has a slash: done, and the answer is not kept. */
const notKept = "not-kept";

type Row = {
  readonly claimed_at_ms: number;
  readonly digest: string;
  readonly status: number | null;
  readonly type: string | null;
  readonly body: string | null;
};

/** Answers of one tenant. The row that a claim inserts is the lock: of two that claim at once, the database lets one be first. */
export function openAnswers({ pool, tenant }: Pick<Database, "pool" | "tenant">): AnswerStore {
  const place = ({ scope, key }: AskedOnce) => [tenant, scope, key];
  return {
    claim: (asked, nowMs) =>
      inTransaction(pool, async (client): Promise<Claim> => {
        const first = await client.query(
          `INSERT INTO watchkeeper.answers (tenant, scope, key, digest, claimed_at_ms) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (tenant, scope, key) DO NOTHING RETURNING key`,
          [...place(asked), asked.digest, nowMs],
        );
        if (first.rowCount === 1) return { type: "new" };
        const found = await client.query(
          "SELECT digest, claimed_at_ms, status, type, body FROM watchkeeper.answers WHERE tenant = $1 AND scope = $2 AND key = $3",
          place(asked),
        );
        return claimOf(found.rows[0] as Row | undefined, asked, nowMs);
      }),
    async finish(asked, answer) {
      const { status, type, body } = answer ?? { status: 0, type: notKept, body: "" };
      const text = "UPDATE watchkeeper.answers SET status = $4, type = $5, body = $6 WHERE tenant = $1 AND scope = $2 AND key = $3";
      await pool.query(text, [...place(asked), status, type, body]);
      await pool.query(
        `DELETE FROM watchkeeper.answers WHERE tenant = $1 AND claimed_at_ms < (SELECT claimed_at_ms FROM watchkeeper.answers
           WHERE tenant = $1 ORDER BY claimed_at_ms DESC OFFSET $2 LIMIT 1)`,
        [tenant, keptAnswersMax],
      );
    },
    async release(asked) {
      await pool.query("DELETE FROM watchkeeper.answers WHERE tenant = $1 AND scope = $2 AND key = $3 AND status IS NULL", place(asked));
    },
    async forget(beforeMs, limit) {
      const { rowCount } = await pool.query(
        `DELETE FROM watchkeeper.answers WHERE tenant = $1 AND (scope, key) IN (SELECT scope, key FROM watchkeeper.answers
           WHERE tenant = $1 AND claimed_at_ms < $2 ORDER BY claimed_at_ms LIMIT $3)`,
        [tenant, beforeMs, limit],
      );
      return rowCount ?? 0;
    },
  };
}

/** The row may have gone between the two questions: then whoever asks again is the first. */
function claimOf(row: Row | undefined, { digest }: AskedOnce, nowMs: number): Claim {
  if (!row) return { type: "under-way" };
  if (row.digest !== digest) return { type: "other-request" };
  const { status, type, body } = row;
  if (status === null || type === null || body === null)
    return { type: nowMs - row.claimed_at_ms > claimLastsMs ? "unknown" : "under-way" };
  if (type === notKept) return { type: "not-kept" };
  return { type: "answered", answer: { status, type, body } };
}
