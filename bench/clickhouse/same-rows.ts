import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { TelemetryEvent } from "../../src/core/event/event.ts";
import type { EventQuery } from "../../src/core/query/query.ts";
import { clickhouse, clickhouseTable } from "../../src/dialects/clickhouse/clickhouse.ts";
import { clickhouseRow } from "../../src/dialects/clickhouse/row.ts";
import { openEventStore } from "../../src/storage/event/postgres-events.ts";
import { openDatabase } from "../../src/storage/open-database.ts";
import { anyEvent, anyWhere } from "../../src/testing/generated-events.ts";
import { conformance } from "../../src/testing/query-conformance.ts";

/** What of chDB is used here. */
type Session = {
  queryBind(statement: string, parameters: Readonly<Record<string, string>>, format: string): string;
  query(statement: string): string;
  insert(batch: { readonly table: string; readonly values: readonly Record<string, unknown>[] }): Promise<unknown>;
  close(): void;
};

const eventsMax = 400;
const generatedQueries = 400;

/** The same events in PostgreSQL and in ClickHouse, the same queries to both: rows, numbers and groups must agree. Prints one line; throws on a difference. */
export async function compareRows(seed: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "watchkeeper-clickhouse-"));
  const { Session } = createRequire(import.meta.url)("chdb") as { Session: new (folder: string) => Session };
  const session = new Session(folder);
  const database = await openDatabase({ ephemeral: true });
  try {
    const events = fc.sample(anyEvent, { numRuns: eventsMax, seed }).filter(isTellable);
    const store = await openEventStore(database, "compare");
    await store.append({ inputIndex: 0, batch: 0, events, letters: [] });
    session.query("CREATE DATABASE IF NOT EXISTS watchkeeper");
    session.query(clickhouseTable("watchkeeper.events"));
    await session.insert({ table: "watchkeeper.events", values: events.map((event, place) => clickhouseRow(event, place)) });
    const queries = [...conformance.map(({ query }) => ({ ...query, time: always })), ...generated(seed, events)];
    let rowsCompared = 0;
    for (const query of queries) {
      const ours = await store.search(query);
      const theirs = answer(session, query);
      const told = JSON.stringify(query);
      assert.deepEqual(
        theirs.records,
        ours.rows.map(({ source }) => `${source.path} ${source.record}`),
        told,
      );
      assert.equal(theirs.total, ours.total, told);
      assert.deepEqual(theirs.groups, ours.groups, told);
      rowsCompared += ours.rows.length;
    }
    return `${queries.length} queries over ${events.length} events: ${rowsCompared} rows, the same from both`;
  } finally {
    session.close();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const always = { fromMs: -8.64e15, toMs: 8.64e15 + 1 };

// What no ClickHouse string can be asked for by JSON: half a surrogate pair. PostgreSQL keeps those apart, exactly.
const isTellable = (event: TelemetryEvent) => JSON.stringify(event).isWellFormed() && !/\\ud[89a-f]|\\u0000/i.test(JSON.stringify(event));

/** RE2 finds the inside of a word's absence in an empty text, PostgreSQL does not: the one difference known, and left out. */
const differs = (where: unknown) => JSON.stringify(where).includes("\\\\B");

function generated(seed: number, events: readonly TelemetryEvent[]): EventQuery[] {
  const wheres = fc.sample(anyWhere, { numRuns: generatedQueries, seed: seed + 1 }).filter((where) => !differs(where));
  return wheres.map((where, place) => ({
    time: place % 5 === 0 ? { fromMs: events[place % events.length]!.timeMs, toMs: events[place % events.length]!.timeMs + 1e9 } : always,
    where,
    sort: place % 2 === 0 ? "oldest" : "newest",
    limit: 1_000,
    ...(place % 3 === 0 && { dataset: events[place % events.length]!.dataset }),
    ...(place % 7 === 0 && { aggregate: { by: ["user", "action"], distinct: "src.ip" } as const }),
  }));
}

function answer(session: Session, query: EventQuery) {
  const { rows, total, groups, parameters } = clickhouse(query, "watchkeeper.events");
  const run = (statement: string) =>
    session
      .queryBind(statement, parameters, "JSONEachRow")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    records: run(rows).map(({ path, record }) => `${path} ${record}`),
    total: Number(run(total)[0]?.total),
    groups:
      groups === undefined
        ? []
        : run(groups).map(({ keys, count, distinct }) => ({ by: keys, count: Number(count), distinct: Number(distinct) })),
  };
}

if (process.argv[1] === import.meta.filename) console.log(await compareRows(Number(process.argv[2] ?? 1)));
