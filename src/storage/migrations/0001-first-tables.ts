import { type Kysely, sql } from "kysely";
import { tenantTables } from "./tenancy.ts";

/**
 * Worlds, journal, events with their postings, dead letters. A row's `world` is a number for one run or input; its name is in `worlds`.
 * Text columns hold what can be searched; where PostgreSQL cannot hold the exact value (NUL, lone surrogates) `exact` keeps it as JSON.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [worlds, journal, batches, events, postings, deadLetters, journalGuard, partitioning, counting, texts])
    await sql.raw(statement).execute(db);
  await tenantTables(db, ["worlds", "journal", "batches", "events", "events_other", "entity_postings", "dead_letters"]);
}

const worlds = `
CREATE TABLE watchkeeper.worlds (
  tenant text NOT NULL,
  world int NOT NULL GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  PRIMARY KEY (tenant, world),
  UNIQUE (tenant, name)
)`;

const journal = `
CREATE TABLE watchkeeper.journal (
  tenant text NOT NULL,
  world int NOT NULL,
  sequence bigint NOT NULL CHECK (sequence >= 0),
  stream text NOT NULL,
  type text NOT NULL,
  recorded_at_ms bigint NOT NULL,
  event text NOT NULL,
  previous text NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (tenant, world, sequence)
)`;

// What was stored already: a batch that comes again after a crash is recognised in the transaction that would store it.
const batches = `
CREATE TABLE watchkeeper.batches (
  tenant text NOT NULL,
  world int NOT NULL,
  input int NOT NULL,
  batch int NOT NULL,
  events int NOT NULL,
  letters int NOT NULL,
  first_ms bigint,
  last_ms bigint,
  hosts text[] NOT NULL,
  PRIMARY KEY (tenant, world, input, batch)
)`;

const events = `
CREATE TABLE watchkeeper.events (
  tenant text NOT NULL,
  world int NOT NULL,
  time_ms bigint NOT NULL,
  event_no bigint NOT NULL,
  dataset text NOT NULL,
  channel text NOT NULL,
  action text NOT NULL,
  host text,
  path text NOT NULL,
  record bigint NOT NULL,
  digest bytea,
  log_source text NOT NULL,
  fields text NOT NULL,
  exact text,
  PRIMARY KEY (tenant, world, time_ms, event_no)
) PARTITION BY RANGE (time_ms);
ALTER TABLE watchkeeper.events ALTER COLUMN fields SET STORAGE EXTERNAL;
CREATE TABLE watchkeeper.events_other PARTITION OF watchkeeper.events DEFAULT`;

// One row per entity, kind of event and batch: which of the batch's events mention it, when, from which hosts and with which users.
const postings = `
CREATE TABLE watchkeeper.entity_postings (
  tenant text NOT NULL,
  world int NOT NULL,
  entity text NOT NULL,
  dataset text NOT NULL,
  action text,
  from_ms bigint NOT NULL,
  to_ms bigint NOT NULL,
  first_no bigint NOT NULL,
  times bigint[] NOT NULL,
  ordinals int[] NOT NULL,
  hosts text[] NOT NULL,
  users text[] NOT NULL
);
CREATE INDEX entity_postings_by_entity ON watchkeeper.entity_postings (tenant, world, entity, from_ms)`;

const deadLetters = `
CREATE TABLE watchkeeper.dead_letters (
  tenant text NOT NULL,
  world int NOT NULL,
  letter_no bigint NOT NULL,
  reason text NOT NULL,
  letter text NOT NULL,
  PRIMARY KEY (tenant, world, letter_no)
)`;

// Grants keep the application from changing the journal; this keeps the owner from doing it by mistake.
const journalGuard = `
CREATE FUNCTION watchkeeper.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'the journal is append-only';
END $$;
CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON watchkeeper.journal
  FOR EACH STATEMENT EXECUTE FUNCTION watchkeeper.refuse_change()`;

// Months are made on demand, up to a maximum: evidence can claim any year, and what is beyond goes into one table for all other times.
const partitioning = `
CREATE FUNCTION watchkeeper.ensure_month(name text, from_ms bigint, to_ms bigint, months_max int) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF name !~ '^events_[0-9]{6}$' OR to_ms <= from_ms THEN RAISE EXCEPTION 'not a month'; END IF;
  PERFORM pg_advisory_xact_lock(6288797853917171795);
  IF to_regclass('watchkeeper.' || name) IS NOT NULL THEN RETURN true; END IF;
  IF (SELECT count(*) FROM pg_inherits WHERE inhparent = 'watchkeeper.events'::regclass) > months_max THEN RETURN false; END IF;
  -- Rows of this month may be in the common table from before.
  IF EXISTS (SELECT 1 FROM watchkeeper.events_other e WHERE e.time_ms >= from_ms AND e.time_ms < to_ms) THEN RETURN false; END IF;
  EXECUTE format('CREATE TABLE watchkeeper.%I (LIKE watchkeeper.events INCLUDING ALL)', name);
  EXECUTE format('ALTER TABLE watchkeeper.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
  EXECUTE format('CREATE POLICY tenant ON watchkeeper.%I USING (tenant = (SELECT current_setting(''watchkeeper.tenant'', true)))', name);
  EXECUTE format('ALTER TABLE watchkeeper.events ATTACH PARTITION watchkeeper.%I FOR VALUES FROM (%L) TO (%L)', name, from_ms, to_ms);
  RETURN true;
EXCEPTION WHEN check_violation THEN
  -- Rows that this role cannot see are in the way (a server of the user's own, another tenant).
  RETURN false;
END $$`;

// Statistics of the partitions too, which the application does not own.
const counting = `
CREATE FUNCTION watchkeeper.count_rows() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  ANALYZE watchkeeper.events, watchkeeper.entity_postings, watchkeeper.batches;
END $$`;

// Every text that an event holds under some native names, as core/query/meaning.ts defines it: arrays give their items; null, empty and "-" give none.
// Type json, not jsonb: it keeps numbers as they were written, and refuses nothing that a field may hold. The search for the name spares most parsing.
const texts = `
CREATE FUNCTION watchkeeper.texts_of(fields text, names text[]) RETURNS TABLE (v text, name_no bigint, item_no bigint)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 2 AS $$
  SELECT t.v, n.i, t.k
  FROM unnest(names) WITH ORDINALITY AS n(name, i)
  CROSS JOIN LATERAL (SELECT fields::json -> n.name AS j WHERE strpos(fields, '"' || n.name || '":') > 0 OFFSET 0) f
  CROSS JOIN LATERAL (
    SELECT f.j #>> '{}' AS v, 0::bigint AS k WHERE json_typeof(f.j) <> 'array'
    UNION ALL
    SELECT a.v, a.k FROM json_array_elements_text(CASE json_typeof(f.j) WHEN 'array' THEN f.j ELSE '[]'::json END) WITH ORDINALITY AS a(v, k)
  ) t
  WHERE t.v <> '' AND t.v <> '-'
$$`;
