import { hash } from "node:crypto";
import { z } from "zod";
import { type Dataset, emptyFields } from "../../core/event/event.ts";
import { type EventQuery, queryLimits } from "../../core/query/query.ts";
import type { FieldMap } from "../../dialects/field-map.ts";
import { kql, tableField } from "../../dialects/kql/kql.ts";
import { eventOfRow, flatRow } from "../../dialects/row.ts";
import type { EventSearch } from "../../ports/connector.ts";
import { unexpectedAnswer } from "./http-refusals.ts";
import { partOf } from "./index-body.ts";
import { isoMs } from "./iso-time.ts";

/** A row of an answer, by the names of its columns. */
export type KqlRow = Readonly<Record<string, unknown>>;
/** Puts one query, and gives its rows; `isWhole` is false where the product says that it answered in part. */
export type RunKql = (text: string, signal: AbortSignal) => Promise<{ readonly rows: readonly KqlRow[]; readonly isWhole: boolean }>;

const Counted = z.tuple([z.object({ Count: z.int().min(0) })]);
const Group = z.object({ Count: z.int().min(0), Distinct: z.number().min(0).optional() });
const key = z.union([z.string().max(8_192), z.null()]).optional();

/** Events in tables that are asked in KQL: the rows, and in a second query how many there are of them. */
export function kqlSearch(name: string, map: FieldMap, run: RunKql): EventSearch {
  return {
    name,
    datasets: Object.keys(map.tells) as Dataset[],
    shown: (query) => kql(query, map).query,
    async search(query, signal) {
      const { query: text, notes } = kql(query, map);
      const [found, counted] = await Promise.all([run(text, signal), run(counting(query, map), signal)]);
      const [{ Count: total }] = partOf(name, counted.rows, Counted);
      if (found.rows.length > queryLimits.rowsMax) throw unexpectedAnswer(name, "more rows than were asked for");
      const rows = query.aggregate ? [] : found.rows.map((row) => rowOf(name, map, row));
      const groups = query.aggregate ? found.rows.map((row) => groupOf(name, query.aggregate!.by.length, row)) : [];
      const said = [
        ...notes,
        ...(found.isWhole && counted.isWhole ? [] : ["a part of the tables did not answer"]),
        ...(rows.some(({ isWhole }) => !isWhole) ? ["some rows hold more than is kept of one"] : []),
        ...(groups.length >= queryLimits.groupsMax ? ["there may be more groups than these"] : []),
      ];
      const events = rows.map(({ native }) => eventOfRow(native, map, query.dataset));
      return { rows: events, total, groups, ...(said.length > 0 && { note: said.join("; ") }) };
    },
  };
}

/** The same conditions, counted. Values are written without line ends, so the last line is ours. */
function counting({ aggregate: _, ...query }: EventQuery, map: FieldMap): string {
  const text = kql(query, map).query;
  return `${text.slice(0, text.lastIndexOf("\n| top "))}\n| count`;
}

/** Over several tables most columns of a row are empty: these are left out. */
function rowOf(name: string, map: FieldMap, row: KqlRow) {
  const timeMs = isoMs(row[map.time]);
  const table = row.WatchkeeperTable;
  if (timeMs === undefined || typeof table !== "string") throw unexpectedAnswer(name, "a row without its time or its table");
  const held = Object.entries(row).filter(([, value]) => value !== null && value !== "");
  const raw = JSON.stringify(Object.fromEntries(held));
  const { fields, isWhole } = flatRow(Object.assign(emptyFields(), Object.fromEntries(held)));
  fields[tableField] = table;
  return { native: { timeMs, fields, place: `${name}/${table}/${hash("sha256", raw, "hex").slice(0, 32)}`, raw }, isWhole };
}

function groupOf(name: string, keys: number, row: KqlRow) {
  const { Count, Distinct = 0 } = partOf(name, row, Group);
  const by = Array.from({ length: keys }, (_, place) => partOf(name, row[`G${place}`], key) ?? "");
  return { by, count: Count, distinct: Math.round(Distinct) };
}
