import type pg from "pg";
import type { AlertRow } from "../../ports/views.ts";
import { storable } from "../event/storable.ts";
import { alertWords, noPriority, type PutAlert } from "./put-alerts.ts";
import { requireId } from "./rows.ts";

type Moved = { newest: AlertRow; firstMs: number; open: number; closed: number; escalated: number; revision: number };

/** What of its newest alert a storm's row shows. */
const shown = ["alert_id", "time_ms", "severity", "category", "source", "verdict", "priority", "case_id", "words", "shown"];
const isNewer = "(excluded.time_ms, excluded.alert_id) >= (s.time_ms, s.alert_id)";

const statement = `
INSERT INTO watchkeeper.view_storms AS s (tenant, id, first_ms, open, closed, escalated, revision, ${shown.join(", ")})
SELECT $1, r.id, r.first_ms, r.open, r.closed, r.escalated, r.revision, r.alert_id, r.time_ms, r.severity, r.category, r.source, r.verdict, r.priority, r.case_id,
  array_to_tsvector(string_to_array(r.text, ' ')), r.shown
FROM unnest($2::text[], $3::bigint[], $4::int[], $5::int[], $6::int[], $7::bigint[], $8::text[], $9::bigint[], $10::text[], $11::text[], $12::text[], $13::text[],
  $14::int[], $15::text[], $16::text[], $17::text[])
  AS r(id, first_ms, open, closed, escalated, revision, alert_id, time_ms, severity, category, source, verdict, priority, case_id, text, shown)
ORDER BY r.id
ON CONFLICT (tenant, id) DO UPDATE SET first_ms = least(s.first_ms, excluded.first_ms), open = s.open + excluded.open,
  closed = s.closed + excluded.closed, escalated = s.escalated + excluded.escalated, revision = greatest(s.revision, excluded.revision),
  ${shown.map((column) => `${column} = CASE WHEN ${isNewer} THEN excluded.${column} ELSE s.${column} END`).join(", ")}`;

// A storm that an alert left or came to from elsewhere, as those do that are from before there were storms, is counted from its alerts.
const forgotten = "DELETE FROM watchkeeper.view_storms WHERE tenant = $1 AND id = ANY ($2::text[])";
const counted = `
INSERT INTO watchkeeper.view_storms (tenant, id, first_ms, open, closed, escalated, revision, ${shown.join(", ")})
SELECT $1, c.storm, c.first_ms, c.open, c.closed, c.escalated, c.revision, ${shown.map((column) => `n.${column === "alert_id" ? "id" : column}`).join(", ")}
FROM (
  SELECT storm, min(time_ms) AS first_ms, max(revision) AS revision, count(*) FILTER (WHERE state = 'open') AS open,
    count(*) FILTER (WHERE state = 'closed') AS closed, count(*) FILTER (WHERE state = 'escalated') AS escalated
  FROM watchkeeper.view_alerts WHERE tenant = $1 AND storm = ANY ($2::text[]) GROUP BY storm
) c CROSS JOIN LATERAL (
  SELECT * FROM watchkeeper.view_alerts a WHERE a.tenant = $1 AND a.storm = c.storm ORDER BY a.time_ms DESC, a.id DESC LIMIT 1
) n`;

/** Brings the storms whose alerts were put to what their alerts are now. */
export async function putStorms(client: pg.PoolClient, tenant: string, rows: readonly AlertRow[], put: readonly PutAlert[]): Promise<void> {
  const strayed = new Set(put.flatMap(({ from, storm }) => (from === null || from === storm ? [] : [from, storm])));
  if (strayed.size > 0) {
    const values = [tenant, [...strayed]];
    await client.query({ name: "view-forget-storms", text: forgotten, values });
    await client.query({ name: "view-count-storms", text: counted, values });
  }
  await moveStorms(
    client,
    tenant,
    rows,
    put.filter(({ storm }) => !strayed.has(storm)),
  );
}

async function moveStorms(client: pg.PoolClient, tenant: string, rows: readonly AlertRow[], put: readonly PutAlert[]): Promise<void> {
  const storms = [...movedBy(rows, put)];
  if (storms.length === 0) return;
  const each = storms.map(([, moved]) => moved);
  const newest = each.map((moved) => moved.newest);
  await client.query({
    name: "view-put-storms",
    text: statement,
    values: [
      tenant,
      storms.map(([key]) => requireId(key)),
      each.map(({ firstMs }) => firstMs),
      each.map(({ open }) => open),
      each.map(({ closed }) => closed),
      each.map(({ escalated }) => escalated),
      each.map(({ revision }) => revision),
      newest.map(({ id }) => requireId(id)),
      newest.map(({ timeMs }) => timeMs),
      newest.map(({ severity }) => severity),
      newest.map(({ category }) => category ?? null),
      newest.map(({ source }) => storable(source)),
      newest.map(({ verdict }) => verdict ?? null),
      newest.map(({ priority }) => priority ?? noPriority),
      newest.map(({ caseId }) => (caseId === undefined ? null : requireId(caseId))),
      newest.map(alertWords),
      newest.map((row) => JSON.stringify(row)),
    ],
  });
}

/** By storm what was put of it: how its counts move, and its newest alert among those. */
function movedBy(rows: readonly AlertRow[], put: readonly PutAlert[]): Map<string, Moved> {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const storms = new Map<string, Moved>();
  for (const { id, was, is, storm: key, differs, revision } of put) {
    const row = byId.get(id);
    if (!row || !differs) continue;
    const moved = storms.get(key) ?? { newest: row, firstMs: row.timeMs, open: 0, closed: 0, escalated: 0, revision };
    storms.set(key, moved);
    if (was) moved[was]--;
    moved[is]++;
    moved.revision = Math.max(moved.revision, revision);
    moved.firstMs = Math.min(moved.firstMs, row.timeMs);
    const { newest } = moved;
    if (row.timeMs > newest.timeMs || (row.timeMs === newest.timeMs && row.id > newest.id)) moved.newest = row;
  }
  return storms;
}
