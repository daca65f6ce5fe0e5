import { type Kysely, sql } from "kysely";
import { tenantTables } from "./tenancy.ts";

/**
 * What the queue asks of the lists: every order is an index under each state that holds what else is filtered by, repeating alerts are counted in one row as
 * they come, and each row knows the revision of its last change. Beside them what people keep: saved views and how far each has looked.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [cases, alerts, storms, kept]) await sql.raw(statement).execute(db);
  await tenantTables(db, ["view_case_words", "view_storms", "saved_views", "looked_marks"]);
}

const gravity = `gravity int GENERATED ALWAYS AS (CASE severity WHEN 'critical' THEN 1 WHEN 'high' THEN 2 WHEN 'medium' THEN 3 WHEN 'low' THEN 4 ELSE 5 END) STORED`;

const cases = `
ALTER TABLE watchkeeper.view_cases
  ADD COLUMN verdict text,
  ADD COLUMN opened_at_ms bigint NOT NULL DEFAULT 0,
  ADD COLUMN ${gravity},
  ADD COLUMN revision bigint NOT NULL DEFAULT 0,
  ADD COLUMN new_revision bigint NOT NULL DEFAULT 0,
  ADD COLUMN verdict_revision bigint NOT NULL DEFAULT 0,
  ADD COLUMN escalated_revision bigint NOT NULL DEFAULT 0,
  ADD COLUMN reopened_revision bigint NOT NULL DEFAULT 0,
  ADD COLUMN closed_revision bigint NOT NULL DEFAULT 0,
  ADD COLUMN merged_revision bigint NOT NULL DEFAULT 0,
  ADD COLUMN news_revision bigint GENERATED ALWAYS AS
    (greatest(new_revision, verdict_revision, escalated_revision, reopened_revision, closed_revision, merged_revision)) STORED;
DROP INDEX watchkeeper.view_cases_by_state;
CREATE INDEX view_cases_by_priority ON watchkeeper.view_cases (tenant, state, priority, newest_first, id) INCLUDE (severity, category, verdict, assignee);
CREATE INDEX view_cases_by_gravity ON watchkeeper.view_cases (tenant, state, gravity, newest_first, id) INCLUDE (severity, category, verdict, assignee, priority);
CREATE INDEX view_cases_by_opening ON watchkeeper.view_cases (tenant, state, opened_at_ms, id) INCLUDE (severity, category, verdict, assignee, priority);
CREATE INDEX view_cases_by_change ON watchkeeper.view_cases (tenant, state, revision, id) INCLUDE (severity, category, verdict, assignee, priority);
CREATE INDEX view_cases_by_news ON watchkeeper.view_cases (tenant, news_revision);
CREATE TABLE watchkeeper.view_case_words (
  tenant text NOT NULL,
  word text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, word, id)
)`;

// The time is kept negative beside itself, so that one comparison of rows is the order of the list. Priority 6 is none yet.
const alerts = `
ALTER TABLE watchkeeper.view_alerts
  ADD COLUMN newest_first bigint GENERATED ALWAYS AS (-time_ms) STORED,
  ADD COLUMN ${gravity},
  ADD COLUMN verdict text,
  ADD COLUMN priority int NOT NULL DEFAULT 6,
  ADD COLUMN storm text COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN revision bigint NOT NULL DEFAULT 0;
CREATE INDEX view_alerts_by_priority ON watchkeeper.view_alerts (tenant, state, priority, newest_first, id) INCLUDE (severity, category, source, verdict);
CREATE INDEX view_alerts_by_gravity ON watchkeeper.view_alerts (tenant, state, gravity, newest_first, id) INCLUDE (severity, category, source, verdict, priority);
CREATE INDEX view_alerts_by_change ON watchkeeper.view_alerts (tenant, state, revision, id) INCLUDE (severity, category, source, verdict, priority)`;

// A storm's row is its newest alert's, with counts over all of them.
const storms = `
CREATE TABLE watchkeeper.view_storms (
  tenant text NOT NULL,
  id text COLLATE "C" NOT NULL,
  alert_id text COLLATE "C" NOT NULL,
  time_ms bigint NOT NULL,
  newest_first bigint GENERATED ALWAYS AS (-time_ms) STORED,
  first_ms bigint NOT NULL,
  open bigint NOT NULL,
  closed bigint NOT NULL,
  escalated bigint NOT NULL,
  state text GENERATED ALWAYS AS (CASE WHEN open > 0 THEN 'open' WHEN escalated > 0 THEN 'escalated' ELSE 'closed' END) STORED,
  severity text NOT NULL,
  ${gravity},
  category text,
  source text NOT NULL,
  verdict text,
  priority int NOT NULL,
  case_id text,
  words tsvector NOT NULL,
  revision bigint NOT NULL,
  shown text NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX view_storms_by_priority ON watchkeeper.view_storms (tenant, state, priority, newest_first, id) INCLUDE (severity, category, source, verdict);
CREATE INDEX view_storms_by_gravity ON watchkeeper.view_storms (tenant, state, gravity, newest_first, id) INCLUDE (severity, category, source, verdict, priority);
CREATE INDEX view_storms_by_time ON watchkeeper.view_storms (tenant, state, time_ms, id) INCLUDE (severity, category, source, verdict, priority);
CREATE INDEX view_storms_by_change ON watchkeeper.view_storms (tenant, state, revision, id) INCLUDE (severity, category, source, verdict, priority)`;

const kept = `
CREATE TABLE watchkeeper.saved_views (
  tenant text NOT NULL,
  id text COLLATE "C" NOT NULL CHECK (length(id) <= 64),
  person text NOT NULL CHECK (length(person) <= 200),
  shared boolean NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  body text NOT NULL CHECK (length(body) <= 8000),
  changed_at_ms bigint NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX saved_views_by_name ON watchkeeper.saved_views (tenant, person, name);
CREATE INDEX saved_views_shared ON watchkeeper.saved_views (tenant) WHERE shared;
CREATE TABLE watchkeeper.looked_marks (
  tenant text NOT NULL,
  person text NOT NULL CHECK (length(person) <= 200),
  revision bigint NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (tenant, person)
)`;
