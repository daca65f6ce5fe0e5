import { z } from "zod";
import type { Clock } from "../../ports/clock.ts";
import type { PolledSource } from "../../ports/source.ts";
import {
  type AlertPage,
  alertRecord,
  countedAlerts,
  type Read,
  type Reading,
  type Refused,
  tooLargeAlert,
  type Window,
} from "./counted-alerts.ts";
import { unexpectedAnswer } from "./http-refusals.ts";
import { partOf, type SearchBody, whole } from "./index-body.ts";
import { type At, slotsMax } from "./index-cursor.ts";
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

const Last = z.object({ last: z.object({ value: z.number().nullable() }) });
const Slots = z.object({
  near: z.object({ per: z.object({ buckets: z.array(z.object({ key: z.number(), doc_count: z.int().min(0) })).max(slotsMax + 1) }) }),
  beyond: z.object({ doc_count: z.int().min(0) }),
});

/** Alerts in an index, counted by its aggregations and read by its searches. */
export function indexAlerts(alerts: IndexedAlerts): PolledSource {
  const { name, clock, lookBackMs, everyMs, ask, time, filter = [] } = alerts;
  return countedAlerts({
    name,
    clock,
    lookBackMs,
    everyMs,
    async newest(signal) {
      const said = whole(name, await ask({ size: 0, query: { bool: { filter } }, aggs: { last: { max: { field: time } } } }, signal));
      return partOf(name, said.aggregations, Last).last.value ?? undefined;
    },
    count: (window, signal) => count(alerts, window, signal),
    read: (reading, signal) => read(alerts, reading, signal),
  });
}

async function count({ name, ask, time, filter = [] }: IndexedAlerts, { from, to, widthMs }: Window, signal: AbortSignal) {
  const aggs = {
    near: {
      filter: rangeOf(time, { gte: from, lt: to }),
      aggs: { per: { date_histogram: { field: time, fixed_interval: `${widthMs}ms`, min_doc_count: 1 } } },
    },
    beyond: { filter: rangeOf(time, { gte: to }) },
  };
  const query = { bool: { filter: [...filter, rangeOf(time, { gte: from })] } };
  const { near, beyond } = partOf(name, whole(name, await ask({ size: 0, query, aggs }, signal)).aggregations, Slots);
  return { slots: new Map(near.per.buckets.map(({ key, doc_count }) => [key, doc_count])), beyond: beyond.doc_count };
}

const rangeOf = (time: string, bounds: Json): Json => ({ range: { [time]: { ...bounds, format: "epoch_millis" } } });

/** One page. While it is larger than an answer may be it is asked for with fewer alerts; one that is too large alone is refused by its name. */
async function read(alerts: IndexedAlerts, reading: Reading, signal: AbortSignal): Promise<AlertPage> {
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

function pageOf({ name }: IndexedAlerts, { hits: { hits, total } }: SearchBody): AlertPage {
  const found = typeof total === "number" ? total : total?.value;
  if (found === undefined || !Number.isSafeInteger(found)) throw unexpectedAnswer(name, "no number of alerts");
  const refused: Refused[] = [];
  const read = hits.map((hit): Read => {
    const timeMs = Math.trunc(Number(hit.sort?.[0] ?? Number.NaN));
    const tie = hit.sort?.[1];
    if (!Number.isSafeInteger(timeMs) || timeMs < 0 || tie === undefined || String(tie).length > 512)
      throw unexpectedAnswer(name, "an alert without its place");
    const record = hit._source && alertRecord(hit._id, { ...hit._source, _index: hit._index, _id: hit._id }, timeMs);
    if (!record) refused.push(tooLargeAlert(hit._id));
    return { at: [timeMs, tie === null ? null : String(tie)], record };
  });
  return { hits: read, refused, total: found };
}
