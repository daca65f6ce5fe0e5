import type pg from "pg";
import type { AlertRow } from "../../ports/views.ts";
import { storable } from "../event/storable.ts";
import { alertWords, noPriority, type PutAlert, stormOf } from "./put-alerts.ts";
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

/** Moves the counts of the storms whose alerts were put. */
export async function putStorms(client: pg.PoolClient, tenant: string, rows: readonly AlertRow[], put: readonly PutAlert[]): Promise<void> {
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
  for (const { id, was, is, differs, revision } of put) {
    const row = byId.get(id);
    if (!row || !differs) continue;
    const key = stormOf(row);
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
