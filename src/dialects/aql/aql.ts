import { fold } from "../../core/query/fold.ts";
import { type EventQuery, queryLimits } from "../../core/query/query.ts";
import type { FieldMap, NativeField } from "../field-map.ts";
import { perlPattern } from "../pattern-text.ts";
import { planOf, type Test } from "../plan.ts";
import { literalPattern, written } from "../written.ts";

/** A search of QRadar's Ariel database. */
export type AqlQuery = { readonly query: string; readonly notes: readonly string[] };

/** The typed query as AQL. Values are literals between single quotes, doubled inside; the window is in milliseconds after START and STOP. Refuses with `query/not-supported`. */
export function aql(query: EventQuery, map: FieldMap): AqlQuery {
  const planned = planOf(query, map);
  const condition = written(planned.where, {
    and: "AND",
    or: "OR",
    not: (inner) => `NOT (${inner})`,
    always: "(1 = 1)",
    never: "(1 = 0)",
    test: testOf,
  });
  const window = `START ${query.time.fromMs} STOP ${query.time.toMs}`;
  if (!planned.isAggregate) {
    const columns = ["starttime", ...nativeNames(map)].map(named).join(", ");
    const order = `ORDER BY ${named(map.time)} ${planned.sort === "newest" ? "DESC" : "ASC"}`;
    return { query: `SELECT ${columns} FROM events WHERE ${condition} ${order} LIMIT ${planned.limit} ${window}`, notes: [] };
  }
  const groups = planned.groupBy.map((fields, place) => `${firstOf(fields)} AS "g${place}"`);
  const counted = planned.distinct ? [`UNIQUECOUNT(${firstOf(planned.distinct)}) AS "distinct"`] : [];
  const by = groups.length > 0 ? ` GROUP BY ${groups.map((_, place) => `"g${place}"`).join(", ")}` : "";
  const selected = [...groups, 'COUNT(*) AS "count"', ...counted].join(", ");
  return {
    query: `SELECT ${selected} FROM events WHERE ${condition}${by} ORDER BY "count" DESC LIMIT ${queryLimits.groupsMax} ${window}`,
    notes: [],
  };
}

function testOf(test: Test): string {
  const held = named(test.field.name);
  switch (test.test) {
    case "equals":
      if (test.field.kind !== "text") return `${held} = ${test.field.kind === "number" ? Number(test.value) : literal(test.value)}`;
      return `LOWER(${held}) = ${literal(fold(test.value))}`;
    case "contains":
    case "starts":
    case "ends":
      return `${held} IMATCHES ${literal(literalPattern(test.value, test.test, point))}`;
    case "matches":
      return `LOWER(${held}) MATCHES ${literal(perlPattern(test.pattern, point))}`;
    case "within":
      return `INCIDR(${literal(test.range)}, ${held})`;
    case "over":
      return `DOUBLE(${held}) > ${test.bound}`;
    case "under":
      return `DOUBLE(${held}) < ${test.bound}`;
    case "exists":
      return `(${held} IS NOT NULL AND STRLEN(STR(${held})) > 0)`;
  }
}

const nativeNames = ({ fields }: FieldMap) =>
  [...new Set(Object.values(fields).flatMap((each) => each.map(({ name }) => name)))].toSorted();
const firstOf = ([first]: readonly NativeField[]) => `LOWER(${named(first!.name)})`;
const point = (code: number) => `\\x{${code.toString(16)}}`;
/** A column, or a function of one as our own map writes it. */
const named = (name: string) => (/^[A-Z]+\([a-z]+\)$/.test(name) ? name : `"${name.replaceAll('"', "")}"`);
const literal = (value: string) => `'${value.replaceAll("'", "''")}'`;
