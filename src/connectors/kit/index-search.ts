import { z } from "zod";
import type { Dataset } from "../../core/event/event.ts";
import { type EventQuery, queryLimits } from "../../core/query/query.ts";
import { elasticDsl } from "../../dialects/elastic-dsl/elastic-dsl.ts";
import type { FieldMap } from "../../dialects/field-map.ts";
import { eventOfRow, flatRow } from "../../dialects/row.ts";
import type { EventSearch } from "../../ports/connector.ts";
import { unexpectedAnswer } from "./http-refusals.ts";
import { isPart, partOf, SearchBody } from "./index-body.ts";
import type { Reader } from "./reader.ts";
import type { Question } from "./request.ts";

const searchMs = 30_000;
const keyLengthMax = 4_096;
/** A page of this many rows is asked for anew with fewer while it is more than an answer may hold. */
const rowsTried = [queryLimits.rowsMax, 100, 10] as const;

const key = z.union([z.string().max(keyLengthMax), z.number(), z.boolean()]);
const Distinct = z.object({ distinct: z.object({ value: z.number() }).optional() });
const Bucket = Distinct.extend({ key: z.union([key, z.array(key).max(3)]), key_as_string: z.string().optional(), doc_count: z.number() });
const Groups = z.union([
  z.object({ groups: z.object({ buckets: z.array(Bucket).max(queryLimits.groupsMax), sum_other_doc_count: z.number().optional() }) }),
  z.object({ groups: Distinct.extend({ doc_count: z.number() }) }),
]);

/** Where events are kept, and what their fields mean there. */
export type IndexedEvents = {
  readonly reader: Reader;
  /** Names of indexes, as a path takes them: "logs-*,winlogbeat-*". */
  readonly indexes: string;
  readonly map: FieldMap;
};

/** Events in Elasticsearch, OpenSearch or an indexer of either kind, asked by the typed query. */
export function indexSearch({ reader, indexes, map }: IndexedEvents): EventSearch {
  return {
    name: reader.name,
    datasets: Object.keys(map.tells) as Dataset[],
    shown: (query) => JSON.stringify(elasticDsl(query, map).body),
    async search(query, signal) {
      const { body, notes } = elasticDsl(query, map);
      const { said, isShort } = await asMuchAsFits(reader, indexes, body, signal);
      const rows = said.hits.hits.map((hit) => rowOf(reader.name, hit));
      const events = rows.map(({ native }) => eventOfRow(native, map, query.dataset));
      const found = [
        ...notes,
        ...(isPart(said) ? ["a part of the index did not answer"] : []),
        ...(isShort ? ["fewer rows than were asked for: more would be too large"] : []),
        ...(rows.some(({ isWhole }) => !isWhole) ? ["some rows hold more than is kept of one"] : []),
      ];
      const groups = query.aggregate ? groupsOf(reader.name, query, said.aggregations) : { groups: [], notes: [] };
      const note = [...found, ...groups.notes].join("; ");
      return { rows: events, total: totalOf(reader.name, said), groups: groups.groups, ...(note === "" ? {} : { note }) };
    },
  };
}

/** How a search is put; it changes nothing. */
export function searchQuestion(indexes: string, body: unknown): Question {
  const query = { ignore_unavailable: "true", allow_no_indices: "false" };
  return {
    method: "POST",
    changes: false,
    path: [indexes, "_search"],
    query,
    body: { json: body },
    timeMs: searchMs,
    kind: "/*/_search",
  };
}

/** Rows without end in size do not keep the question from an answer: fewer are asked for, and that is said. */
async function asMuchAsFits(reader: Reader, indexes: string, body: Readonly<Record<string, unknown>>, signal: AbortSignal) {
  const wanted = Number(body.size);
  let size = wanted;
  for (;;) {
    try {
      return { said: await reader.json(searchQuestion(indexes, { ...body, size }), SearchBody, signal), isShort: size < wanted };
    } catch (cause) {
      const smaller = rowsTried.find((rows) => rows < size);
      if (!isTooLarge(cause) || smaller === undefined) throw cause;
      size = smaller;
    }
  }
}

/** Whether an answer held more than any may. */
export const isTooLarge = (cause: unknown) => cause instanceof Error && "detail" in cause && cause.detail === "TOO_LARGE";

function rowOf(name: string, { _index, _id, _source, sort }: SearchBody["hits"]["hits"][number]) {
  const timeMs = Math.trunc(Number(sort?.[0] ?? Number.NaN));
  if (!Number.isSafeInteger(timeMs)) throw unexpectedAnswer(name, "a row without a time");
  const { fields, isWhole } = flatRow(_source ?? {});
  return { native: { timeMs, fields, place: `${name}/${_index}/${_id}`, raw: JSON.stringify(_source ?? {}) }, isWhole };
}

function totalOf(name: string, { hits }: SearchBody): number {
  const total = typeof hits.total === "number" ? hits.total : hits.total?.value;
  if (total === undefined || !Number.isSafeInteger(total) || total < 0) throw unexpectedAnswer(name, "no number of rows");
  return total;
}

/** What stands for nothing in a group, as the dialect asked for it. */
const nothing = new Set(["", "::", "0"]);

function groupsOf(name: string, query: EventQuery, aggregations: unknown) {
  const { groups } = partOf(name, aggregations, Groups);
  if (!("buckets" in groups)) return { groups: [{ by: [], count: groups.doc_count, distinct: groups.distinct?.value ?? 0 }], notes: [] };
  const read = groups.buckets.map((each) => ({
    by: (Array.isArray(each.key) ? each.key : [each.key_as_string ?? each.key]).map((part) => {
      const text = String(part).toLowerCase();
      return nothing.has(text) ? "" : text;
    }),
    count: each.doc_count,
    distinct: each.distinct?.value ?? 0,
  }));
  if (read.some(({ by }) => by.length !== query.aggregate!.by.length)) throw unexpectedAnswer(name, "groups by something else");
  // Written with other capitals it is the same group.
  const merged = new Map<string, (typeof read)[number]>();
  for (const each of read) {
    const id = JSON.stringify(each.by);
    const before = merged.get(id);
    merged.set(id, before ? { by: each.by, count: before.count + each.count, distinct: Math.max(before.distinct, each.distinct) } : each);
  }
  const sorted = [...merged.values()].toSorted((a, b) => b.count - a.count || (JSON.stringify(a.by) < JSON.stringify(b.by) ? -1 : 1));
  const isCut = (groups.sum_other_doc_count ?? 0) > 0 || groups.buckets.length >= queryLimits.groupsMax;
  return { groups: sorted, notes: isCut ? ["there are more groups than these"] : [] };
}
