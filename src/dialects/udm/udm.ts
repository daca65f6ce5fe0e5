import type { EventQuery } from "../../core/query/query.ts";
import type { FieldMap } from "../field-map.ts";
import { perlPattern } from "../pattern-text.ts";
import { planOf, type Test } from "../plan.ts";
import { notSupported } from "../refusal.ts";
import { literalPattern, written } from "../written.ts";

/** A UDM search of Google SecOps; window and limit are parameters of the call. */
export type UdmQuery = {
  readonly query: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
  readonly notes: readonly string[];
};

/** The typed query as a UDM search. Values are literals between double quotes, or patterns of escapes between slashes. Counting groups is refused (`query/not-supported`). */
export function udm(query: EventQuery, map: FieldMap): UdmQuery {
  const planned = planOf(query, map);
  if (planned.isAggregate) throw notSupported(map.product, "groups and their numbers", "ask for the events themselves");
  const text = written(planned.where, {
    and: "AND",
    or: "OR",
    not: (inner) => `NOT (${inner})`,
    always: `${map.time} > 0`,
    never: `${map.time} < 0`,
    test: (test) => testOf(test),
  });
  return {
    query: text,
    fromMs: query.time.fromMs,
    toMs: query.time.toMs,
    limit: planned.limit,
    notes: ["the newest events are given first, whatever was asked"],
  };
}

function testOf(test: Test): string {
  const held = test.field.name;
  switch (test.test) {
    case "equals":
      return test.field.kind === "number" ? `${held} = ${Number(test.value)}` : `${held} = ${literal(test.value)} nocase`;
    case "contains":
    case "starts":
    case "ends":
      return `${held} = /${literalPattern(test.value, test.test, point)}/ nocase`;
    case "matches":
      return `${held} = /${perlPattern(test.pattern, point)}/ nocase`;
    case "within":
      return `net.ip_in_range_cidr(${held}, ${literal(test.range)})`;
    case "over":
      return `${held} > ${test.bound}`;
    case "under":
      return `${held} < ${test.bound}`;
    case "exists":
      return `${held} != ""`;
  }
}

const point = (code: number) => `\\x{${code.toString(16)}}`;
const literal = (value: string) => `"${value.replace(/[\\"]/g, (special) => `\\${special}`)}"`;
