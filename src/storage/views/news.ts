import type pg from "pg";
import { type CaseNews, newsKinds, type QueueView, queueLimits } from "../../ports/queue-view.ts";
import { latestOf, patienceMs, within } from "./in-time.ts";
import { readCase } from "./rows.ts";

const columns = newsKinds.map((kind) => `${kind}_revision AS "${kind}"`).join(", ");
const counts = newsKinds.map((kind) => `(count(*) FILTER (WHERE ${kind}_revision > $2))::int AS "${kind}"`).join(", ");

type Row = CaseNews & {
  readonly shown: string;
  readonly revision: number;
  readonly priority: number;
  readonly newest_first: number;
  readonly id: string;
};

/** Cases with news after a revision. */
export function newsSince(pool: pg.Pool, tenant: string, since: number): ReturnType<QueueView["newsSince"]> {
  return within(pool, patienceMs.page, async (client) => {
    const revision = await latestOf(client, tenant);
    const counting = `SELECT count(*)::int AS cases, ${counts} FROM watchkeeper.view_cases WHERE tenant = $1 AND news_revision > $2`;
    const counted = await client.query<CaseNews & { cases: number }>(counting, [tenant, since]);
    const listing = `SELECT shown, revision, priority, newest_first, id, ${columns} FROM watchkeeper.view_cases
      WHERE tenant = $1 AND news_revision > $2 ORDER BY news_revision DESC LIMIT $3`;
    const { rows } = await client.query<Row>(listing, [tenant, since, queueLimits.news]);
    return {
      counts: counted.rows[0]!,
      rows: rows.map(({ shown, priority, newest_first, id, revision: at, ...news }) => ({
        row: { of: "cases" as const, row: readCase(shown, null), revision: at, order: [priority, newest_first, id] },
        news,
      })),
      revision,
    };
  });
}
