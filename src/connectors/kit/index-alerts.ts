import { createHash } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../../ports/clock.ts";
import { type IntakeRecord, recordBytesMax } from "../../ports/intake.ts";
import type { PolledSource } from "../../ports/source.ts";
import { unexpectedAnswer } from "./http-refusals.ts";
import { type Hit, partOf, type SearchBody, whole } from "./index-body.ts";
import {
  type At,
  type Counted,
  changedStretches,
  type IndexCursor,
  readCursor,
  type Stretch,
  slotsMax,
  writtenCursor,
} from "./index-cursor.ts";
import { isTooLarge } from "./index-search.ts";

type Json = Readonly<Record<string, unknown>>;

/** Alerts in an index, and how it is asked. */
export type IndexedAlerts = {
  readonly name: string;
  readonly clock: Clock;
  /** Puts one search and gives its answer. */
  readonly ask: (body: Json, signal: AbortSignal) => Promise<SearchBody>;
  /** The field with the time by which alerts are read, and a keyword field that tells those of one time apart. */
  readonly time: string;
  readonly tie: string;
  /** Whether no two alerts share it; where they may, the last alert of a page is the first of the next. */
  readonly isTieUnique: boolean;
  /** What else has to hold of an alert. */
  readonly filter?: readonly Json[];
  readonly pageRecords: number;
  /** How late an alert may come and still be found, milliseconds. */
  readonly lookBackMs: number;
  readonly everyMs: number;
};

/** One id is one record: longer ones are told by their digest. */
const idLengthMax = 200;
const Last = z.object({ last: z.object({ value: z.number().nullable() }) });
const Slots = z.object({
  near: z.object({ per: z.object({ buckets: z.array(z.object({ key: z.number(), doc_count: z.int().min(0) })).max(slotsMax + 1) }) }),
  beyond: z.object({ doc_count: z.int().min(0) }),
});

/**
 * Alerts are counted by slots of time, and read where a count is another than before: so whatever comes late is found, within the time that is looked back, without
 * reading everything again. What was counted before the last reading began stands in the cursor.
 */
export function indexAlerts(alerts: IndexedAlerts): PolledSource {
  return {
    kind: "polled",
    guarantee: "never lost",
    everyMs: alerts.everyMs,
    async page({ cursor, sinceMs, signal }) {
      const before = readCursor(cursor);
      const state = before?.reading ? before : await begin(alerts, before, sinceMs, signal);
      const kept = (next: IndexCursor) => writtenCursor(next, widthOf(alerts));
      const { reading, ...counted } = state;
      if (!reading) return { records: [], cursor: kept(counted), more: false };
      const { hits, refused, total } = await read(alerts, reading, signal);
      const at = hits.at(-1)?.at;
      const isLast = total <= hits.length || at === undefined;
      if (!isLast && reading.at && !isAfter(at, reading.at)) throw unexpectedAnswer(alerts.name, "a page leads back to an earlier one");
      const next = isLast ? counted : { ...counted, reading: { stretches: reading.stretches, at } };
      return { records: hits.flatMap(({ record }) => record ?? []), refused, cursor: kept(next), more: !isLast };
    },
  };
}

const widthOf = ({ lookBackMs }: IndexedAlerts) => Math.max(1_000, Math.ceil((2 * lookBackMs) / slotsMax));
const aligned = (timeMs: number, widthMs: number) => Math.max(0, Math.floor(timeMs / widthMs) * widthMs);

/** Counts anew, and says what is to be read: everything at first, and after a pause longer than the time that is looked back. */
async function begin(alerts: IndexedAlerts, before: Counted | undefined, sinceMs: number, signal: AbortSignal): Promise<IndexCursor> {
  const now = await count(alerts, signal);
  const isFar = before !== undefined && now.from - before.from > alerts.lookBackMs / 2;
  const stretches: readonly Stretch[] =
    before === undefined ? [[Math.max(0, sinceMs), null]] : isFar ? [[before.from, null]] : changedStretches(before, now, widthOf(alerts));
  return stretches.length === 0 ? now : { ...now, reading: { stretches, at: undefined } };
}

/** How many there are in each slot of the window that ends with the newest alert: the product's clock decides, wherever it stands. */
async function count(alerts: IndexedAlerts, signal: AbortSignal): Promise<Counted> {
  const { name, ask, time, filter = [], lookBackMs, clock } = alerts;
  const widthMs = widthOf(alerts);
  const newest = whole(name, await ask({ size: 0, query: { bool: { filter } }, aggs: { last: { max: { field: time } } } }, signal));
  const { last } = partOf(name, newest.aggregations, Last);
  const from = aligned(Math.min(last.value ?? Number.POSITIVE_INFINITY, clock.nowMs()) - lookBackMs, widthMs);
  const to = from + slotsMax * widthMs;
  const aggs = {
    near: {
      filter: rangeOf(time, { gte: from, lt: to }),
      aggs: { per: { date_histogram: { field: time, fixed_interval: `${widthMs}ms`, min_doc_count: 1 } } },
    },
    beyond: { filter: rangeOf(time, { gte: to }) },
  };
  const query = { bool: { filter: [...filter, rangeOf(time, { gte: from })] } };
  const { near, beyond } = partOf(name, whole(name, await ask({ size: 0, query, aggs }, signal)).aggregations, Slots);
  const buckets = near.per.buckets.filter(({ key }) => key >= from && key < to);
  return { from, slots: new Map(buckets.map(({ key, doc_count }) => [aligned(key, widthMs), doc_count])), beyond: beyond.doc_count };
}

const rangeOf = (time: string, bounds: Json): Json => ({ range: { [time]: { ...bounds, format: "epoch_millis" } } });

type Reading = NonNullable<IndexCursor["reading"]>;
type Read = { readonly at: At; readonly record: IntakeRecord | undefined };
type Page = { readonly hits: readonly Read[]; readonly refused: Refused[]; readonly total: number };
type Refused = { readonly id: string; readonly reason: string; readonly says: string };

/** One page. While it is larger than an answer may be it is asked for with fewer alerts; one that is too large alone is refused by its name. */
async function read(alerts: IndexedAlerts, reading: Reading, signal: AbortSignal): Promise<Page> {
  const { name, ask, pageRecords, isTieUnique } = alerts;
  const sizes = [pageRecords, ...[10, isTieUnique ? 1 : 2].filter((size) => size < pageRecords)];
  for (const size of sizes) {
    try {
      return pageOf(alerts, whole(name, await ask(pageBody(alerts, reading, { size }), signal)));
    } catch (cause) {
      if (!isTooLarge(cause) || (size === sizes.at(-1) && !isTieUnique)) throw cause;
    }
  }
  return pageOf(alerts, whole(name, await ask(pageBody(alerts, reading, { size: 1, _source: false }), signal)));
}

function pageBody(alerts: IndexedAlerts, { stretches, at }: Reading, more: Json): Json {
  const { time, tie, filter = [] } = alerts;
  const should = stretches.map(([from, to]) => rangeOf(time, { gte: from, ...(to === null ? {} : { lt: to }) }));
  return {
    query: { bool: { filter: [...filter, { bool: { should, minimum_should_match: 1 } }, ...(at ? [fromOn(alerts, at)] : [])] } },
    sort: [{ [time]: { order: "asc", format: "epoch_millis" } }, { [tie]: { order: "asc", missing: "_last", unmapped_type: "keyword" } }],
    track_total_hits: true,
    ...more,
  };
}

/** What comes after the last one; itself among them where others may have its time and name, so that none of them is lost. */
function fromOn({ time, tie, isTieUnique }: IndexedAlerts, [timeMs, name]: At): Json {
  const sameTime = rangeOf(time, { gte: timeMs, lte: timeMs });
  const unnamed = { bool: { filter: [sameTime], must_not: [{ exists: { field: tie } }] } };
  const bound = isTieUnique ? "gt" : "gte";
  const named = name === null ? [] : [{ bool: { filter: [sameTime, { range: { [tie]: { [bound]: name } } }] } }];
  return { bool: { should: [rangeOf(time, { gt: timeMs }), unnamed, ...named], minimum_should_match: 1 } };
}

function pageOf({ name }: IndexedAlerts, { hits: { hits, total } }: SearchBody): Page {
  const found = typeof total === "number" ? total : total?.value;
  if (found === undefined || !Number.isSafeInteger(found)) throw unexpectedAnswer(name, "no number of alerts");
  const refused: Refused[] = [];
  const read = hits.map((hit): Read => {
    const timeMs = Math.trunc(Number(hit.sort?.[0] ?? Number.NaN));
    const tie = hit.sort?.[1];
    if (!Number.isSafeInteger(timeMs) || timeMs < 0 || tie === undefined || String(tie).length > 512)
      throw unexpectedAnswer(name, "an alert without its place");
    const record = recordOf(hit, timeMs);
    if (!record) refused.push({ id: idOf(hit), reason: "too-large", says: "the alert is larger than a record may be" });
    return { at: [timeMs, tie === null ? null : String(tie)], record };
  });
  return { hits: read, refused, total: found };
}

function recordOf(hit: Hit, sentAtMs: number): IntakeRecord | undefined {
  const { _index, _id, _source } = hit;
  if (!_source) return undefined;
  const bytes = Buffer.from(JSON.stringify({ ..._source, _index, _id }));
  return bytes.length > recordBytesMax ? undefined : { id: idOf(hit), bytes, sentAtMs };
}

const idOf = ({ _id }: Hit) => (_id.length <= idLengthMax ? _id : `sha256:${createHash("sha256").update(_id).digest("hex")}`);

function isAfter([aMs, a]: At, [bMs, b]: At): boolean {
  if (aMs !== bMs) return aMs > bMs;
  return a !== b && (a === null || (b !== null && a > b));
}
