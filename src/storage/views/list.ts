import type pg from "pg";
import type { AlertFilter, AlertRow, CaseFilter, CaseRow, Page, Paged } from "../../ports/views.ts";
import { storable } from "../event/storable.ts";
import { readAfter, writeAfter } from "./place.ts";
import { readAlert, readCase } from "./rows.ts";
import { type AskedWords, askedWords } from "./words.ts";

/** The most rows of one page. */
export const pageMax = 1_000;

/** Conditions and the values in them. Every value is a parameter. */
class Asked {
  readonly values: unknown[] = [];
  readonly all: string[] = [];

  value(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  where(value: unknown, condition: (parameter: string) => string): void {
    if (value !== undefined) this.all.push(condition(this.value(value)));
  }
}

/** Alerts, newest first. */
export async function listAlerts(pool: pg.Pool, tenant: string, filter: AlertFilter, page: Page): Promise<Paged<AlertRow>> {
  const asked = new Asked();
  asked.where(tenant, (p) => `tenant = ${p}`);
  asked.where(filter.state, (p) => `state = ${p}`);
  asked.where(filter.source === undefined ? undefined : storable(filter.source), (p) => `source = ${p}`);
  asked.where(filter.caseId === undefined ? undefined : storable(filter.caseId), (p) => `case_id = ${p}`);
  asked.where(filter.fromMs, (p) => `time_ms >= ${p}::bigint`);
  asked.where(filter.toMs, (p) => `time_ms < ${p}::bigint`);
  const words = filter.text === undefined ? undefined : askedWords(filter.text);
  asked.where(words?.query, (p) => `words @@ ${p}::tsquery`);
  asked.where(words && (await rareWord(pool, tenant, words)), (p) => `id = ANY (${p}::text[])`);
  if (filter.severity) asked.where(filter.category, (p) => `category = ANY (${p}::text[])`);
  if (page.after !== undefined) {
    const [timeMs, id] = readAfter(page.after, isAlertPlace);
    asked.all.push(`(time_ms, id) < (${asked.value(timeMs)}::bigint, ${asked.value(id)})`);
  }
  const branches = filter.severity ? { column: "severity", of: filter.severity } : { column: "category", of: filter.category };
  const order = "time_ms DESC, id DESC";
  const places = inBranches({ table: "view_alerts", columns: "time_ms, id", order, asked, branches, page });
  // What a row shows is fetched for the rows of the page alone.
  const sql = `SELECT time_ms, id, shown FROM (${places}) AS place JOIN watchkeeper.view_alerts AS a USING (time_ms, id) WHERE a.tenant = $1 ORDER BY ${order}`;
  const { rows } = await pool.query<{ time_ms: number; id: string; shown: string }>(sql, asked.values);
  return paged(rows, page, {
    row: ({ shown }) => readAlert(shown),
    place: ({ time_ms, id }) => [time_ms, id],
  });
}

/** Up to how many alerts with a word are looked at one by one; a word of more is found soon by going through the list. */
const rareWordMax = 5_000;

/** The alerts with a rare word; undefined for a common one. */
async function rareWord(pool: pg.Pool, tenant: string, { from, to }: AskedWords): Promise<string[] | undefined> {
  const text = "SELECT id FROM watchkeeper.view_words WHERE tenant = $1 AND word >= $2 AND word < $3 LIMIT $4";
  const { rows } = await pool.query<{ id: string }>({ name: "view-rare-word", text, values: [tenant, from, to, rareWordMax + 1] });
  return rows.length > rareWordMax ? undefined : [...new Set(rows.map(({ id }) => id))];
}

/** Cases, the most urgent first, of those the newest first. Lists leave `detail` out: it is large, and `case` has it. */
export async function listCases(pool: pg.Pool, tenant: string, filter: CaseFilter, page: Page): Promise<Paged<CaseRow>> {
  const asked = new Asked();
  asked.where(tenant, (p) => `tenant = ${p}`);
  asked.where(filter.severity, (p) => `severity = ANY (${p}::text[])`);
  asked.where(filter.category, (p) => `category = ANY (${p}::text[])`);
  asked.where(filter.assignee === undefined ? undefined : storable(filter.assignee), (p) => `assignee = ${p}`);
  asked.where(filter.fromMs === undefined ? undefined : -filter.fromMs, (p) => `newest_first <= ${p}::bigint`);
  asked.where(filter.toMs === undefined ? undefined : -filter.toMs, (p) => `newest_first > ${p}::bigint`);
  asked.where(filter.text === undefined ? undefined : askedWords(filter.text)?.query, (p) => `words @@ ${p}::tsquery`);
  if (page.after !== undefined) {
    const [priority, newestFirst, id] = readAfter(page.after, isCasePlace);
    asked.all.push(
      `(priority, newest_first, id) > (${asked.value(priority)}::int, ${asked.value(newestFirst)}::bigint, ${asked.value(id)})`,
    );
  }
  const order = "priority, newest_first, id";
  const branches = { column: "state", of: filter.state };
  const sql = inBranches({ table: "view_cases", columns: `${order}, shown`, order, asked, branches, page });
  const { rows } = await pool.query<{ priority: number; newest_first: number; id: string; shown: string }>(sql, asked.values);
  return paged(rows, page, {
    row: ({ shown }) => readCase(shown, null),
    place: ({ priority, newest_first, id }) => [priority, newest_first, id],
  });
}

type Branched = {
  readonly table: string;
  readonly columns: string;
  readonly order: string;
  readonly asked: Asked;
  readonly branches: { readonly column: string; readonly of: readonly string[] | undefined };
  readonly page: Page;
};

/** One ordered reading of an index for each value asked for, merged: "one of these values" alone would lose the index's order. One row more tells whether there is a next page. */
function inBranches({ table, columns, order, asked, branches, page }: Branched): string {
  const limit = asked.value(limitOf(page) + 1);
  const values = branches.of === undefined ? [undefined] : [...new Set(branches.of)];
  if (values.length === 0) return `SELECT ${columns} FROM watchkeeper.${table} WHERE false AND ${asked.all.join(" AND ")} LIMIT ${limit}`;
  const each = values.map((value) => {
    const all = value === undefined ? asked.all : [...asked.all, `${branches.column} = ${asked.value(value)}`];
    return `(SELECT ${columns} FROM watchkeeper.${table} WHERE ${all.join(" AND ")} ORDER BY ${order} LIMIT ${limit})`;
  });
  return each.length === 1 ? each[0]! : `SELECT * FROM (${each.join(" UNION ALL ")}) AS page ORDER BY ${order} LIMIT ${limit}`;
}

const limitOf = ({ limit }: Page) => Math.min(Math.max(Math.trunc(limit), 1), pageMax);

type Reading<Found, Row> = { readonly row: (found: Found) => Row; readonly place: (found: Found) => readonly (number | string)[] };

function paged<Found, Row>(found: readonly Found[], page: Page, { row, place }: Reading<Found, Row>): Paged<Row> {
  const rows = found.slice(0, limitOf(page));
  const last = found.length > rows.length ? rows.at(-1) : undefined;
  return { rows: rows.map(row), next: last && writeAfter(place(last)) };
}

const isTime = (value: unknown) => Number.isSafeInteger(value);
const isAlertPlace = (place: readonly unknown[]): place is [number, string] =>
  place.length === 2 && isTime(place[0]) && typeof place[1] === "string";
const isCasePlace = (place: readonly unknown[]): place is [number, number, string] =>
  place.length === 3 &&
  Number.isInteger(place[0]) &&
  Math.abs(place[0] as number) < 2 ** 31 &&
  isTime(place[1]) &&
  typeof place[2] === "string";
