import { type EventQuery, queryLimits } from "../../core/query/query.ts";
import type { FieldMap, NativeField } from "../field-map.ts";
import { perlPattern } from "../pattern-text.ts";
import { planOf, type Test } from "../plan.ts";
import { literalPattern, written } from "../written.ts";

/** A search of CrowdStrike's Falcon LogScale; the window goes into the call, in milliseconds. */
export type FalconQuery = { readonly query: string; readonly fromMs: number; readonly toMs: number; readonly notes: readonly string[] };

/** The typed query in LogScale's language. Its comparisons mind case, so texts are patterns of escapes between slashes. Refuses with `query/not-supported`. */
export function falcon(query: EventQuery, map: FieldMap): FalconQuery {
  const planned = planOf(query, map);
  const lines = [
    written(planned.where, { and: "and", or: "or", not: (inner) => `not (${inner})`, always: "true", never: "false", test: testOf }),
  ];
  if (planned.isAggregate) {
    const keys = planned.groupBy.map((fields, place) => `| g${place} := ${firstOf(fields)}`);
    const counted = planned.distinct ? `, count(${firstOf(planned.distinct)}, distinct=true, as=distinct)` : "";
    const by = planned.groupBy.map((_, place) => `g${place}`).join(", ");
    lines.push(
      ...keys,
      `| groupBy([${by}], function=[count(as=count)${counted}], limit=${queryLimits.groupsMax})`,
      "| sort(count, order=desc)",
    );
  } else lines.push(`| sort(${map.time}, order=${planned.sort === "newest" ? "desc" : "asc"}, limit=${planned.limit})`);
  return { query: lines.join("\n"), fromMs: query.time.fromMs, toMs: query.time.toMs, notes: [] };
}

function testOf(test: Test): string {
  const held = named(test.field);
  switch (test.test) {
    case "equals":
      return test.field.kind === "number"
        ? `${held} = ${Number(test.value)}`
        : `${held} = /${literalPattern(test.value, "equals", point)}/i`;
    case "contains":
    case "starts":
    case "ends":
      return `${held} = /${literalPattern(test.value, test.test, point)}/i`;
    case "matches":
      return `${held} = /${perlPattern(test.pattern, point)}/i`;
    case "within":
      return `cidr(${held}, subnet=["${test.range}"])`;
    case "over":
      return `${held} > ${test.bound}`;
    case "under":
      return `${held} < ${test.bound}`;
    case "exists":
      return `${held} = *`;
  }
}

const named = ({ name }: NativeField) => (/^[#@A-Za-z][A-Za-z0-9_.@]*$/.test(name) ? name : `"${name.replaceAll('"', "")}"`);
const firstOf = ([first]: readonly NativeField[]) => named(first!);
const point = (code: number) => `\\x{${code.toString(16)}}`;
