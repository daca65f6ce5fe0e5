import { fold } from "../../core/query/fold.ts";
import { type EventQuery, queryLimits } from "../../core/query/query.ts";
import type { FieldMap, NativeField } from "../field-map.ts";
import { lucenePattern } from "../pattern-text.ts";
import { planOf, type Test } from "../plan.ts";
import { written } from "../written.ts";

/** A query of `POST /_query`: text without a single value in it, and the values beside it. */
export type EsqlQuery = {
  readonly query: string;
  readonly params: readonly Readonly<Record<string, string | number>>[];
  readonly notes: readonly string[];
};

/**
 * The typed query as ES|QL. Every value is a named parameter, patterns alone stand in the text, as literals of letters, digits and escapes. `index` comes from the configuration and may
 * hold only what an index pattern may. Refuses with `query/not-supported`.
 */
export function esql(query: EventQuery, map: FieldMap, index: string): EsqlQuery {
  if (!/^[a-z0-9][a-z0-9._*,:-]{0,254}$/.test(index)) throw new Error("an index pattern that is none");
  const planned = planOf(query, map);
  const params: Record<string, string | number>[] = [];
  const bind = (value: string | number) => {
    params.push({ [`p${params.length + 1}`]: value });
    return `?p${params.length}`;
  };
  const condition = written(planned.where, {
    and: "AND",
    or: "OR",
    not: (inner) => `NOT COALESCE(${inner}, false)`,
    always: "true",
    never: "false",
    test: (test) => testOf(test, map, bind),
  });
  const time = `${named(map.time)} >= TO_DATETIME(${bind(new Date(query.time.fromMs).toISOString())}) AND ${named(map.time)} < TO_DATETIME(${bind(new Date(query.time.toMs).toISOString())})`;
  const lines = [`FROM ${index}`, `WHERE ${time}`, `WHERE ${condition}`];
  if (planned.isAggregate) {
    const groups = planned.groupBy.map((fields, place) => `g${place} = ${firstOf(fields)}`);
    const counted = planned.distinct ? `, distinct = COUNT_DISTINCT(${firstOf(planned.distinct)})` : "";
    lines.push(
      `STATS count = COUNT(*)${counted}${groups.length > 0 ? ` BY ${groups.join(", ")}` : ""}`,
      "SORT count DESC",
      `LIMIT ${queryLimits.groupsMax}`,
    );
  } else lines.push(`SORT ${named(map.time)} ${planned.sort === "newest" ? "DESC" : "ASC"}`, `LIMIT ${planned.limit}`);
  return { query: lines.join("\n| "), params, notes: ["a field with several values satisfies no comparison"] };
}

function testOf(test: Test, { product }: FieldMap, bind: (value: string | number) => string): string {
  const { field } = test;
  const held = named(field.name);
  const lower = `TO_LOWER(${held})`;
  switch (test.test) {
    case "equals":
      if (field.kind === "text") return `${lower} == ${bind(fold(test.value))}`;
      return field.kind === "number" ? `${held} == ${bind(Number(test.value))}` : `${held} == TO_IP(${bind(test.value)})`;
    case "contains":
      return `LOCATE(${lower}, ${bind(fold(test.value))}) > 0`;
    case "starts":
      return `STARTS_WITH(${lower}, ${bind(fold(test.value))})`;
    case "ends":
      return `ENDS_WITH(${lower}, ${bind(fold(test.value))})`;
    case "matches":
      return `${lower} RLIKE ${literal(lucenePattern(test.pattern, product))}`;
    case "within":
      return `CIDR_MATCH(${field.kind === "address" ? held : `TO_IP(${held})`}, ${bind(test.range)})`;
    case "over":
      return `${field.kind === "number" ? held : `TO_DOUBLE(${held})`} > ${bind(test.bound)}`;
    case "under":
      return `${field.kind === "number" ? held : `TO_DOUBLE(${held})`} < ${bind(test.bound)}`;
    case "exists":
      return `${held} IS NOT NULL`;
  }
}

const firstOf = (fields: readonly NativeField[]) =>
  `COALESCE(${[...fields.map(({ name, kind }) => (kind === "text" ? `TO_LOWER(${named(name)})` : `TO_STRING(${named(name)})`)), '""'].join(", ")})`;
const named = (name: string) => `\`${name.replaceAll("`", "``")}\``;
const literal = (value: string) => `"${value.replace(/[\\"]/g, (special) => `\\${special}`)}"`;
