import { hash } from "node:crypto";
import { z } from "zod";
import { type Dataset, emptyFields } from "../../core/event/event.ts";
import { type EventQuery, queryLimits } from "../../core/query/query.ts";
import { falcon } from "../../dialects/falcon/falcon.ts";
import { falconFields } from "../../dialects/falcon/fields.ts";
import { eventOfRow, flatRow } from "../../dialects/row.ts";
import type { Clock } from "../../ports/clock.ts";
import type { EventSearch } from "../../ports/connector.ts";
import { tooLate, unexpectedAnswer } from "../kit/http-refusals.ts";
import { partOf } from "../kit/index-body.ts";
import type { Reader } from "../kit/reader.ts";

// A search of LogScale is a job: it is begun, looked at until it is done, and forgotten by Falcon soon after.

const firstLookMs = 200;
const lookMs = 2_000;
const looksMax = 30;

type Row = Readonly<Record<string, unknown>>;
const Job = z.object({ id: z.string().regex(/^[A-Za-z0-9_.:-]{1,200}$/) });
const State = z.object({
  done: z.boolean(),
  cancelled: z.boolean().default(false),
  events: z
    .array(z.record(z.string(), z.unknown()))
    .max(queryLimits.rowsMax + 1)
    .default([]),
});
const number = z.coerce.number().min(0);
const Counted = z.tuple([z.object({ _count: number.pipe(z.int()) })]);
const Group = z.object({ count: number.pipe(z.int()), distinct: number.default(0) });
const key = z.union([z.string().max(8_192), z.null()]).optional();

/** What is searched, and when: milliseconds, both. */
type Search = { readonly query: string; readonly fromMs: number; readonly toMs: number };

const jobs = (repository: string) => ["humio", "api", "v1", "repositories", repository, "queryjobs"];
const kind = "/humio/api/v1/repositories/*/queryjobs";

/** Begins a search, which changes nothing; gives the name of its job. */
export async function startSearch(reader: Reader, repository: string, { query, fromMs, toMs }: Search, signal: AbortSignal) {
  const body = { json: { queryString: query, start: fromMs, end: toMs, isLive: false } };
  const { id } = await reader.json({ method: "POST", changes: false, path: jobs(repository), body, kind }, Job, signal);
  return id;
}

/** Events in a repository of Next-Gen SIEM. */
export function falconSearch(reader: Reader, repository: string, clock: Clock): EventSearch {
  const { name } = reader;
  const run = async (search: Search, signal: AbortSignal): Promise<readonly Row[]> => {
    const path = [...jobs(repository), await startSearch(reader, repository, search, signal)];
    for (let look = 0; look < looksMax; look++) {
      await clock.sleep(look === 0 ? firstLookMs : lookMs, signal);
      const { done, cancelled, events } = await reader.json({ method: "GET", path, kind: `${kind}/*` }, State, signal);
      if (cancelled) throw unexpectedAnswer(name, "a search that was stopped");
      if (done) return events;
    }
    throw tooLate(name);
  };
  return {
    name,
    datasets: Object.keys(falconFields.tells) as Dataset[],
    shown: (query) => falcon(query, falconFields).query,
    async search(query, signal) {
      const asked = falcon(query, falconFields);
      const [found, counted] = await Promise.all([run(asked, signal), run(counting(query), signal)]);
      const [{ _count: total }] = partOf(name, counted, Counted);
      const rows = query.aggregate ? [] : found.map((row) => rowOf(name, row));
      const groups = query.aggregate ? found.map((row) => groupOf(name, query.aggregate!.by.length, row)) : [];
      const said = [
        ...asked.notes,
        ...(rows.some(({ isWhole }) => !isWhole) ? ["some rows hold more than is kept of one"] : []),
        ...(groups.length >= queryLimits.groupsMax ? ["there may be more groups than these"] : []),
      ];
      const events = rows.map(({ native }) => eventOfRow(native, falconFields, query.dataset));
      return { rows: events, total, groups, ...(said.length > 0 && { note: said.join("; ") }) };
    },
  };
}

/** The same conditions, counted. Values are written without line ends, so the last line is ours. */
function counting({ aggregate: _, ...query }: EventQuery): Search {
  const asked = falcon(query, falconFields);
  return { ...asked, query: `${asked.query.slice(0, asked.query.lastIndexOf("\n| sort("))}\n| count()` };
}

function rowOf(name: string, row: Row) {
  const timeMs = Math.trunc(Number(row["@timestamp"] ?? Number.NaN));
  if (!Number.isSafeInteger(timeMs) || timeMs < 0) throw unexpectedAnswer(name, "a row without its time");
  const raw = JSON.stringify(row);
  const { fields, isWhole } = flatRow(Object.assign(emptyFields(), row));
  const id = typeof row["@id"] === "string" ? row["@id"].slice(0, 200) : hash("sha256", raw, "hex").slice(0, 32);
  return { native: { timeMs, fields, place: `${name}/${id}`, raw }, isWhole };
}

function groupOf(name: string, keys: number, row: Row) {
  const { count, distinct } = partOf(name, row, Group);
  const by = Array.from({ length: keys }, (_, place) => (partOf(name, row[`g${place}`], key) ?? "").toLowerCase());
  return { by, count, distinct: Math.round(distinct) };
}
