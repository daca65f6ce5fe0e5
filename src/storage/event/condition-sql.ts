import { type RawBuilder, sql } from "kysely";
import { type Dataset, datasets } from "../../core/event/event.ts";
import { fold } from "../../core/query/fold.ts";
import { numberLengthMax, numberOf, operandsOf, wantsPresence } from "../../core/query/matches.ts";
import type { Meaning } from "../../core/query/meaning/vocabulary.ts";
import { vocabularies } from "../../core/query/meaning.ts";
import { parsePattern } from "../../core/query/pattern.ts";
import type { Condition, Where } from "../../core/query/query.ts";
import { patternSql } from "./pattern-sql.ts";

type Truth = RawBuilder<boolean>;

/**
 * The condition of a query on the row `e` of events. Everything from the query is a bound parameter; the text of the statement
 * depends on operators and fields alone. Must agree with `matches` in core/query: a property test compares them.
 */
export function whereSql(where: Where, dataset: Dataset | undefined): Truth {
  if ("all" in where) return joined(where.all, dataset, sql` AND `, sql`true`);
  if ("any" in where) return joined(together(where.any), dataset, sql` OR `, sql`false`);
  if ("not" in where) return sql`(NOT ${whereSql(where.not, dataset)})`;
  return conditionSql(where, dataset);
}

/** Conditions that ask one field for one thing or another become one with several values: the field's JSON is then read once and not for each. */
function together(parts: readonly Where[]): Where[] {
  const kept: Where[] = [];
  const places = new Map<string, number>();
  for (const part of parts) {
    const key = "op" in part && severalValued.has(part.op) ? `${part.op} ${part.field}` : undefined;
    const place = key === undefined ? undefined : places.get(key);
    const before = place === undefined ? undefined : kept[place];
    if (place !== undefined && before && "op" in before && "op" in part)
      kept[place] = { ...before, value: [before.value, part.value].flat() };
    else {
      if (key !== undefined) places.set(key, kept.length);
      kept.push(part);
    }
  }
  return kept;
}

const severalValued: ReadonlySet<string> = new Set(["eq", "in", "contains", "startsWith", "endsWith"]);

function joined(parts: readonly Where[], dataset: Dataset | undefined, by: RawBuilder<unknown>, empty: Truth): Truth {
  return parts.length === 0 ? empty : sql`(${sql.join(parts.map((part) => whereSql(part, dataset)), by)})`; // biome-ignore format: one thought
}

function conditionSql(condition: Condition, dataset: Dataset | undefined): Truth {
  const values = valuesSql(condition.field, dataset);
  if (condition.op === "exists") return wantsPresence(condition) ? sql`EXISTS (${values})` : sql`(NOT EXISTS (${values}))`;
  const test = sql<boolean>`EXISTS (SELECT 1 FROM (${values}) AS t(v) WHERE ${testSql(condition)})`;
  const inText = isColumn(condition.field) ? undefined : inTextSql(condition);
  // CASE, for AND promises no order.
  return inText ? sql<boolean>`(CASE WHEN ${inText} THEN ${test} ELSE false END)` : test;
}

const columns: ReadonlySet<Meaning> = new Set(["dataset", "channel", "action", "host"]);
const isColumn = (meaning: Meaning) => columns.has(meaning);

/**
 * Whether the event's JSON text holds what is looked for anywhere at all, written as JSON writes it (we wrote the text, so there is one way).
 * To read the values out of the text costs ten times as much, and few events hold it. Undefined for tests that this says nothing about.
 */
function inTextSql({ op, value }: Condition): Truth | undefined {
  const operands = operandsOf({ value });
  if (!severalValued.has(op) || operands.length === 0) return undefined;
  const written = operands.map((operand) => JSON.stringify(fold(operand)).slice(1, -1));
  return sql<boolean>`EXISTS (SELECT 1 FROM (SELECT lower(e.fields COLLATE "pg_c_utf8") AS v OFFSET 0) w, unnest(${written}::text[]) AS o(operand) WHERE strpos(w.v, o.operand) > 0)`;
}

/** A query for the values that the row holds under a meaning, as `valuesOf` gives them, in its order. */
export function valuesSql(meaning: Meaning, dataset: Dataset | undefined, ordered = false): RawBuilder<unknown> {
  if (meaning === "dataset" || meaning === "channel" || meaning === "action") return sql`SELECT ${sql.ref(`e.${meaning}`)} AS v`;
  if (meaning === "host") return sql`SELECT e.host AS v WHERE e.host <> ''`;
  const order = ordered ? sql` ORDER BY name_no, item_no` : sql``;
  return sql`SELECT v FROM watchkeeper.texts_of(e.fields, ${namesSql(meaning, dataset)})${order}`;
}

function namesSql(meaning: Meaning, dataset: Dataset | undefined): RawBuilder<unknown> {
  const names = (of: Dataset) => [...(vocabularies[of].fields[meaning] ?? [])];
  if (dataset) return sql`${names(dataset)}::text[]`;
  const known = datasets.filter((of) => names(of).length > 0);
  if (known.length === 0) return sql`'{}'::text[]`;
  const cases = known.map((of) => sql`WHEN ${of} THEN ${names(of)}::text[]`);
  return sql`CASE e.dataset ${sql.join(cases, sql` `)} END`;
}

// The collation says what "without case" means, whatever the server's own locale.
const foldedValue = sql`lower(t.v COLLATE "pg_c_utf8")`;

function testSql(condition: Condition): Truth {
  const operands = operandsOf(condition);
  const anyOf = (test: (operand: string) => Truth): Truth =>
    operands.length === 0 ? sql`false` : sql`(${sql.join(operands.map(test), sql` OR `)})`;
  switch (condition.op) {
    case "eq":
    case "in":
      return sql`${foldedValue} = ANY (${operands.map(fold)}::text[])`;
    case "contains":
      return anyFolded(operands, (operand) => sql`strpos(f.v, ${operand}) > 0`);
    case "startsWith":
      return anyFolded(operands, (operand) => sql`starts_with(f.v, ${operand})`);
    case "endsWith":
      return anyFolded(operands, (operand) => sql`right(f.v, length(${operand})) = ${operand}`);
    case "regex":
      return anyOf((operand) => sql`${foldedValue} COLLATE "C" ~ ${patternSql(parsePattern(operand))}`);
    case "cidr":
      return anyOf((operand) => sql`CASE WHEN ${isAddress} THEN t.v::inet <<= ${operand}::inet ELSE false END`);
    case "gt":
      return anyOf((operand) => numberSql(operand, (value, bound) => sql`${value} > ${bound}`));
    case "lt":
      return anyOf((operand) => numberSql(operand, (value, bound) => sql`${value} < ${bound}`));
    case "exists":
      return sql`true`;
  }
}

/** Some test over all operands at once, so that 500 of them are one parameter. */
function anyFolded(operands: readonly string[], test: (operand: RawBuilder<unknown>) => Truth): Truth {
  const folded = operands.map(fold);
  return sql`EXISTS (SELECT 1 FROM (SELECT ${foldedValue} AS v OFFSET 0) f, unnest(${folded}::text[]) AS o(operand) WHERE ${test(sql`o.operand`)})`;
}

// The same spellings as `addressBytes`: PostgreSQL reads more than plain addresses, and stops at what it cannot read.
// Only CASE keeps a cast from being tried before its guard.
const ipv4 = "^(0|[1-9][0-9]{0,2})([.](0|[1-9][0-9]{0,2})){3}$";
const ipv6 = "^[0-9a-fA-F:]*:[0-9a-fA-F:]*([0-9]+[.][0-9]+[.][0-9]+[.][0-9]+)?$";
const isAddress = sql`CASE WHEN length(t.v) <= 45 AND (t.v ~ ${ipv4} OR t.v ~ ${ipv6}) THEN pg_input_is_valid(t.v, 'inet') ELSE false END`;

const decimal = "^-?[0-9]+([.][0-9]+)?$";

function numberSql(operand: string, compare: (value: RawBuilder<unknown>, bound: RawBuilder<unknown>) => Truth): Truth {
  const bound = numberOf(operand);
  if (bound === undefined) return sql`false`;
  const isNumber = sql`length(t.v) <= ${sql.lit(numberLengthMax)} AND t.v ~ ${decimal}`;
  return sql`CASE WHEN ${isNumber} THEN ${compare(sql`t.v::float8`, sql`${bound}::float8`)} ELSE false END`;
}
