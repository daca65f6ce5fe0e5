import { z } from "zod";
import { type Dataset, datasets, emptyFields, type Fields, type TelemetryEvent } from "../../core/event/event.ts";
import { type ClickhouseQuery, clickhouse, clickhouseTotalMax } from "../../dialects/clickhouse/clickhouse.ts";
import { notSupported } from "../../dialects/refusal.ts";
import type { SearchAnswer } from "../../ports/event-store.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import { openReader, type Reader } from "../kit/reader.ts";

/** Parameters stand in the address, which has an end. */
const parametersLengthMax = 7_000;
const secondsMax = 25;

const Settings = z.strictObject({
  ...reachedAt,
  /** The table that keeps our events: `clickhouseTable` in src/dialects says how it is made. */
  table: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}\.[A-Za-z_][A-Za-z0-9_]{0,63}$/, "takes a database, a dot and a table")
    .default("watchkeeper.events"),
  user: z.string().min(1).max(100).default("watchkeeper"),
});
const Row = z.object({
  time_ms: z.coerce.number(),
  dataset: z.enum(datasets),
  channel: z.string(),
  action: z.string(),
  host: z.string(),
  has_host: z.coerce.number(),
  path: z.string(),
  record: z.coerce.number(),
  digest: z.string(),
  log_source: z.string(),
  fields: z.string(),
});
const Total = z.object({ total: z.coerce.number() });
const Group = z.object({ keys: z.array(z.string()), count: z.coerce.number(), distinct: z.coerce.number() });

/** Events that a site keeps in ClickHouse, in our own table: read, and nothing else. */
export default defineConnector({
  product: "clickhouse",
  title: "ClickHouse",
  provenOn: "a double",
  serves: ["search"],
  secrets: ["password"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const { user, table } = settings;
    const headers = () => ({ "x-clickhouse-user": user, "x-clickhouse-key": secrets.get("password") });
    const reader = openReader({ ...originOf(name, settings), headers }, parts);
    return {
      async check(signal) {
        const [found] = await ask(reader, `SELECT count() AS total FROM (SELECT 1 FROM ${table} LIMIT 1)`, {}, Total, signal);
        return { says: found?.total === 0 ? `it answers, and ${table} is empty` : `it answers, and lets us read ${table}` };
      },
      search: {
        name,
        datasets: [...datasets] as Dataset[],
        shown: (query) => shown(clickhouse(query, table)),
        search: (query, signal) => search(reader, clickhouse(query, table), signal),
      },
    };
  },
});

async function search(reader: Reader, query: ClickhouseQuery, signal: AbortSignal): Promise<SearchAnswer> {
  const { rows, total, groups, parameters } = query;
  const [found, [counted], grouped] = await Promise.all([
    ask(reader, rows, parameters, Row, signal),
    ask(reader, total, parameters, Total, signal),
    groups === undefined ? [] : ask(reader, groups, parameters, Group, signal),
  ]);
  if (!counted || counted.total > clickhouseTotalMax) throw unexpectedAnswer(reader.name, "no number of rows");
  return {
    rows: found.map((row) => eventOf(reader.name, row)),
    total: counted.total,
    groups: grouped.map(({ keys, count, distinct }) => ({ by: keys, count, distinct })),
  };
}

/** Puts one statement; `readonly` keeps the server from changing anything, whatever the user's rights are. */
async function ask<Shape extends z.ZodType>(
  reader: Reader,
  statement: string,
  parameters: Readonly<Record<string, string>>,
  shape: Shape,
  signal: AbortSignal,
): Promise<z.output<Shape>[]> {
  const given = Object.fromEntries(Object.entries(parameters).map(([key, value]) => [`param_${key}`, escaped(value)]));
  if (new URLSearchParams(given).toString().length > parametersLengthMax)
    throw notSupported("ClickHouse", "so many or so long values at once", "ask about fewer values");
  const limits = {
    readonly: "2",
    max_execution_time: String(secondsMax),
    wait_end_of_query: "1",
    output_format_json_quote_64bit_integers: "1",
  };
  const body = { bytes: Buffer.from(`${statement} FORMAT JSON`), type: "text/plain; charset=utf-8" };
  const question = {
    method: "POST",
    changes: false,
    path: [],
    query: { ...limits, ...given },
    body,
    timeMs: (secondsMax + 5) * 1_000,
  } as const;
  const { data } = await reader.json(question, z.object({ data: z.array(shape).max(1_000) }), signal);
  return data;
}

/** As the HTTP interface reads a parameter: tab-separated, where a backslash begins an escape. */
const escaped = (value: string) => value.replace(/\\/g, "\\\\").replace(/\t/g, "\\t").replace(/\n/g, "\\n");

function shown({ rows, parameters }: ClickhouseQuery): string {
  return `${rows}\n-- ${Object.entries(parameters)
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
    .join(", ")}`;
}

function eventOf(name: string, row: z.output<typeof Row>): TelemetryEvent {
  const fields = parsed(name, row.fields, z.record(z.string(), z.unknown())) as Fields;
  return {
    timeMs: row.time_ms,
    dataset: row.dataset,
    channel: row.channel,
    action: row.action,
    host: row.has_host === 1 ? row.host : undefined,
    fields: Object.assign(emptyFields(), fields),
    source: { path: row.path, record: row.record, digest: row.digest },
    logSource: parsed(name, row.log_source, z.record(z.string(), z.string())),
  };
}

function parsed<Shape extends z.ZodType>(name: string, text: string, shape: Shape): z.output<Shape> {
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    throw unexpectedAnswer(name, "a row that is none of ours");
  }
}
