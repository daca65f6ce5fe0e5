import { addressRange } from "../../core/query/address.ts";
import { checkQuery } from "../../core/query/check.ts";
import { fold } from "../../core/query/fold.ts";
import { numberLengthMax, numberOf, operandsOf, wantsPresence } from "../../core/query/matches.ts";
import type { Meaning } from "../../core/query/meaning/vocabulary.ts";
import { parsePattern } from "../../core/query/pattern.ts";
import { type Condition, type EventQuery, queryLimits, type Where } from "../../core/query/query.ts";
import { perlPattern } from "../pattern-text.ts";

/** Statements whose values are parameters beside them (`{p1:String}`), as ClickHouse's HTTP interface and its libraries take them. */
export type ClickhouseQuery = {
  readonly rows: string;
  readonly total: string;
  readonly groups: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
};

/** Matches are counted no further than this, as in every event store. */
export const clickhouseTotalMax = 10_000;

/**
 * The table that these queries are about. What an event says is kept beside its fields, one entry for each meaning and value (`said_meaning`, `said`, and `said_folded` without case),
 * in the order of `valuesOf`: ClickHouse then means what `core/query/matches.ts` means, whatever the dataset. `database` and `table` are plain names.
 */
export const clickhouseTable = (name: string) => `CREATE TABLE IF NOT EXISTS ${name} (
  time_ms Int64, place UInt64, dataset LowCardinality(String), path String, record UInt64, digest String, log_source String, fields String,
  channel String, action String, host String, has_host UInt8,
  entities Array(String), said_meaning Array(LowCardinality(String)), said Array(String), said_folded Array(String),
  INDEX by_entity entities TYPE bloom_filter(0.01) GRANULARITY 4
) ENGINE = MergeTree ORDER BY (time_ms, place)`;

/** The typed query as ClickHouse's SQL over such a table. Every value is a parameter. */
export function clickhouse(asked: EventQuery, table: string): ClickhouseQuery {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}(\.[A-Za-z_][A-Za-z0-9_]{0,63})?$/.test(table)) throw new Error("a table's name that is none");
  const query = checkQuery(asked);
  const parameters: Record<string, string> = {};
  const bind: Bind = (value, type = "String") => {
    const name = `p${Object.keys(parameters).length + 1}`;
    parameters[name] = value;
    return `{${name}:${type}}`;
  };
  const conditions = [`time_ms >= ${bind(String(query.time.fromMs), "Int64")}`, `time_ms < ${bind(String(query.time.toMs), "Int64")}`];
  if (query.dataset) conditions.push(`dataset = ${bind(query.dataset)}`);
  if (query.entity !== undefined) conditions.push(`has(entities, ${bind(query.entity)})`);
  if (query.where) conditions.push(whereText(query.where, bind));
  const from = `FROM ${table} WHERE ${conditions.join(" AND ")}`;
  const order = query.sort === "newest" ? "DESC" : "ASC";
  const columns = "time_ms, dataset, channel, action, host, has_host, path, record, digest, log_source, fields";
  return {
    rows: `SELECT ${columns} ${from} ORDER BY time_ms ${order}, place ${order} LIMIT ${query.limit}`,
    total: `SELECT count() AS total FROM (SELECT 1 ${from} LIMIT ${clickhouseTotalMax})`,
    groups: query.aggregate && groupsText(query.aggregate, from),
    parameters,
  };
}

type Bind = (value: string, type?: string) => string;

function whereText(where: Where, bind: Bind): string {
  if ("all" in where) return where.all.length === 0 ? "true" : `(${where.all.map((part) => whereText(part, bind)).join(" AND ")})`;
  if ("any" in where) return where.any.length === 0 ? "false" : `(${where.any.map((part) => whereText(part, bind)).join(" OR ")})`;
  return "not" in where ? `NOT ${whereText(where.not, bind)}` : conditionText(where, bind);
}

/** A value under this meaning that satisfies the test. */
function conditionText(condition: Condition, bind: Bind): string {
  if (condition.op === "exists") return `${wantsPresence(condition) ? "" : "NOT "}has(said_meaning, '${condition.field}')`;
  const test = testText(condition, bind);
  return `arrayExists((m, v, f) -> m = '${condition.field}' AND ${test}, said_meaning, said, said_folded)`;
}

const ipv4 = "^(0|[1-9][0-9]{0,2})([.](0|[1-9][0-9]{0,2})){3}$";
const ipv6 = "^[0-9a-fA-F:]*:[0-9a-fA-F:]*([0-9]+[.][0-9]+[.][0-9]+[.][0-9]+)?$";
const decimal = "^-?[0-9]+([.][0-9]+)?$";

function testText(condition: Condition, bind: Bind): string {
  const operands = operandsOf(condition);
  const anyOf = (test: (operand: string) => string) => (operands.length === 0 ? "false" : `(${operands.map(test).join(" OR ")})`);
  switch (condition.op) {
    case "eq":
    case "in":
      return anyOf((operand) => `f = ${bind(fold(operand))}`);
    case "contains":
      return anyOf((operand) => `position(f, ${bind(fold(operand))}) > 0`);
    case "startsWith":
      return anyOf((operand) => `startsWith(f, ${bind(fold(operand))})`);
    case "endsWith":
      return anyOf((operand) => `endsWith(f, ${bind(fold(operand))})`);
    case "regex":
      return anyOf((operand) => `match(f, ${bind(perlPattern(parsePattern(operand)))})`);
    case "cidr":
      return anyOf((operand) => cidrText(operand, bind));
    case "gt":
    case "lt":
      return anyOf((operand) => numberText(operand, condition.op === "gt" ? ">" : "<", bind));
    case "exists":
      return "true";
  }
}

/** The guard keeps the function from meeting what it cannot read; an IPv4 address never lies in an IPv6 range. */
function cidrText(operand: string, bind: Bind): string {
  const range = addressRange(operand);
  if (!range) return "false";
  const isIpv4 = range.bytes.length === 4;
  const spelled = operand.includes("/") ? operand : `${operand}/${isIpv4 ? 32 : 128}`;
  const guard = isIpv4 ? `match(v, '${ipv4}') AND isIPv4String(v)` : `length(v) <= 45 AND match(v, '${ipv6}') AND isIPv6String(v)`;
  return `if(${guard}, isIPAddressInRange(if(${guard}, v, '${isIpv4 ? "0.0.0.0" : "::"}'), ${bind(spelled)}), false)`;
}

function numberText(operand: string, compare: string, bind: Bind): string {
  const bound = numberOf(operand);
  if (bound === undefined) return "false";
  return `if(length(v) <= ${numberLengthMax} AND match(v, '${decimal}'), toFloat64OrZero(v) ${compare} ${bind(String(bound), "Float64")}, false)`;
}

function groupsText({ by, distinct }: NonNullable<EventQuery["aggregate"]>, from: string): string {
  const first = (meaning: Meaning) => `said_folded[indexOf(said_meaning, '${meaning}')]`;
  const keys = `[${by.map(first).join(", ")}]${by.length === 0 ? "::Array(String)" : ""}`;
  const counted = distinct ? `uniqExactIf(${first(distinct)}, ${first(distinct)} != '')` : "0";
  return `SELECT ${keys} AS keys, count() AS count, ${counted} AS distinct ${from} GROUP BY keys ORDER BY count DESC, keys ASC LIMIT ${queryLimits.groupsMax}`;
}
