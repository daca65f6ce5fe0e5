import type { EventQuery } from "../../core/query/query.ts";
import { queryLimits } from "../../core/query/query.ts";
import type { FieldMap, NativeField } from "../field-map.ts";
import { lucenePattern } from "../pattern-text.ts";
import { type Plan, type Planned, planOf, type Test } from "../plan.ts";
import { notSupported } from "../refusal.ts";

type Json = Readonly<Record<string, unknown>>;
/** A search of Elasticsearch, OpenSearch or an indexer of either kind: the body of `POST /<index>/_search`. */
export type ElasticQuery = { readonly body: Json; readonly notes: readonly string[] };

/** How far matches are counted, as every event store counts them. */
const totalMax = 10_000;

/**
 * The typed query as Elasticsearch's query DSL (7.10 and later, OpenSearch 1 and later). Values stand in JSON alone, never in a query string; wildcards of theirs are escaped.
 * Refuses with `query/not-supported`.
 */
export function elasticDsl(query: EventQuery, map: FieldMap): ElasticQuery {
  const planned = planOf(query, map);
  const { time, sort, limit } = planned;
  const window = { range: { [map.time]: { gte: time.fromMs, lt: time.toMs, format: "epoch_millis" } } };
  const order = sort === "newest" ? "desc" : "asc";
  const body = {
    query: { bool: { filter: [window, clauseOf(planned.where, map)] } },
    size: planned.isAggregate ? 0 : limit,
    track_total_hits: totalMax,
    sort: [{ [map.time]: { order, format: "epoch_millis" } }],
    ...(planned.isAggregate && { aggs: { groups: groupsOf(planned) } }),
  };
  return { body, notes: notesOf(planned) };
}

function clauseOf(plan: Plan, map: FieldMap): Json {
  if ("all" in plan) return plan.all.length === 0 ? { match_all: {} } : { bool: { filter: plan.all.map((part) => clauseOf(part, map)) } };
  if ("any" in plan) {
    if (plan.any.length === 0) return { match_none: {} };
    return { bool: { should: plan.any.map((part) => clauseOf(part, map)), minimum_should_match: 1 } };
  }
  return "not" in plan ? { bool: { must_not: [clauseOf(plan.not, map)] } } : testOf(plan, map);
}

function testOf(test: Test, { product }: FieldMap): Json {
  const { field } = test;
  switch (test.test) {
    case "equals":
      if (field.kind === "text") return { term: { [field.name]: { value: test.value, case_insensitive: true } } };
      return { term: { [field.name]: { value: field.kind === "number" ? Number(test.value) : test.value } } };
    case "contains":
      return wildcard(field, `*${unwild(test.value)}*`);
    case "ends":
      return wildcard(field, `*${unwild(test.value)}`);
    case "starts":
      return { prefix: { [field.name]: { value: test.value, case_insensitive: true } } };
    case "matches":
      return { regexp: { [field.name]: { value: lucenePattern(test.pattern, product), flags: "NONE", case_insensitive: true } } };
    case "within":
      if (field.kind !== "address")
        throw notSupported(product, `a range of addresses in "${field.name}", which is text there`, "name the addresses");
      return { term: { [field.name]: { value: test.range } } };
    case "over":
    case "under":
      if (field.kind !== "number") throw notSupported(product, `more or less in "${field.name}", which is text there`, "name the values");
      return { range: { [field.name]: { [test.test === "over" ? "gt" : "lt"]: test.bound } } };
    case "exists":
      return { exists: { field: field.name } };
  }
}

const wildcard = ({ name }: NativeField, value: string): Json => ({ wildcard: { [name]: { value, case_insensitive: true } } });
const unwild = (value: string) => value.replace(/[\\*?]/g, (special) => `\\${special}`);

function groupsOf({ groupBy, distinct }: Planned): Json {
  const [first, ...more] = groupBy.map(([field]) => ({ field: field!.name, missing: missingOf(field!) }));
  const counted = distinct && { aggs: { distinct: { cardinality: { field: distinct[0]!.name } } } };
  if (!first) return { filter: { match_all: {} }, ...counted };
  const size = queryLimits.groupsMax;
  return more.length === 0 ? { terms: { ...first, size }, ...counted } : { multi_terms: { terms: [first, ...more], size }, ...counted };
}

/** What stands for nothing must be of the field's own type. */
const missingOf = ({ kind }: NativeField) => ({ text: "", address: "::", number: 0 })[kind];

function notesOf({ isAggregate, groupBy, distinct }: Planned): string[] {
  const notes: string[] = [];
  if (isAggregate && [...groupBy, distinct ?? []].some((fields) => fields.length > 1))
    notes.push("groups are by the first field of each meaning alone");
  if (distinct) notes.push("the number of different values is an estimate");
  return notes;
}
