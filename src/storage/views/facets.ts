import type pg from "pg";
import { aboutNames, type Facet, type FacetCounts, facetNames, type QueueFilter, queueLimits } from "../../ports/queue-view.ts";
import type { About } from "../../ports/views.ts";
import { ofAboutWord } from "./about-words.ts";
import { inTime, patienceMs } from "./in-time.ts";
import { Conditions, inOrder, nameRare } from "./queue-asked.ts";

/** Rows that are looked at for the counts of columns, and for those of what rows are about. */
const facetRows = { columns: 100_000, about: 5_000 } as const;

type Value = { readonly value: string; readonly count: number };
type Name = (typeof facetNames)[number] | keyof About;
type Column = (typeof facetNames)[number] | "source";
type Rows = { readonly columns: number; readonly about: number };

/** Counts by value, each kind without its own part of the filter, over so many rows; what took too long is not among them. */
export async function readFacets(pool: pg.Pool, tenant: string, filter: QueueFilter, rows: Rows = facetRows): Promise<FacetCounts> {
  const isAlerts = filter.of === "alerts";
  const columns: readonly Column[] = isAlerts
    ? ["state", "severity", "category", "verdict", "priority", "source"]
    : ["state", "severity", "category", "verdict", "priority", "assignee"];
  const abouts = isAlerts ? aboutNames.filter((name) => name !== "sources") : aboutNames;
  const found = new Map<Name, Facet>();
  const asking = { pool, tenant, rows };
  const own = columns.filter((column) => isFiltered(filter, column));
  const others = columns.filter((column) => !own.includes(column));
  if (others.length > 0) await countColumns(asking, filter, others, found);
  for (const column of own) await countColumns(asking, without(filter, column), [column], found);
  const ownAbout = abouts.filter((name) => filter.about?.[name] !== undefined);
  const otherAbout = abouts.filter((name) => !ownAbout.includes(name));
  if (otherAbout.length > 0) await countAbout(asking, filter, otherAbout, found);
  for (const name of ownAbout) await countAbout(asking, withoutAbout(filter, name), [name], found);
  // Alerts are nobody's: that is known without counting.
  if (isAlerts) found.set("assignee", { values: [], count: 0, exact: true });
  return Object.fromEntries([...facetNames, ...aboutNames].map((name) => [name, found.get(name)])) as FacetCounts;
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

type Asking = { readonly pool: pg.Pool; readonly tenant: string; readonly rows: Rows };
type Found = Map<Name, Facet>;
type CountedValue = Value & { readonly rows: number };

/** Rows of an order, numbered: one more than are counted is read, to know whether there are more, and is not counted itself. */
const numbered = (rows: string) => `SELECT *, row_number() OVER () AS place FROM (${rows}) AS ordered`;

async function countColumns(
  { pool, tenant, rows: { columns: most } }: Asking,
  filter: QueueFilter,
  columns: readonly Column[],
  found: Found,
) {
  const conditions = new Conditions(tenant, { filter });
  const counted = await inTime(pool, patienceMs.facets, async (client) => {
    await nameRare(client, conditions, filter, false);
    const rows = inOrder(conditions, "priority", columns, most + 1);
    const sets = ["()", ...columns.map((column) => `(${column})`)].join(", ");
    const which = columns.map((column, at) => `WHEN grouping(${column}) = 0 THEN ${at}`).join(" ");
    const value = columns.map((column) => (column === "priority" ? "(priority % 6)::text" : column)).join(", ");
    const text = `SELECT CASE ${which} ELSE -1 END AS kind, coalesce(${value}, '') AS value,
      (count(*) FILTER (WHERE place <= ${most}))::int AS count, count(*)::int AS rows
      FROM (${numbered(rows)}) AS found GROUP BY GROUPING SETS (${sets})`;
    return (await client.query<CountedValue & { kind: number }>(text, conditions.values)).rows;
  });
  if (!counted) return;
  const total = totalOf(
    counted.find(({ kind }) => kind === -1),
    most,
  );
  for (const [at, column] of columns.entries())
    found.set(column === "source" ? "sources" : column, { ...total, values: top(counted.filter(({ kind }) => kind === at)) });
}

async function countAbout(
  { pool, tenant, rows: { about: most } }: Asking,
  filter: QueueFilter,
  names: readonly (keyof About)[],
  found: Found,
) {
  const conditions = new Conditions(tenant, { filter });
  const counted = await inTime(pool, patienceMs.facets, async (client) => {
    await nameRare(client, conditions, filter, false);
    const rows = inOrder(conditions, "priority", [], most + 1);
    const text = `WITH found AS MATERIALIZED (${numbered(rows)})
      SELECT word AS value, count(*)::int AS count, 0 AS rows FROM (SELECT unnest(tsvector_to_array(words)) AS word
        FROM found JOIN ${conditions.source.table} AS r ON r.tenant = $1 AND r.id = found.id WHERE place <= ${most}) AS said
        WHERE word LIKE '=%' GROUP BY word
      UNION ALL SELECT '', 0, count(*)::int FROM found`;
    return (await client.query<CountedValue>(text, conditions.values)).rows;
  });
  if (!counted) return;
  const values = counted.flatMap(({ value, count }) => {
    const about = ofAboutWord(value);
    return about ? [{ ...about, count }] : [];
  });
  const total = totalOf(
    counted.find(({ value }) => value === ""),
    most,
  );
  for (const name of names) found.set(name, { ...total, values: top(values.filter((each) => each.name === name)) });
}

const totalOf = (found: CountedValue | undefined, most: number) => {
  const rows = found?.rows ?? 0;
  return { count: Math.min(rows, most), exact: rows <= most };
};

const top = (values: readonly Value[]): Value[] =>
  values
    .filter(({ count }) => count > 0)
    .map(({ value, count }) => ({ value, count }))
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, queueLimits.values);
