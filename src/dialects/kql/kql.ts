import { type EventQuery, queryLimits } from "../../core/query/query.ts";
import type { FieldMap, NativeField } from "../field-map.ts";
import { perlPattern } from "../pattern-text.ts";
import { planOf, type Test } from "../plan.ts";
import { written } from "../written.ts";

/** A query of Log Analytics or of Defender's hunting. */
export type KqlQuery = { readonly query: string; readonly notes: readonly string[] };

/** The field by which a map of Microsoft tables tells datasets apart: the table's name. */
export const tableField = "$table";

/**
 * The typed query as KQL over all tables of the dataset, or over all that the map knows. A column that a table lacks counts as empty. Values are literals between double quotes; the tests
 * read them back with Microsoft's own parser. Refuses with `query/not-supported`.
 */
export function kql(query: EventQuery, map: FieldMap): KqlQuery {
  const planned = planOf(query, map);
  const told = planned.dataset === undefined ? Object.values(map.tells) : [map.tells[planned.dataset]!];
  const tables = [...new Set(told.flatMap(({ values }) => values))];
  const condition = written(planned.where, {
    and: "and",
    or: "or",
    not: (inner) => `not(${inner})`,
    always: "true",
    never: "false",
    test: testOf,
  });
  const lines = [
    `union isfuzzy=true withsource=WatchkeeperTable ${tables.map((table) => `['${table}']`).join(", ")}`,
    `where ${map.time} >= datetime(${new Date(query.time.fromMs).toISOString()}) and ${map.time} < datetime(${new Date(query.time.toMs).toISOString()})`,
    `where ${condition}`,
  ];
  if (planned.isAggregate) {
    const groups = planned.groupBy.map((fields, place) => `G${place} = ${firstOf(fields)}`);
    const counted = planned.distinct
      ? `, Distinct = dcountif(${firstOf(planned.distinct)}, isnotempty(${firstOf(planned.distinct)}), 4)`
      : "";
    lines.push(
      `summarize Count = count()${counted}${groups.length > 0 ? ` by ${groups.join(", ")}` : ""}`,
      `top ${queryLimits.groupsMax} by Count desc`,
    );
  } else lines.push(`top ${planned.limit} by ${map.time} ${planned.sort === "newest" ? "desc" : "asc"}`);
  return { query: lines.join("\n| "), notes: planned.distinct ? ["the number of different values is an estimate"] : [] };
}

function testOf(test: Test): string {
  const { field } = test;
  const held = textOf(field);
  switch (test.test) {
    case "equals":
      return field.kind === "number" ? `todouble(${held}) == ${Number(test.value)}` : `${held} =~ ${literal(test.value)}`;
    case "contains":
      return `${held} contains ${literal(test.value)}`;
    case "starts":
      return `${held} startswith ${literal(test.value)}`;
    case "ends":
      return `${held} endswith ${literal(test.value)}`;
    case "matches":
      return `tolower(${held}) matches regex ${literal(perlPattern(test.pattern))}`;
    case "within":
      return `${test.range.includes(":") ? "ipv6_is_in_range" : "ipv4_is_in_range"}(${held}, ${literal(test.range)})`;
    case "over":
      return `todouble(${held}) > ${test.bound}`;
    case "under":
      return `todouble(${held}) < ${test.bound}`;
    case "exists":
      return `isnotempty(${held})`;
  }
}

/** The name of the table that a row is of is a column that we make; whatever else a table lacks counts as empty. */
const textOf = ({ name }: NativeField) => (name === tableField ? "WatchkeeperTable" : `tostring(column_ifexists(${literal(name)}, ""))`);
const firstOf = (fields: readonly NativeField[]) =>
  `tolower(${fields.map(textOf).reduceRight((rest, each) => `iff(isnotempty(${each}), ${each}, ${rest})`, '""')})`;

/** Between double quotes; every character that is no plain letter, digit or blank, by its number in UTF-16, so that no reader can take it for anything else. */
function literal(value: string): string {
  const written = [...value].map((character) => (/[\p{L}\p{N} ._:/-]/u.test(character) ? character : escaped(character)));
  return `"${written.join("")}"`;
}

const escaped = (character: string) =>
  Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`).join("");
