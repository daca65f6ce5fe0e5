import { type Kysely, sql } from "kysely";
import { tenantTables } from "./tenancy.ts";

/**
 * What sources handed over, in one order for each tenant, and what lists show. Names from outside (record ids, cursors) are kept as JSON text, because that
 * holds any text; `bytes_total` counts all bytes up to and with a record, so that what waits between two positions is a subtraction.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [intake, sources, letters, holds, heads, alerts, cases, changes]) await sql.raw(statement).execute(db);
  await tenantTables(db, tables);
}

const tables = [
  "intake",
  "intake_heads",
  "intake_progress",
  "intake_sources",
  "intake_dead_letters",
  "intake_holds",
  "view_heads",
  "view_places",
  "view_alerts",
  "view_words",
  "view_cases",
  "view_changes",
];

const intake = `
CREATE TABLE watchkeeper.intake (
  tenant text NOT NULL,
  position bigint NOT NULL CHECK (position > 0),
  source text NOT NULL,
  record_id text NOT NULL,
  received_at_ms bigint NOT NULL,
  sent_at_ms bigint,
  size int NOT NULL,
  bytes_total bigint NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (tenant, position),
  UNIQUE (tenant, source, record_id)
);
CREATE INDEX intake_by_age ON watchkeeper.intake (tenant, received_at_ms)`;

// Both change with every hand-over: room in each page keeps the change beside the row.
const sources = `
CREATE TABLE watchkeeper.intake_sources (
  tenant text NOT NULL,
  source text NOT NULL,
  cursor text,
  accepted bigint NOT NULL DEFAULT 0,
  repeated bigint NOT NULL DEFAULT 0,
  dead_lettered bigint NOT NULL DEFAULT 0,
  processed bigint NOT NULL DEFAULT 0,
  last_received_ms bigint,
  habit text NOT NULL DEFAULT '{}',
  state text NOT NULL DEFAULT 'off',
  problem text,
  remedy text,
  heard_at_ms bigint,
  PRIMARY KEY (tenant, source)
) WITH (fillfactor = 50)`;

// A record that a source refused comes once under its name, one that no format could read once under its position.
const letters = `
CREATE TABLE watchkeeper.intake_dead_letters (
  tenant text NOT NULL,
  letter bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  source text NOT NULL,
  record_id text NOT NULL,
  position bigint,
  reason text NOT NULL,
  says text NOT NULL,
  at_ms bigint NOT NULL,
  sent_at_ms bigint,
  replayed_at_ms bigint,
  bytes bytea,
  PRIMARY KEY (tenant, letter)
);
CREATE UNIQUE INDEX intake_dead_letters_refused ON watchkeeper.intake_dead_letters (tenant, source, record_id) WHERE position IS NULL;
CREATE UNIQUE INDEX intake_dead_letters_read ON watchkeeper.intake_dead_letters (tenant, position) WHERE position IS NOT NULL;
CREATE INDEX intake_dead_letters_by_source ON watchkeeper.intake_dead_letters (tenant, source, letter);
CREATE INDEX intake_dead_letters_by_age ON watchkeeper.intake_dead_letters (tenant, at_ms)`;

const holds = `
CREATE TABLE watchkeeper.intake_holds (
  tenant text NOT NULL,
  hold text NOT NULL,
  source text,
  from_ms bigint NOT NULL,
  to_ms bigint NOT NULL,
  PRIMARY KEY (tenant, hold)
)`;

const heads = `
CREATE TABLE watchkeeper.intake_heads (
  tenant text PRIMARY KEY,
  position bigint NOT NULL,
  bytes_total bigint NOT NULL,
  received_at_ms bigint NOT NULL
) WITH (fillfactor = 20);
CREATE TABLE watchkeeper.intake_progress (
  tenant text PRIMARY KEY,
  position bigint NOT NULL,
  bytes_total bigint NOT NULL
) WITH (fillfactor = 20);
CREATE TABLE watchkeeper.view_heads (
  tenant text PRIMARY KEY,
  revision bigint NOT NULL,
  open bigint NOT NULL,
  closed bigint NOT NULL,
  escalated bigint NOT NULL
) WITH (fillfactor = 20);
CREATE TABLE watchkeeper.view_places (
  tenant text NOT NULL,
  world text NOT NULL,
  sequence bigint NOT NULL,
  PRIMARY KEY (tenant, world)
) WITH (fillfactor = 50)`;

// Lists ask by time under one equality, so each index ends in the order of the list, and holds what else may be asked for, so that only rows that are
// shown are fetched. Words are in a table of their own: an index over word vectors cannot be used under row-level security, whose operators are not leakproof.
const alerts = `
CREATE TABLE watchkeeper.view_alerts (
  tenant text NOT NULL,
  id text COLLATE "C" NOT NULL,
  time_ms bigint NOT NULL,
  state text NOT NULL,
  severity text NOT NULL,
  category text,
  source text NOT NULL,
  case_id text,
  words tsvector NOT NULL,
  world text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  shown text NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX view_alerts_by_time ON watchkeeper.view_alerts (tenant, time_ms, id) INCLUDE (state, severity, category, source);
CREATE INDEX view_alerts_by_state ON watchkeeper.view_alerts (tenant, state, time_ms, id) INCLUDE (severity, category, source);
CREATE INDEX view_alerts_by_severity ON watchkeeper.view_alerts (tenant, severity, time_ms, id) INCLUDE (state, category, source);
CREATE INDEX view_alerts_by_category ON watchkeeper.view_alerts (tenant, category, time_ms, id) INCLUDE (state, severity, source);
CREATE INDEX view_alerts_by_source ON watchkeeper.view_alerts (tenant, source, time_ms, id) INCLUDE (state, severity, category);
CREATE INDEX view_alerts_by_case ON watchkeeper.view_alerts (tenant, case_id, time_ms, id) WHERE case_id IS NOT NULL;
CREATE TABLE watchkeeper.view_words (
  tenant text NOT NULL,
  word text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, word, id)
)`;

// "detail" is large and only asked for one by one. The time of a case's last alert is kept negative, so that one comparison of rows is the order of the list.
const cases = `
CREATE TABLE watchkeeper.view_cases (
  tenant text NOT NULL,
  id text COLLATE "C" NOT NULL,
  priority int NOT NULL,
  newest_first bigint NOT NULL,
  state text NOT NULL,
  severity text NOT NULL,
  category text,
  assignee text,
  words tsvector NOT NULL,
  world text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  shown text NOT NULL,
  detail text,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX view_cases_in_order ON watchkeeper.view_cases (tenant, priority, newest_first, id);
CREATE INDEX view_cases_by_state ON watchkeeper.view_cases (tenant, state, priority, newest_first, id);
CREATE INDEX view_cases_by_assignee ON watchkeeper.view_cases (tenant, assignee, priority, newest_first, id) WHERE assignee IS NOT NULL`;

const changes = `
CREATE TABLE watchkeeper.view_changes (
  tenant text NOT NULL,
  revision bigint NOT NULL,
  kind text NOT NULL,
  id text NOT NULL,
  PRIMARY KEY (tenant, revision)
)`;
