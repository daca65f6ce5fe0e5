import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type RawBuilder, sql } from "kysely";
import type pg from "pg";
import { emptyFields, type Fields, type TelemetryEvent } from "../../core/event/event.ts";
import { fold } from "../../core/query/fold.ts";
import { operandsOf } from "../../core/query/matches.ts";
import { type EventQuery, queryLimits, type Where } from "../../core/query/query.ts";
import { SocError } from "../../core/soc-error.ts";
import type { SearchAnswer } from "../../ports/event-store.ts";
import { explained } from "../failure.ts";
import type { World } from "../world.ts";
import { valuesSql, whereSql } from "./condition-sql.ts";
import type { Exact } from "./event-rows.ts";
import { storableKey } from "./storable.ts";

/** How long one search may take, and how far matches are counted. */
export const searchLimits = { timeoutMs: 30_000, totalMax: 10_000 } as const;

// Only compiles: statements run on connections of the pool.
const compiler = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** Answers one checked query. */
export async function search(pool: pg.Pool, world: World, query: EventQuery): Promise<SearchAnswer> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${searchLimits.timeoutMs}`);
    const rows = await run<EventRow & { total: number }>(client, rowsSql(world, query));
    const groups = query.aggregate ? await run<GroupRow>(client, groupsSql(world, query, query.aggregate)) : [];
    await client.query("COMMIT");
    return {
      rows: rows.map(eventOf),
      total: rows[0]?.total ?? 0,
      groups: groups.map(({ keys, count, distinct }) => ({ by: keys, count, distinct })),
    };
  } catch (cause) {
    await client.query("ROLLBACK").catch((failed: Error) => {
      broken = failed;
    });
    throw isTimeout(cause) ? tooSlow(cause) : explained(cause, pool);
  } finally {
    client.release(broken);
  }
}

async function run<Row extends object>(client: pg.PoolClient, statement: RawBuilder<unknown>): Promise<Row[]> {
  const { sql: text, parameters } = statement.compile(compiler);
  return (await client.query<Row>(text, [...parameters])).rows;
}

type EventRow = {
  readonly time_ms: number;
  readonly dataset: TelemetryEvent["dataset"];
  readonly channel: string;
  readonly action: string;
  readonly host: string | null;
  readonly path: string;
  readonly record: number;
  readonly digest: string | null;
  readonly log_source: string;
  readonly fields: string;
  readonly exact: string | null;
};

// Matches are found and counted by their keys alone; only the rows that are returned are read whole.
function rowsSql(world: World, query: EventQuery): RawBuilder<unknown> {
  const direction = query.sort === "newest" ? sql`DESC` : sql`ASC`;
  return sql`
WITH ${refsSql(world, query)} hits AS MATERIALIZED (
  SELECT e.time_ms, e.event_no FROM ${candidatesSql(world, query)}
  ORDER BY e.time_ms ${direction}, e.event_no ${direction} LIMIT ${sql.lit(searchLimits.totalMax)}
)
SELECT (SELECT count(*)::int FROM hits) AS total, e.time_ms, e.dataset, e.channel, e.action, e.host, e.path, e.record,
  'sha256:' || encode(e.digest, 'hex') AS digest, e.log_source, e.fields, e.exact
FROM (SELECT * FROM hits ORDER BY time_ms ${direction}, event_no ${direction} LIMIT ${query.limit}) r, ${eventOfRef(world)} e
ORDER BY e.time_ms ${direction}, e.event_no ${direction}`;
}

type GroupRow = { readonly keys: string[]; readonly count: number; readonly distinct: number };

function groupsSql(world: World, query: EventQuery, aggregate: NonNullable<EventQuery["aggregate"]>): RawBuilder<unknown> {
  const first = (meaning: Parameters<typeof valuesSql>[0]) =>
    sql`coalesce((SELECT lower(t.v COLLATE "pg_c_utf8") FROM (${valuesSql(meaning, query.dataset, true)} LIMIT 1) AS t(v)), '')`;
  const keys = aggregate.by.length === 0 ? sql`'{}'::text[]` : sql`ARRAY[${sql.join(aggregate.by.map(first))}]`;
  const counted = aggregate.distinct ? first(aggregate.distinct) : sql`''`;
  return sql`
WITH ${refsSql(world, query)} keyed AS (
  SELECT ${keys} AS keys, ${counted} AS counted FROM ${candidatesSql(world, query)}
)
SELECT keys, count(*) AS count, count(DISTINCT nullif(counted, '')) AS distinct FROM keyed
GROUP BY keys ORDER BY count(*) DESC, keys COLLATE "C" LIMIT ${sql.lit(queryLimits.groupsMax)}`;
}

const inWorld = ({ tenant, world }: World) => sql`e.tenant = ${tenant} AND e.world = ${world}`;
const inWindow = ({ time }: EventQuery) => sql`e.time_ms >= ${time.fromMs} AND e.time_ms < ${time.toMs}`;

/** With an entity: the events of the right kind that its postings name within the window. */
function refsSql({ tenant, world }: World, { entity, time, dataset, where }: EventQuery): RawBuilder<unknown> {
  if (entity === undefined) return sql``;
  const actions = where && actionsIn(where);
  const ofDataset = dataset ? sql` AND p.dataset = ${dataset}` : sql``;
  const ofActions = actions ? sql` AND (p.action IS NULL OR lower(p.action COLLATE "pg_c_utf8") = ANY (${actions}::text[]))` : sql``;
  return sql`refs AS MATERIALIZED (
  SELECT r.time_ms, p.first_no + r.ordinal AS event_no
  FROM watchkeeper.entity_postings p CROSS JOIN LATERAL unnest(p.times, p.ordinals) AS r(time_ms, ordinal)
  WHERE p.tenant = ${tenant} AND p.world = ${world} AND p.entity = ${storableKey(entity)}
${ofDataset}${ofActions}
    AND p.from_ms < ${time.toMs} AND p.to_ms >= ${time.fromMs} AND r.time_ms >= ${time.fromMs} AND r.time_ms < ${time.toMs}
),`;
}

/** The actions without which no event can satisfy the conditions, in the case in which they are compared; undefined when any might. */
function actionsIn(where: Where): string[] | undefined {
  if ("all" in where) return where.all.map(actionsIn).find((actions) => actions !== undefined);
  if ("any" in where || "not" in where || where.field !== "action") return undefined;
  return where.op === "eq" || where.op === "in" ? operandsOf(where).map(fold) : undefined;
}

// OFFSET 0 keeps the planner from reading whole tables instead: it looks up the few rows by their key, in the one partition that their time names.
const eventOfRef = (world: World) =>
  sql`LATERAL (SELECT * FROM watchkeeper.events e WHERE ${inWorld(world)} AND e.time_ms = r.time_ms AND e.event_no = r.event_no OFFSET 0)`;

/** Rows `e` that satisfy the query. Without conditions the postings alone answer for an entity. */
function candidatesSql(world: World, query: EventQuery): RawBuilder<unknown> {
  const { entity, where, dataset, aggregate } = query;
  if (entity !== undefined && !where && !dataset && !aggregate) return sql`refs e`;
  const conditions = entity === undefined ? [inWorld(world), inWindow(query)] : [sql`true`];
  if (dataset) conditions.push(sql`e.dataset = ${dataset}`);
  if (where) conditions.push(whereSql(where, dataset));
  const tables = entity === undefined ? sql`watchkeeper.events e` : sql`refs r, ${eventOfRef(world)} e`;
  return sql`${tables} WHERE ${sql.join(conditions, sql` AND `)}`;
}

function eventOf(row: EventRow): TelemetryEvent {
  const exact = row.exact === null ? undefined : (JSON.parse(row.exact) as Exact);
  const { channel, action } = exact ?? row;
  return {
    timeMs: row.time_ms,
    dataset: row.dataset,
    channel,
    action,
    host: exact ? exact.host : (row.host ?? undefined),
    fields: Object.assign(emptyFields(), exact ? exact.fields : (JSON.parse(row.fields) as Fields)),
    source: { path: exact?.path ?? row.path, record: row.record, digest: exact?.digest ?? row.digest ?? "" },
    logSource: JSON.parse(row.log_source) as TelemetryEvent["logSource"],
  };
}

const isTimeout = (cause: unknown) => (cause as { code?: string }).code === "57014";

const tooSlow = (cause: unknown) =>
  new SocError({
    code: "storage/search-too-slow",
    problem: `a search took longer than ${searchLimits.timeoutMs / 1_000} seconds and was ended`,
    remedy: "ask about one observable, a shorter time or one dataset",
    retry: "never",
    cause,
  });
