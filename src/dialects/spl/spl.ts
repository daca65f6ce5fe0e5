import { fold } from "../../core/query/fold.ts";
import { type EventQuery, queryLimits } from "../../core/query/query.ts";
import type { FieldMap, NativeField } from "../field-map.ts";
import { perlPattern } from "../pattern-text.ts";
import { planOf, type Test } from "../plan.ts";
import { literalPattern, written } from "../written.ts";

/** A search of Splunk; `earliest` and `latest` are epoch seconds for the parameters of the same name, never in the text. */
export type SplQuery = { readonly search: string; readonly earliest: string; readonly latest: string; readonly notes: readonly string[] };

/**
 * The typed query as SPL. Values are compared in `where` as quoted literals, because in `search` a star stays a wildcard even between quotes; what is looked for inside a text is a pattern of
 * escapes alone. `base` comes from the configuration ("index=main sourcetype=*"). Refuses with `query/not-supported`.
 */
export function spl(query: EventQuery, map: FieldMap, base: string): SplQuery {
  const planned = planOf(query, map);
  const condition = written(planned.where, {
    and: "AND",
    or: "OR",
    not: (inner) => `NOT (${inner})`,
    always: "(1=1)",
    never: "(1=0)",
    test: testOf,
  });
  const lines = [`search ${base}`, `where ${condition}`];
  if (planned.isAggregate) {
    const groups = planned.groupBy.map((fields, place) => `g${place}=${firstOf(fields)}`);
    if (groups.length > 0) lines.push(`eval ${groups.join(", ")}`);
    if (planned.distinct) lines.push(`eval counted=${firstOf(planned.distinct)}`);
    const by = groups.length > 0 ? ` by ${groups.map((_, place) => `g${place}`).join(", ")}` : "";
    lines.push(`stats count${planned.distinct ? ", dc(counted) as distinct" : ""}${by}`, "sort 0 -count", `head ${queryLimits.groupsMax}`);
  } else lines.push(`sort ${planned.limit} ${planned.sort === "newest" ? "-" : "+"}${map.time}`);
  return { search: lines.join(" | "), earliest: seconds(query.time.fromMs), latest: seconds(query.time.toMs), notes: [] };
}

function testOf(test: Test): string {
  const held = named(test.field.name);
  switch (test.test) {
    case "equals":
      return `isnotnull(mvfilter(lower(${held})=${literal(fold(test.value))}))`;
    case "contains":
    case "starts":
    case "ends":
      return `isnotnull(mvfilter(match(${held}, ${literal(`(?i)${literalPattern(test.value, test.test, point)}`)})))`;
    case "matches":
      return `isnotnull(mvfilter(match(lower(${held}), ${literal(perlPattern(test.pattern, point))})))`;
    case "within":
      return `isnotnull(mvfilter(cidrmatch(${literal(test.range)}, ${held})))`;
    case "over":
      return `isnotnull(mvfilter(tonumber(${held})>${test.bound}))`;
    case "under":
      return `isnotnull(mvfilter(tonumber(${held})<${test.bound}))`;
    case "exists":
      return `isnotnull(mvfilter(len(${held})>0))`;
  }
}

const firstOf = (fields: readonly NativeField[]) => `lower(coalesce(${[...fields.map(({ name }) => named(name)), '""'].join(", ")}))`;
const point = (code: number) => `\\x{${code.toString(16)}}`;
const seconds = (timeMs: number) => (timeMs / 1_000).toFixed(3);
const named = (name: string) => `'${name.replaceAll("'", "")}'`;
/** Between double quotes a backslash and a double quote are escaped, and nothing else means anything (a backtick would begin a macro only outside). */
const literal = (value: string) => `"${value.replace(/[\\"]/g, (special) => `\\${special}`)}"`;
