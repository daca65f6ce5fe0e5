import { type Kysely, sql } from "kysely";

const tables = ["view_alerts", "view_storms"];

/**
 * Alerts from before there were storms: each stands alone until its row is put with its storm, and has the priority and the verdict that it shows; then every
 * storm is counted from its alerts. Of other databases it changes nothing but counts that moved from nothing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // The rows are every tenant's. The tables' owner is bound to one, and here works for all within this one transaction.
  for (const table of tables) await sql`ALTER TABLE ${sql.id("watchkeeper", table)} NO FORCE ROW LEVEL SECURITY`.execute(db);
  for (const statement of [alone, byStorm, emptied, counted]) await sql.raw(statement).execute(db);
  for (const table of tables) await sql`ALTER TABLE ${sql.id("watchkeeper", table)} FORCE ROW LEVEL SECURITY`.execute(db);
}

// Read from what stands before the detail, in which anything may stand; a quotation mark within a text has a backslash before it.
const alone = `
UPDATE watchkeeper.view_alerts SET storm = 'alert:' || id,
  priority = coalesce(substring(split_part(shown, ',"detail":', 1) FROM ',"priority":([1-5])[,}]')::int, priority),
  verdict = coalesce(substring(split_part(shown, ',"detail":', 1) FROM ',"verdict":"([a-z-]+)"'), verdict)
WHERE storm = ''`;

const byStorm = "CREATE INDEX view_alerts_by_storm ON watchkeeper.view_alerts (tenant, storm, time_ms, id)";

const emptied = "DELETE FROM watchkeeper.view_storms";

const counted = `
INSERT INTO watchkeeper.view_storms (tenant, id, first_ms, open, closed, escalated, revision,
  alert_id, time_ms, severity, category, source, verdict, priority, case_id, words, shown)
SELECT c.tenant, c.storm, c.first_ms, c.open, c.closed, c.escalated, c.revision,
  n.id, n.time_ms, n.severity, n.category, n.source, n.verdict, n.priority, n.case_id, n.words, n.shown
FROM (
  SELECT tenant, storm, min(time_ms) AS first_ms, max(revision) AS revision, count(*) FILTER (WHERE state = 'open') AS open,
    count(*) FILTER (WHERE state = 'closed') AS closed, count(*) FILTER (WHERE state = 'escalated') AS escalated
  FROM watchkeeper.view_alerts GROUP BY tenant, storm
) c JOIN (
  SELECT DISTINCT ON (tenant, storm) * FROM watchkeeper.view_alerts ORDER BY tenant, storm, time_ms DESC, id DESC
) n ON n.tenant = c.tenant AND n.storm = c.storm`;
