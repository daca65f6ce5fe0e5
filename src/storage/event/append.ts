import { finished } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { DeadLetter, TelemetryEvent } from "../../core/event/event.ts";
import { SocError } from "../../core/soc-error.ts";
import type { EventStore } from "../../ports/event-store.ts";
import { explained } from "../failure.ts";
import type { World } from "../world.ts";
import { CopyRows } from "./copy-rows.ts";
import { eventColumns, writeEvent } from "./event-rows.ts";
import { Months } from "./months.ts";
import { firstNumber, firstNumberText, numberLimits } from "./number.ts";
import { Postings, postingColumns } from "./posting-rows.ts";

type Batch = Parameters<EventStore["append"]>[0];

/** Stores batches: encodes them here, sends them by COPY into a staging table of the connection, and files them from there in one transaction. */
export class Appender {
  #pool: pg.Pool;
  #world: World;
  #months = new Months();
  // Buffers of batches that are done, for the next ones: as many as were ever under way at once.
  #idle: Encoded[] = [];
  #prepared = new WeakSet<object>();

  constructor(pool: pg.Pool, world: World) {
    this.#pool = pool;
    this.#world = world;
  }

  async append(batch: Batch): Promise<void> {
    requireBounds(batch);
    const encoded = this.#idle.pop() ?? { events: new CopyRows(eventColumns.length), postings: new CopyRows(postingColumns.length) };
    const summary = encode(batch, encoded);
    await this.#months.ensure(this.#pool, timesOf(batch.events));
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    try {
      if (!this.#prepared.has(client)) await client.query(stagingTables);
      this.#prepared.add(client);
      await store(client, this.#world, batch, encoded, summary);
      this.#idle.push(encoded);
    } catch (cause) {
      // A connection that broke off in the middle of COPY is not used again.
      broken = cause as Error;
      throw explained(cause, this.#pool);
    } finally {
      client.release(broken);
    }
  }
}

type Encoded = { readonly events: CopyRows; readonly postings: CopyRows };
type Summary = { readonly hosts: readonly string[]; readonly firstMs: number | null; readonly lastMs: number | null };

function encode({ inputIndex, batch, events }: Batch, rows: Encoded): Summary {
  const { high, low } = firstNumber(inputIndex, batch);
  const postings = new Postings();
  let firstMs: number | null = null;
  let lastMs: number | null = null;
  rows.events.clear();
  rows.postings.clear();
  for (const [ordinal, event] of events.entries()) {
    writeEvent(rows.events, event, high, low + ordinal);
    postings.add(event);
    if (firstMs === null || event.timeMs < firstMs) firstMs = event.timeMs;
    if (lastMs === null || event.timeMs > lastMs) lastMs = event.timeMs;
  }
  postings.write(rows.postings, high, low);
  return { hosts: postings.hosts(), firstMs, lastMs };
}

function* timesOf(events: readonly TelemetryEvent[]): Generator<number> {
  for (const { timeMs } of events) yield timeMs;
}

// COPY does not write into tables with row-level security, so it fills tables that only this connection sees.
const staging = (name: string, columns: readonly string[]) =>
  `CREATE TEMPORARY TABLE IF NOT EXISTS ${name} (${columns.join(", ")}) ON COMMIT DELETE ROWS;`;
const stagingTables = `${staging("staged_events", eventColumns)}${staging("staged_postings", postingColumns)}
ALTER TABLE pg_temp.staged_events ALTER COLUMN fields SET STORAGE EXTERNAL;`;

const namesOf = (columns: readonly string[]) => columns.map((column) => column.split(" ")[0]).join(", ");
const fileRows = (table: string, staged: string, columns: readonly string[]) =>
  `INSERT INTO watchkeeper.${table} (tenant, world, ${namesOf(columns)}) SELECT $1, $2, ${namesOf(columns)} FROM pg_temp.${staged}`;
const fileEvents = fileRows("events", "staged_events", eventColumns);
const filePostings = fileRows("entity_postings", "staged_postings", postingColumns);

const claimBatch = `
INSERT INTO watchkeeper.batches (tenant, world, input, batch, events, letters, first_ms, last_ms, hosts)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`;

async function store(client: pg.PoolClient, { tenant, world }: World, batch: Batch, rows: Encoded, summary: Summary): Promise<void> {
  const { inputIndex, batch: number, events, letters } = batch;
  const { hosts, firstMs, lastMs } = summary;
  await client.query("BEGIN");
  const claimed = await client.query({
    name: "claim-batch",
    text: claimBatch,
    values: [tenant, world, inputIndex, number, events.length, letters.length, firstMs, lastMs, hosts],
  });
  if (claimed.rowCount === 1) {
    if (events.length > 0) {
      await copy(client, "staged_events", rows.events);
      await copy(client, "staged_postings", rows.postings);
      await client.query({ name: "file-events", text: fileEvents, values: [tenant, world] });
      await client.query({ name: "file-postings", text: filePostings, values: [tenant, world] });
    }
    if (letters.length > 0) await storeLetters(client, { tenant, world }, firstNumberText(inputIndex, number), letters);
  }
  await client.query("COMMIT");
}

async function copy(client: pg.PoolClient, table: string, rows: CopyRows): Promise<void> {
  const stream = client.query(copyFrom(`COPY pg_temp.${table} FROM STDIN (FORMAT binary)`));
  stream.end(rows.finish());
  await finished(stream);
}

// Letters are few, and their text is kept as JSON, so that any text comes back as it was.
const insertLetters = `
INSERT INTO watchkeeper.dead_letters (tenant, world, letter_no, reason, letter)
SELECT $1, $2, $3::bigint + l.place - 1, l.reason, l.letter FROM unnest($4::text[], $5::text[]) WITH ORDINALITY AS l(reason, letter, place)`;

async function storeLetters(client: pg.PoolClient, { tenant, world }: World, first: string, letters: readonly DeadLetter[]): Promise<void> {
  const texts = letters.map((letter) => JSON.stringify(letter));
  const reasons = letters.map(({ reason }) => reason);
  await client.query({ name: "insert-letters", text: insertLetters, values: [tenant, world, first, reasons, texts] });
}

function requireBounds({ inputIndex, batch, events, letters }: Batch): void {
  const { inputsMax, batchesMax, batchEventsMax } = numberLimits;
  if (events.length <= batchEventsMax && letters.length <= batchEventsMax && inputIndex < inputsMax && batch < batchesMax) return;
  throw new SocError({
    code: "storage/batch-too-large",
    problem: `a batch of ${events.length} events and ${letters.length} dead letters, number ${batch} of input ${inputIndex}, is beyond what can be numbered`,
    remedy: `hand over at most ${batchEventsMax} at once, in at most ${batchesMax} batches of ${inputsMax} inputs`,
    retry: "never",
  });
}
