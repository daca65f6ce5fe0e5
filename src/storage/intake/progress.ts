import type pg from "pg";
import { inTransaction } from "../transaction.ts";
import { sourcesNamed } from "./source-row.ts";

const newest = `
SELECT p.position, least($2, h.position) AS "upTo" FROM watchkeeper.intake_progress p JOIN watchkeeper.intake_heads h USING (tenant)
WHERE p.tenant = $1 FOR UPDATE OF p`;

const perSource = `
SELECT source, count(*) AS count FROM watchkeeper.intake WHERE tenant = $1 AND position > $2 AND position <= $3 GROUP BY source ORDER BY source`;

const move = `
UPDATE watchkeeper.intake_progress SET position = $2,
  bytes_total = (SELECT bytes_total FROM watchkeeper.intake WHERE tenant = $1 AND position = $2) WHERE tenant = $1`;

const count = `
UPDATE watchkeeper.intake_sources s SET processed = s.processed + n.count FROM unnest($2::text[], $3::bigint[]) AS n(source, count)
WHERE s.tenant = $1 AND s.source = n.source`;

/** What stands up to a position no longer waits. It never goes back, and never beyond what was given out. */
export async function moveProgress(pool: pg.Pool, tenant: string, position: number): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ position: number; upTo: number }>({
      name: "intake-progress",
      text: newest,
      values: [tenant, position],
    });
    const from = rows[0]!.position;
    const { upTo } = rows[0]!;
    if (upTo <= from) return;
    const counted = await client.query<{ source: string; count: number }>(perSource, [tenant, from, upTo]);
    const names = counted.rows.map(({ source }) => source);
    await sourcesNamed(client, tenant, names);
    await client.query(count, [tenant, names, counted.rows.map((each) => each.count)]);
    await client.query({ name: "intake-move-progress", text: move, values: [tenant, upTo] });
  });
}
