import type pg from "pg";
import { type Counted, type QueueAsked, type QueueRow, type QueueView, queueLimits, type Storm } from "../../ports/queue-view.ts";
import type { Page } from "../../ports/views.ts";
import { storable } from "../event/storable.ts";
import { readFacets } from "./facets.ts";
import { inTime, latestOf, patienceMs, within } from "./in-time.ts";
import { newsSince } from "./news.ts";
import { readAfter, writeAfter } from "./place.ts";
import { anyOrder, Conditions, inOrder, keysOf, kindOf, nameRare } from "./queue-asked.ts";
import { readAlert, readCase } from "./rows.ts";

/** The queue of one tenant, over the rows of its views. */
export function openQueue(pool: pg.Pool, tenant: string): QueueView {
  return {
    page: (asked, page) => readPage({ pool, tenant, asked, page }),
    count: (asked) => countRows(pool, tenant, asked),
    rows: (asked, ids) => lookUp({ pool, tenant, asked }, ids),
    order: (asked) => readOrder(pool, tenant, asked),
    facets: (filter) => readFacets(pool, tenant, filter),
    newsSince: (revision) => newsSince(pool, tenant, revision),
  };
}

type Asking = { readonly pool: pg.Pool; readonly tenant: string; readonly asked: QueueAsked };
type Found = {
  readonly [key: string]: unknown;
  readonly shown: string;
  readonly revision: number;
  readonly id: string;
  readonly first_ms: number;
  readonly time_ms: number;
  readonly open: number;
  readonly closed: number;
  readonly escalated: number;
};

const stormColumns = ["first_ms", "time_ms", "open", "closed", "escalated"];
const columnsOf = (asked: QueueAsked) => ["shown", "revision", ...(kindOf(asked) === "storms" ? stormColumns : [])];

async function readPage({ pool, tenant, asked, page }: Asking & { readonly page: Page }): ReturnType<QueueView["page"]> {
  const conditions = new Conditions(tenant, asked);
  const { keys, down } = keysOf(asked.sort, conditions.source.opened);
  if (page.after !== undefined) {
    const place = readAfter(page.after, (parts): parts is (number | string)[] => isPlace(parts, keys.length));
    const given = place.map((part, at) => conditions.value(part) + (at === keys.length - 1 ? "" : "::bigint"));
    conditions.all.push(`(${keys.join(", ")}) ${down ? "<" : ">"} (${given.join(", ")})`);
  }
  const limit = Math.min(Math.max(Math.trunc(page.limit), 1), queueLimits.rows);
  return within(pool, patienceMs.page, async (client) => {
    const revision = await latestOf(client, tenant);
    await nameRare(client, conditions, asked.filter, asked.storms === true);
    const places = inOrder(conditions, asked.sort, [], limit + 1);
    // What a row shows is fetched for the rows of the page alone.
    const order = keys.map((key) => `place.${key}${down ? " DESC" : ""}`).join(", ");
    const wanted = [
      ...keys.map((key) => `place.${key}`),
      ...columnsOf(asked)
        .filter((name) => !keys.includes(name))
        .map((name) => `r.${name}`),
    ];
    const text = `SELECT ${wanted.join(", ")} FROM (${places}) AS place JOIN ${conditions.source.table} AS r ON r.tenant = $1 AND r.id = place.id ORDER BY ${order}`;
    const { rows: found } = await client.query<Found>(text, conditions.values);
    const rows = found.slice(0, limit);
    const last = found.length > rows.length ? rows.at(-1) : undefined;
    return { rows: rows.map((each) => rowOf(each, asked, keys)), next: last && writeAfter(keys.map((key) => last[key])), revision };
  });
}

function isPlace(parts: readonly unknown[], length: number): boolean {
  return (
    parts.length === length &&
    typeof parts.at(-1) === "string" &&
    parts.slice(0, -1).every((part) => typeof part === "number" && Number.isSafeInteger(part))
  );
}

function rowOf(found: Found, asked: QueueAsked, keys: readonly string[]): QueueRow {
  const at = { revision: found.revision, order: keys.map((key) => found[key] as number | string) };
  if (asked.filter.of === "cases") return { of: "cases", row: readCase(found.shown, null), ...at };
  const row = readAlert(found.shown);
  return kindOf(asked) === "storms" ? { of: "alerts", row, ...at, storm: stormOf(found) } : { of: "alerts", row, ...at };
}

const stormOf = ({ id, open, closed, escalated, first_ms, time_ms }: Found): Storm => ({
  key: id,
  alerts: open + closed + escalated,
  open,
  closed,
  escalated,
  firstMs: first_ms,
  lastMs: time_ms,
});

/** Counts up to the bound, and no longer than patience lasts. */
async function countRows(pool: pg.Pool, tenant: string, asked: Omit<QueueAsked, "sort">): Promise<Counted> {
  const conditions = new Conditions(tenant, asked);
  const counted = await inTime(pool, patienceMs.count, async (client) => {
    await nameRare(client, conditions, asked.filter, asked.storms === true);
    const text = `SELECT count(*)::int AS count FROM (${anyOrder(conditions, [], queueLimits.counted + 1)}) AS counted`;
    return (await client.query<{ count: number }>(text, conditions.values)).rows[0]?.count ?? 0;
  });
  if (counted === undefined) return { count: 0, exact: false };
  return { count: Math.min(counted, queueLimits.counted), exact: counted <= queueLimits.counted };
}

async function lookUp({ pool, tenant, asked }: Asking, ids: readonly string[]): ReturnType<QueueView["rows"]> {
  const conditions = new Conditions(tenant, asked);
  const { keys } = keysOf(asked.sort, conditions.source.opened);
  const fits = [...conditions.all.slice(1), `state = ANY (${conditions.value(conditions.states)}::text[])`].join(" AND ");
  const wanted = [...new Set([...keys, "id", ...columnsOf(asked)])].join(", ");
  const given = [...new Set(ids.slice(0, queueLimits.lookUp).map(storable))];
  const text = `SELECT ${wanted}, coalesce(${fits}, false) AS fits FROM ${conditions.source.table} WHERE tenant = $1 AND id = ANY (${conditions.value(given)}::text[])`;
  return within(pool, patienceMs.page, async (client) => {
    const revision = await latestOf(client, tenant);
    const { rows } = await client.query<Found & { fits: boolean }>(text, conditions.values);
    return { rows: rows.map((each) => ({ ...rowOf(each, asked, keys), fits: each.fits })), revision };
  });
}

/** One text for all ids: a row for each would cost more than reading them. */
async function readOrder(pool: pg.Pool, tenant: string, asked: QueueAsked): ReturnType<QueueView["order"]> {
  const conditions = new Conditions(tenant, asked);
  return within(pool, patienceMs.order, async (client) => {
    const revision = await latestOf(client, tenant);
    await nameRare(client, conditions, asked.filter, asked.storms === true);
    const places = inOrder(conditions, asked.sort, ["priority"], queueLimits.ids + 1);
    const text = `SELECT string_agg(id, E'\\x1f') AS ids, string_agg((priority % 6)::text, '') AS priorities FROM (${places}) AS place`;
    const { rows } = await client.query<{ ids: string | null; priorities: string | null }>(text, conditions.values);
    const ids = rows[0]?.ids ? rows[0].ids.split("\x1f") : [];
    const whole = ids.length <= queueLimits.ids;
    return { ids: ids.slice(0, queueLimits.ids), priorities: (rows[0]?.priorities ?? "").slice(0, queueLimits.ids), whole, revision };
  });
}
