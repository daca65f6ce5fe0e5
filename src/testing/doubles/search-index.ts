import type { Said } from "./double.ts";

// The part of Elasticsearch's and OpenSearch's search that our connectors use, over documents in memory (elastic.co/docs/api and docs.opensearch.org, "Search", "Query DSL", "Aggregations"; READ).
// A clause that is not known here is an error 400, as it is there: nothing passes for "no hits".

type Json = Readonly<Record<string, unknown>>;
/** A document; fields stand under dotted names or nested. */
export type Document = { readonly _index: string; readonly _id: string; _source: Record<string, unknown>; seq: number };

/** What a search holds that cannot be answered. */
class BadQuery extends Error {}

/** The values of a field. */
export function held(source: Json, name: string): readonly unknown[] {
  if (Object.hasOwn(source, name)) return listed(source[name]);
  let value: unknown = source;
  for (const part of name.split(".")) value = typeof value === "object" && value !== null ? (value as Json)[part] : undefined;
  return listed(value);
}
const listed = (value: unknown) => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]);
const timeOf = (value: unknown) =>
  typeof value === "number" ? value : /^\d+$/.test(String(value)) ? Number(value) : Date.parse(String(value));

/** Whether a document fulfils a query. */
export function matches(document: Document, query: Json): boolean {
  const [[kind = "", body] = []] = Object.entries(query);
  const clause = (body ?? {}) as Json;
  const [[field = "", asked] = []] = Object.entries(clause);
  const operand = typeof asked === "object" && asked !== null ? ((asked as Json).value ?? asked) : asked;
  const values = held(document._source, field).map(String);
  const low = String(operand).toLowerCase();
  switch (kind) {
    case "match_all":
      return true;
    case "match_none":
      return false;
    case "bool":
      return bool(document, clause);
    case "ids":
      return (clause.values as string[]).includes(document._id);
    case "exists":
      return held(document._source, String(clause.field)).length > 0;
    case "term":
      return values.some((value) => ((asked as Json).case_insensitive ? value.toLowerCase() === low : value === String(operand)));
    case "prefix":
      return values.some((value) => value.toLowerCase().startsWith(low));
    case "wildcard":
      return values.some((value) => wild(String(operand)).test(value));
    case "range":
      return held(document._source, field).some((value) => inRange(value, asked as Json));
    default:
      throw new BadQuery(`unknown query [${kind}]`);
  }
}

function bool(document: Document, { filter = [], should = [], must_not = [], minimum_should_match = 0 }: Json): boolean {
  const all = (parts: unknown) => (parts as Json[]).filter((part) => matches(document, part)).length;
  return all(filter) === (filter as Json[]).length && all(must_not) === 0 && all(should) >= Number(minimum_should_match);
}

function inRange(value: unknown, { format, ...bounds }: Json): boolean {
  const isCount = typeof value === "number";
  const read = format === "epoch_millis" ? timeOf : (each: unknown) => (isCount ? Number(each) : String(each));
  const holds: Record<string, (a: number | string, b: number | string) => boolean> = {
    gte: (a, b) => a >= b,
    gt: (a, b) => a > b,
    lte: (a, b) => a <= b,
    lt: (a, b) => a < b,
  };
  return Object.entries(bounds).every(([bound, limit]) => {
    const test = holds[bound];
    if (!test) throw new BadQuery(`unknown bound [${bound}]`);
    return test(read(value), read(limit));
  });
}

const wild = (pattern: string) =>
  new RegExp(
    `^${pattern.replace(/\\([\\*?])|([*?])|([.+^${}()|[\]\\])/g, (_, escaped, any, special) => (escaped ? `\\${escaped}` : any ? (any === "*" ? ".*" : ".") : `\\${special}`))}$`,
    "is",
  );

function aggregated(documents: readonly Document[], aggs: Json): Json {
  return Object.fromEntries(
    Object.entries(aggs).map(([name, body]) => {
      const { aggs: inner, ...rest } = body as Json;
      const [[kind = "", order] = []] = Object.entries(rest);
      return [name, aggregate(documents, kind, order as Json, inner as Json | undefined)];
    }),
  );
}

function aggregate(documents: readonly Document[], kind: string, order: Json, inner: Json | undefined): Json {
  const times = (each: Document) => held(each._source, String(order.field)).map(timeOf);
  const within = (some: readonly Document[]) => (inner ? aggregated(some, inner) : {});
  if (kind === "max") return { value: documents.length === 0 ? null : Math.max(...documents.flatMap(times)) };
  if (kind === "filter") {
    const some = documents.filter((each) => matches(each, order));
    return { doc_count: some.length, ...within(some) };
  }
  if (kind === "date_histogram") {
    const widthMs = Number(/^(\d+)ms$/.exec(String(order.fixed_interval))?.[1]);
    return {
      buckets: grouped(documents, (each) => Math.floor(times(each)[0]! / widthMs) * widthMs).map(([key, some]) => ({
        key,
        doc_count: some.length,
        ...within(some),
      })),
    };
  }
  if (kind === "cardinality") return { value: new Set(documents.flatMap((each) => held(each._source, String(order.field)))).size };
  if (kind === "terms") {
    const groups = grouped(documents, (each) => held(each._source, String(order.field))[0] ?? order.missing);
    const buckets = groups.map(([key, some]) => ({ key, doc_count: some.length, ...within(some) }));
    return { sum_other_doc_count: 0, buckets: buckets.toSorted((a, b) => b.doc_count - a.doc_count) };
  }
  throw new BadQuery(`unknown aggregation [${kind}]`);
}

function grouped<Key>(documents: readonly Document[], keyOf: (each: Document) => Key): [Key, Document[]][] {
  const groups = new Map<Key, Document[]>();
  for (const each of documents) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return [...groups];
}

function sortedBy(documents: readonly Document[], sort: readonly Json[]) {
  const keys = sort.map((each) => Object.entries(each)[0] as [string, Json]);
  const valueIn = (document: Document, [name, { format }]: [string, Json]) => {
    const [value] = held(document._source, name);
    return value === undefined ? null : format === "epoch_millis" ? timeOf(value) : value;
  };
  const compare = (a: Document, b: Document) => {
    for (const key of keys) {
      const [left, right] = [valueIn(a, key), valueIn(b, key)];
      if (left === right) continue;
      if (left === null || right === null) return left === null ? 1 : -1;
      return ((left as string) < (right as string) ? -1 : 1) * (key[1].order === "desc" ? -1 : 1);
    }
    return a.seq - b.seq;
  };
  // As the epoch is written when a format is asked for: a text.
  const shown = (value: unknown, [, { format }]: [string, Json]) => (format === "epoch_millis" && value !== null ? String(value) : value);
  return documents.toSorted(compare).map((document) => ({ document, sort: keys.map((key) => shown(valueIn(document, key), key)) }));
}

/** Answers one search over some documents. */
export function searched(documents: readonly Document[], body: Json): Said {
  try {
    const found = documents.filter((each) => matches(each, (body.query as Json | undefined) ?? { match_all: {} }));
    const size = Number(body.size ?? 10);
    const page = sortedBy(found, (body.sort as Json[] | undefined) ?? []).slice(0, size);
    const hits = page.map(({ document: { _index, _id, _source }, sort }) => ({
      _index,
      _id,
      _score: null,
      ...(body._source === false ? {} : { _source }),
      ...(body.sort ? { sort } : {}),
    }));
    const json = {
      took: 3,
      timed_out: false,
      _shards: { total: 1, successful: 1, skipped: 0, failed: 0 },
      hits: { total: { value: found.length, relation: "eq" }, max_score: null, hits },
      ...(body.aggs ? { aggregations: aggregated(found, body.aggs as Json) } : {}),
    };
    return { status: 200, json };
  } catch (cause) {
    if (!(cause instanceof BadQuery)) throw cause;
    return { status: 400, json: { error: { type: "parsing_exception", reason: cause.message }, status: 400 } };
  }
}

/** Documents by index, and what is done with one by its id: made once (`_create`), and read. */
export function openIndexes() {
  const documents: Document[] = [];
  let seq = 0;
  const add = (_index: string, _id: string, _source: Record<string, unknown>): Document => {
    const document = { _index, _id, _source, seq: seq++ };
    documents.push(document);
    return document;
  };
  const inIndexes = (names: string) => {
    const patterns = names.split(",").map((name) => new RegExp(`^${name.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`));
    return documents.filter(({ _index }) => patterns.some((pattern) => pattern.test(_index)));
  };
  return {
    documents,
    add,
    inIndexes,
    /** Answers the calls of one document and of a search; undefined for any other path. */
    answer(method: string, path: string, text: string): Said | undefined {
      const [index = "", call = "", id = ""] = path.split("/").slice(1).map(decodeURIComponent);
      if (call === "_search" && method === "POST") return searched(inIndexes(index), JSON.parse(text) as Json);
      const there = documents.find((each) => each._index === index && each._id === id);
      if (call === "_create" && method === "PUT") {
        if (there) return { status: 409, json: { error: { type: "version_conflict_engine_exception" }, status: 409 } };
        add(index, id, JSON.parse(text) as Record<string, unknown>);
        return { status: 201, json: { _index: index, _id: id, _version: 1, result: "created" } };
      }
      if (call !== "_doc" || method !== "GET") return undefined;
      if (there) return { status: 200, json: { _index: index, _id: id, _version: 1, found: true } };
      const isIndex = documents.some(({ _index }) => _index === index);
      if (isIndex) return { status: 404, json: { _index: index, _id: id, found: false } };
      return { status: 404, json: { error: { type: "index_not_found_exception", reason: `no such index [${index}]` }, status: 404 } };
    },
  };
}
