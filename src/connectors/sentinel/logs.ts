import { z } from "zod";
import { unavailable, unexpectedAnswer } from "../kit/http-refusals.ts";
import { partOf } from "../kit/index-body.ts";
import { isoMs } from "../kit/iso-time.ts";
import type { KqlRow, RunKql } from "../kit/kql-search.ts";
import type { Reader } from "../kit/reader.ts";
import type { Listed } from "../kit/window-alerts.ts";

const searchMs = 60_000;
const columnsMax = 2_000;
const rowsMax = 1_000;
/** What `ingestion_time()` is called in our rows. */
const ingested = "WatchkeeperAt";

/** An answer of the Log Analytics query API (READ): rows by place. `error` stands beside them where they are not whole. */
const Tables = z.object({
  tables: z
    .array(
      z.object({
        columns: z.array(z.object({ name: z.string().max(512) })).max(columnsMax),
        rows: z.array(z.array(z.unknown()).max(columnsMax)).max(rowsMax),
      }),
    )
    .min(1)
    .max(16),
  error: z.unknown().optional(),
});

/** Puts queries to one workspace. No window goes with them: the API would take it for the events' own time. */
export function openLogs(reader: Reader, workspaceId: string): RunKql {
  return async (text, signal) => {
    const body = { json: { query: text } };
    const path = ["v1", "workspaces", workspaceId, "query"];
    const question = { method: "POST", changes: false, path, body, timeMs: searchMs, kind: "/v1/workspaces/*/query" } as const;
    const { tables, error } = await reader.json(question, Tables, signal);
    const [{ columns, rows }] = tables as [(typeof tables)[number]];
    if (rows.some(({ length }) => length !== columns.length)) throw unexpectedAnswer(reader.name, "a row with other columns");
    const named = rows.map((row): KqlRow => Object.fromEntries(row.map((value, place) => [columns[place]!.name, value])));
    return { rows: named, isWhole: error === undefined || error === null };
  };
}

const Row = z.looseObject({ SystemAlertId: z.string().min(1).max(512), [ingested]: z.string().min(1).max(64) });
const place = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z) ([A-Za-z0-9_.:-]{1,400})$/;

/** Alerts in the order in which they were taken in, each as it was the first time: later rows of one say only how it stands. */
export async function alertPage(
  run: RunKql,
  name: string,
  { fromMs, at, size }: { readonly fromMs: number; readonly at: string | undefined; readonly size: number },
  signal: AbortSignal,
) {
  const [, time, id] = place.exec(at ?? "") ?? [];
  const lines = [
    "SecurityAlert",
    `extend ${ingested} = ingestion_time()`,
    `where ${ingested} >= datetime(${new Date(fromMs).toISOString()})`,
    `summarize arg_min(${ingested}, *) by SystemAlertId`,
    ...(time ? [`where ${ingested} > datetime(${time}) or (${ingested} == datetime(${time}) and strcmp(SystemAlertId, "${id}") > 0)`] : []),
    `sort by ${ingested} asc, SystemAlertId asc`,
    `take ${size}`,
  ];
  const { rows, isWhole } = await run(lines.join("\n| "), signal);
  if (!isWhole) throw unavailable(name, 200);
  const last = rows.length < size ? undefined : partOf(name, rows.at(-1), Row);
  const next = last && `${last[ingested]} ${last.SystemAlertId}`;
  if (next !== undefined && !place.test(next)) throw unexpectedAnswer(name, "an alert without its place");
  return { alerts: rows.map((row) => listed(name, row)), next };
}

function listed(name: string, row: KqlRow): Listed {
  const { [ingested]: taken, ...alert } = partOf(name, row, Row);
  const timeMs = isoMs(taken);
  if (timeMs === undefined || timeMs < 0) throw unexpectedAnswer(name, "an alert without a time");
  const held = Object.entries(alert).filter(([, value]) => value !== null && value !== "");
  return { id: alert.SystemAlertId, timeMs, bytes: Buffer.from(JSON.stringify(Object.fromEntries(held))) };
}
