import type { Dataset, Fields } from "../../core/event/event.ts";
import { emptyFields } from "../../core/event/event.ts";
import { type EventQuery, queryLimits } from "../../core/query/query.ts";
import { eventOfRow } from "../../dialects/row.ts";
import { cim } from "../../dialects/spl/cim.ts";
import { type SplQuery, spl } from "../../dialects/spl/spl.ts";
import type { EventSearch } from "../../ports/connector.ts";
import { unexpectedAnswer } from "../kit/http-refusals.ts";
import type { Reader } from "../kit/reader.ts";
import { numberIn, type Row, run, textIn } from "./search-job.ts";

/** How far matches are counted, as every event store counts them. */
const totalMax = 10_000;

/** Events in Splunk by the typed query, in fields of the Common Information Model. */
export function eventsOf(reader: Reader, base: string): EventSearch {
  const ask = async (query: SplQuery, search: string, rows: number, signal: AbortSignal) =>
    run(reader, { search, earliest: query.earliest, latest: query.latest, rows }, signal);
  return {
    name: reader.name,
    datasets: Object.keys(cim.tells) as Dataset[],
    shown: (query) => spl(query, cim, base).search,
    async search(query, signal) {
      const asked = spl(query, cim, base);
      // A row of a moment that no field names is told by Splunk's own: the bucket and the place in it.
      const rowText = `${asked.search} | eval wk_place=_cd, wk_time=_time`;
      const [rows, counted] = await Promise.all([
        query.aggregate ? undefined : ask(asked, rowText, query.limit, signal),
        ask(asked, countText(query, base), 1, signal),
      ]);
      const grouped = query.aggregate ? await ask(asked, asked.search, queryLimits.groupsMax, signal) : undefined;
      const [total] = counted.rows;
      if (!total) throw unexpectedAnswer(reader.name, "no number of rows");
      const found = Math.min(totalMax, numberIn(reader, total, "count"));
      const isPart = [rows, counted, grouped].some((each) => each?.isPart);
      const note = [...asked.notes, ...(isPart ? ["Splunk told that its answer lacks something"] : [])].join("; ");
      return {
        rows: (rows?.rows ?? []).map((row, place) => eventOf(reader, row, query, place)),
        total: found,
        groups: (grouped?.rows ?? []).map((row) => groupOf(reader, row, query)),
        ...(note === "" ? {} : { note }),
      };
    },
  };
}

/** The same conditions, counted up to where counting ends. */
function countText(query: EventQuery, base: string): string {
  const { aggregate: _groups, ...rest } = query;
  const { search } = spl({ ...rest, limit: 1 }, cim, base);
  const sort = search.lastIndexOf(" | sort ");
  return `${search.slice(0, sort)} | head ${totalMax} | stats count`;
}

function eventOf(reader: Reader, row: Row, query: EventQuery, place: number) {
  const time = Number(textIn(row, "wk_time") ?? Number.NaN);
  const timeMs = Number.isFinite(time) ? Math.round(time * 1_000) : Date.parse(textIn(row, "_time") ?? "");
  if (!Number.isSafeInteger(timeMs)) throw unexpectedAnswer(reader.name, "a row without a time");
  const fields: Fields = emptyFields();
  const { wk_time: _time, wk_place: _place, ...native } = row;
  for (const [name, value] of Object.entries(native)) fields[name] = value;
  const raw = textIn(row, "_raw") ?? JSON.stringify(native);
  const bucket = textIn(row, "_bkt") ?? textIn(row, "index") ?? "";
  return eventOfRow({ timeMs, fields, place: `${reader.name}/${bucket}/${textIn(row, "wk_place") ?? place + 1}`, raw }, cim, query.dataset);
}

function groupOf(reader: Reader, row: Row, { aggregate }: EventQuery) {
  const by = (aggregate?.by ?? []).map((_, place) => textIn(row, `g${place}`) ?? "");
  return { by, count: numberIn(reader, row, "count"), distinct: aggregate?.distinct ? numberIn(reader, row, "distinct") : 0 };
}
