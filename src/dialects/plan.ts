import { type Dataset, datasets } from "../core/event/event.ts";
import { type ObservableType, observableTypes } from "../core/observable/observable.ts";
import { addressBytes } from "../core/query/address.ts";
import { checkQuery } from "../core/query/check.ts";
import { numberOf, operandsOf, wantsPresence } from "../core/query/matches.ts";
import type { Meaning } from "../core/query/meaning/vocabulary.ts";
import { type Pattern, parsePattern } from "../core/query/pattern.ts";
import type { Condition, EventQuery, Where } from "../core/query/query.ts";
import { entityMeanings, type FieldMap, type NativeField } from "./field-map.ts";
import { notSupported } from "./refusal.ts";

/** One comparison with one field of the product. Texts compare without case; `bound` and `value` of a number are plain decimals. */
export type Test =
  | { readonly test: "equals" | "contains" | "starts" | "ends"; readonly field: NativeField; readonly value: string }
  | { readonly test: "matches"; readonly field: NativeField; readonly pattern: Pattern }
  | { readonly test: "within"; readonly field: NativeField; readonly range: string }
  | { readonly test: "over" | "under"; readonly field: NativeField; readonly bound: number }
  | { readonly test: "exists"; readonly field: NativeField };

/** A query's conditions over the product's own fields; an empty `all` always holds, an empty `any` never. */
export type Plan = { readonly all: readonly Plan[] } | { readonly any: readonly Plan[] } | { readonly not: Plan } | Test;

/** What a dialect writes down: conditions, the window, what is counted, order and limit. */
export type Planned = {
  readonly map: FieldMap;
  /** The one dataset asked about, where there is one. */
  readonly dataset: Dataset | undefined;
  readonly where: Plan;
  readonly time: EventQuery["time"];
  /** For each meaning grouped by, its fields; the first that holds something gives the group. */
  readonly groupBy: readonly (readonly NativeField[])[];
  readonly distinct: readonly NativeField[] | undefined;
  readonly isAggregate: boolean;
  readonly sort: EventQuery["sort"];
  readonly limit: number;
};

/**
 * A checked query over a product's fields. Refuses (`query/not-supported`) what names a meaning or a dataset that the product does not have: an answer that silently
 * left it out would say "nothing found" of what was never looked for. Refuses a malformed query (`query/malformed`).
 */
export function planOf(asked: EventQuery, map: FieldMap): Planned {
  const query = checkQuery(asked);
  const parts: Plan[] = [];
  if (query.dataset !== undefined) parts.push(datasetPlan(query.dataset, map));
  if (query.entity !== undefined) parts.push(entityPlan(query.entity, map));
  if (query.where !== undefined) parts.push(wherePlan(query.where, map));
  const { aggregate } = query;
  return {
    map,
    dataset: query.dataset,
    where: parts.length === 1 ? parts[0]! : { all: parts },
    time: query.time,
    groupBy: (aggregate?.by ?? []).map((meaning) => fieldsOf(meaning, map)),
    distinct: aggregate?.distinct === undefined ? undefined : fieldsOf(aggregate.distinct, map),
    isAggregate: aggregate !== undefined,
    sort: query.sort,
    limit: query.limit,
  };
}

function wherePlan(where: Where, map: FieldMap): Plan {
  if ("all" in where) return { all: where.all.map((part) => wherePlan(part, map)) };
  if ("any" in where) return { any: where.any.map((part) => wherePlan(part, map)) };
  if ("not" in where) return { not: wherePlan(where.not, map) };
  return where.field === "dataset" ? datasetsPlan(where, map) : conditionPlan(where, map);
}

/** Which datasets satisfy a condition is known here, so that the product is asked only for those. */
function datasetsPlan(condition: Condition, map: FieldMap): Plan {
  if (condition.op === "exists") return wantsPresence(condition) ? { all: [] } : { any: [] };
  const operands = operandsOf(condition).map((operand) => operand.toLowerCase());
  const test: Readonly<Partial<Record<Condition["op"], (name: string, operand: string) => boolean>>> = {
    eq: (name, operand) => name === operand,
    in: (name, operand) => name === operand,
    contains: (name, operand) => name.includes(operand),
    startsWith: (name, operand) => name.startsWith(operand),
    endsWith: (name, operand) => name.endsWith(operand),
  };
  const holds = test[condition.op];
  if (!holds) throw notSupported(map.product, `${condition.op} of the dataset`, "name the datasets one by one");
  const named = datasets.filter((name) => operands.some((operand) => holds(name, operand)));
  return { any: named.flatMap((name) => (Object.hasOwn(map.tells, name) ? [datasetPlan(name, map)] : [])) };
}

function datasetPlan(dataset: Dataset, map: FieldMap): Plan {
  const tells = Object.hasOwn(map.tells, dataset) ? map.tells[dataset] : undefined;
  if (!tells) throw notSupported(map.product, `events of "${dataset}"`, "ask another source about them");
  return { any: tells.values.map((value) => ({ test: "equals", field: { name: tells.field, kind: "text" }, value })) };
}

/** An entity by its `observableKey`: any field that may hold such a thing holds this one. */
function entityPlan(entity: string, map: FieldMap): Plan {
  const at = entity.indexOf(":");
  const [type, value] = [entity.slice(0, at), entity.slice(at + 1)];
  const meanings = (observableTypes as readonly string[]).includes(type) ? entityMeanings[type as ObservableType] : undefined;
  const fields = (meanings ?? []).flatMap((meaning) => map.fields[meaning] ?? []);
  if (fields.length === 0) throw notSupported(map.product, `things of the type "${type.slice(0, 40)}"`, "ask another source about it");
  // A user stands with or without the domain in front; the key leaves it out.
  const tests = fields.flatMap((field): Plan[] => {
    const [equal] = comparable(field, "equals", value);
    if (!equal) return [];
    return type === "user" ? [equal, { test: "ends", field, value: `\\${value}` }] : [equal];
  });
  return { any: tests };
}

function fieldsOf(meaning: Meaning, map: FieldMap): readonly NativeField[] {
  const fields = map.fields[meaning];
  if (!fields || fields.length === 0) throw notSupported(map.product, `"${meaning}"`, "ask another source about it, or another field");
  return fields;
}

/** Any value satisfies it: any operand, in any field. */
function conditionPlan(condition: Condition, map: FieldMap): Plan {
  const fields = fieldsOf(condition.field, map);
  if (condition.op === "exists") {
    const anywhere: Plan = { any: fields.map((field) => ({ test: "exists", field })) };
    return wantsPresence(condition) ? anywhere : { not: anywhere };
  }
  const op = condition.op;
  return { any: fields.flatMap((field) => operandsOf(condition).flatMap((operand) => testsOf(op, field, operand, map))) };
}

const textual = { eq: "equals", in: "equals", contains: "contains", startsWith: "starts", endsWith: "ends" } as const;

function testsOf(op: Exclude<Condition["op"], "exists">, field: NativeField, operand: string, { product }: FieldMap): Plan[] {
  switch (op) {
    case "eq":
    case "in":
      return comparable(field, "equals", operand);
    case "contains":
    case "startsWith":
    case "endsWith":
      if (field.kind !== "text") throw notSupported(product, `${op} of "${field.name}", which is no text there`, "use eq, in or cidr");
      return [{ test: textual[op], field, value: operand }];
    case "regex":
      if (field.kind !== "text") throw notSupported(product, `a pattern of "${field.name}", which is no text there`, "use eq, in or cidr");
      return [{ test: "matches", field, pattern: parsePattern(operand) }];
    case "cidr":
      if (field.kind === "number") return [];
      return [{ test: "within", field, range: operand }];
    case "gt":
    case "lt": {
      const bound = numberOf(operand);
      if (bound === undefined || field.kind === "address") return [];
      return [{ test: op === "gt" ? "over" : "under", field, bound }];
    }
  }
}

/** What a field of an address or number type can never hold is not asked for: products answer such a question with an error. */
function comparable(field: NativeField, test: "equals", value: string): Test[] {
  if (field.kind === "address" && addressBytes(value) === undefined) return [];
  if (field.kind === "number" && numberOf(value) === undefined) return [];
  return [{ test, field, value }];
}
