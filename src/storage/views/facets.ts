import type pg from "pg";
import { aboutNames, type FacetCounts, facetNames, type QueueFilter, queueLimits } from "../../ports/queue-view.ts";
import type { About } from "../../ports/views.ts";
import { ofAboutWord } from "./about-words.ts";
import { inTime, patienceMs } from "./in-time.ts";
import { Conditions, inOrder, nameRare } from "./queue-asked.ts";

/** Rows that are looked at for the counts of columns, and for those of what rows are about. */
export const facetRowsMax = 100_000;
export const aboutRowsMax = 5_000;

type Value = { readonly value: string; readonly count: number };
type Name = (typeof facetNames)[number] | keyof About;
type Column = (typeof facetNames)[number] | "source";

/** Counts by value, each kind without its own part of the filter; what took too long has none, and says so. */
export async function readFacets(pool: pg.Pool, tenant: string, filter: QueueFilter): Promise<FacetCounts> {
  const isAlerts = filter.of === "alerts";
  const columns: readonly Column[] = isAlerts
    ? ["state", "severity", "category", "verdict", "priority", "source"]
    : ["state", "severity", "category", "verdict", "priority", "assignee"];
  const abouts = isAlerts ? aboutNames.filter((name) => name !== "sources") : aboutNames;
  const found = new Map<Name, readonly Value[]>();
  const asking = { pool, tenant };
  const own = columns.filter((column) => isFiltered(filter, column));
  const whole = await countColumns(
    asking,
    filter,
    columns.filter((column) => !own.includes(column)),
    found,
  );
  for (const column of own) await countColumns(asking, without(filter, column), [column], found);
  const ownAbout = abouts.filter((name) => filter.about?.[name] !== undefined);
  const about = await countAbout(
    asking,
    filter,
    abouts.filter((name) => !ownAbout.includes(name)),
    found,
  );
  for (const name of ownAbout) await countAbout(asking, withoutAbout(filter, name), [name], found);
  const of = Object.fromEntries([...facetNames, ...aboutNames].map((name) => [name, found.get(name) ?? []])) as FacetCounts["of"];
  return { ...whole, about, of };
}

const isFiltered = (filter: QueueFilter, column: Column) => (column === "source" ? filter.about?.sources : filter[column]) !== undefined;

function without(filter: QueueFilter, column: Column): QueueFilter {
  if (column === "source") return withoutAbout(filter, "sources");
  const { [column]: _left, ...rest } = filter;
  return rest;
}

function withoutAbout({ about = {}, ...filter }: QueueFilter, name: keyof About): QueueFilter {
  const { [name]: _left, ...rest } = about;
  return { ...filter, about: rest };
}

type Asking = { readonly pool: pg.Pool; readonly tenant: string };
type Found = Map<Name, readonly Value[]>;
const nothing = { count: 0, exact: false } as const;

async function countColumns({ pool, tenant }: Asking, filter: QueueFilter, columns: readonly Column[], found: Found) {
  const conditions = new Conditions(tenant, { filter });
  const counted = await inTime(pool, patienceMs.facets, async (client) => {
    await nameRare(client, conditions, filter, false);
    const rows = inOrder(conditions, "priority", columns, facetRowsMax + 1);
    const sets = ["()", ...columns.map((column) => `(${column})`)].join(", ");
    const which = columns.map((column, at) => `WHEN grouping(${column}) = 0 THEN ${at}`).join(" ");
    const value = columns.map((column) => (column === "priority" ? "(priority % 6)::text" : column)).join(", ");
    const kind = columns.length > 0 ? `CASE ${which} ELSE -1 END` : "-1";
    const text = `SELECT ${kind} AS kind, ${columns.length > 0 ? `coalesce(${value}, '')` : "''"} AS value, count(*)::int AS count
      FROM (${rows}) AS found GROUP BY GROUPING SETS (${sets})`;
    return (await client.query<Value & { kind: number }>(text, conditions.values)).rows;
  });
  if (!counted) return nothing;
  const total = counted.find(({ kind }) => kind === -1)?.count ?? 0;
  for (const [at, column] of columns.entries())
    found.set(column === "source" ? "sources" : column, top(counted.filter(({ kind }) => kind === at)));
  return { count: Math.min(total, facetRowsMax), exact: total <= facetRowsMax };
}

async function countAbout({ pool, tenant }: Asking, filter: QueueFilter, names: readonly (keyof About)[], found: Found) {
  const conditions = new Conditions(tenant, { filter });
  const counted = await inTime(pool, patienceMs.facets, async (client) => {
    await nameRare(client, conditions, filter, false);
    const rows = inOrder(conditions, "priority", [], aboutRowsMax + 1);
    const text = `WITH found AS MATERIALIZED (SELECT id FROM (${rows}) AS place)
      SELECT word AS value, count(*)::int AS count FROM (SELECT unnest(tsvector_to_array(words)) AS word
        FROM found JOIN ${conditions.source.table} AS r ON r.tenant = $1 AND r.id = found.id) AS said WHERE word LIKE '=%' GROUP BY word
      UNION ALL SELECT '', count(*)::int FROM found`;
    return (await client.query<Value>(text, conditions.values)).rows;
  });
  if (!counted) return nothing;
  const values = counted.flatMap(({ value, count }) => {
    const about = ofAboutWord(value);
    return about ? [{ ...about, count }] : [];
  });
  for (const name of names) found.set(name, top(values.filter((each) => each.name === name)));
  const total = counted.find(({ value }) => value === "")?.count ?? 0;
  return { count: Math.min(total, aboutRowsMax), exact: total <= aboutRowsMax };
}

const top = (values: readonly Value[]): Value[] =>
  values
    .map(({ value, count }) => ({ value, count }))
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, queueLimits.values);
