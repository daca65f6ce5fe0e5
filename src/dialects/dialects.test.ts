import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { fold } from "../core/query/fold.ts";
import type { EventQuery } from "../core/query/query.ts";
import { SocError } from "../core/soc-error.ts";
import { conformance } from "../testing/query-conformance.ts";
import { type Lexis, openKusto, plainTextOf, type Token, tokensOf } from "../testing/query-reader.ts";
import { aql } from "./aql/aql.ts";
import { qradarFields } from "./aql/fields.ts";
import { clickhouse } from "./clickhouse/clickhouse.ts";
import { ecs } from "./elastic-dsl/ecs.ts";
import { elasticDsl } from "./elastic-dsl/elastic-dsl.ts";
import { esql } from "./esql/esql.ts";
import { falcon } from "./falcon/falcon.ts";
import { falconFields } from "./falcon/fields.ts";
import type { FieldMap } from "./field-map.ts";
import { kql } from "./kql/kql.ts";
import { defenderTables, sentinelTables } from "./kql/microsoft.ts";
import { type Plan, planOf, type Test } from "./plan.ts";
import { cim } from "./spl/cim.ts";
import { spl } from "./spl/spl.ts";
import { udmFields } from "./udm/fields.ts";
import { udm } from "./udm/udm.ts";
import { wazuhFields } from "./wazuh/fields.ts";

/** A value as a reader of the language finds it; undefined for a pattern that a person wrote. */
type Found = string | number | undefined;
type Dialect = {
  readonly name: string;
  readonly map: FieldMap;
  readonly compile: (query: EventQuery) => unknown;
  /** The values of the conditions, in order, read back out of what was compiled. */
  readonly readBack: (query: EventQuery) => readonly Found[];
  /** What the dialect makes of a comparison's value; undefined where the value is no literal there. */
  readonly literalOf: (test: Test) => readonly Found[];
};

const kusto = openKusto();
const numberless = (test: Test): readonly Found[] => valuesOf(test, { isNumberRead: false });
const dialects: readonly Dialect[] = [
  ...[ecs, wazuhFields].map((map) => ({
    name: `Elasticsearch's DSL on ${map.product}`,
    map,
    compile: (query: EventQuery) => elasticDsl(query, map),
    readBack: (query: EventQuery) => fromJson(elasticDsl(query, map).body.query),
    literalOf: (test: Test) => valuesOf(test, { isNumberRead: true }),
  })),
  {
    name: "ES|QL",
    map: ecs,
    compile: (query) => esql(query, ecs, "logs-*"),
    readBack: fromEsql,
    literalOf: (test) => valuesOf(test, { isNumberRead: true, folds: "all" }),
  },
  {
    name: "SPL",
    map: cim,
    compile: (query) => spl(query, cim, "index=main"),
    readBack: (query) =>
      between(spl(query, cim, "index=main").search, { literal: { quote: '"', inside: "escaped" }, name: { quote: "'" } }, /\|/),
    literalOf: (test) => valuesOf(test, { isNumberRead: false, folds: "equals", isNumberText: true }),
  },
  ...[defenderTables, sentinelTables].map((map) => ({
    name: `KQL of ${map.product}`,
    map,
    compile: (query: EventQuery) => kql(query, map),
    readBack: (query: EventQuery) => fromKql(kql(query, map).query),
    literalOf: numberless,
  })),
  {
    name: "AQL",
    map: qradarFields,
    compile: (query) => aql(query, qradarFields),
    readBack: (query) =>
      between(aql(query, qradarFields).query, { literal: { quote: "'", inside: "doubled" }, name: { quote: '"' } }, /(?:ORDER|GROUP) BY/),
    literalOf: (test) => valuesOf(test, { isNumberRead: false, folds: "equals" }),
  },
  {
    name: "UDM",
    map: udmFields,
    compile: (query) => udm(query, udmFields),
    readBack: (query) =>
      between(
        udm(query, udmFields).query.replaceAll(' != ""', ""),
        { literal: { quote: '"', inside: "escaped" }, hasPatterns: true },
        /never/,
      ),
    literalOf: numberless,
  },
  {
    name: "LogScale",
    map: falconFields,
    compile: (query) => falcon(query, falconFields),
    readBack: (query) =>
      between(falcon(query, falconFields).query, { literal: { quote: '"', inside: "escaped" }, hasPatterns: true }, /\|/),
    literalOf: numberless,
  },
];

const isHostile = ({ name }: { readonly name: string }) => name.startsWith("hostile text");
const [plain, hostile] = [conformance.filter((each) => !isHostile(each)), conformance.filter(isHostile)];

for (const dialect of dialects)
  describe(dialect.name, () => {
    const reads = (query: EventQuery, name: string) => {
      if (!isRefused(dialect, query)) assert.deepEqual(dialect.readBack(query), expectedOf(query, dialect), name);
    };
    for (const { name, query } of plain) test(name, () => reads(query, name));

    test("texts that have ended literals elsewhere are read back as they are", () => {
      for (const { name, query } of hostile) reads(query, name);
    });

    test("answers most of the table, and refuses the rest instead of answering it wrongly", () => {
      const refused = conformance.filter(({ query }) => isRefused(dialect, query)).map(({ name }) => name);
      assert.ok(refused.length <= 12, refused.join("; "));
    });

    // Guarantees that whatever a value holds, the product's reader finds that value and nothing else.
    test("no value leaves its literal", () => {
      const value = fc.oneof(
        fc.string({ unit: "grapheme", maxLength: 30 }),
        fc.string({ maxLength: 30 }),
        fc.stringMatching(/^["'\\`$|*/[\]()a-z ]{0,20}$/),
      );
      const storable = value.filter((each) => each.isWellFormed() && !/\p{Cc}/u.test(each));
      fc.assert(
        fc.property(storable, fc.constantFrom("eq", "contains", "startsWith", "endsWith"), (text, op) => {
          const query: EventQuery = { time: { fromMs: 0, toMs: 1 }, sort: "oldest", limit: 1, where: { field: "user", op, value: text } };
          assert.deepEqual(dialect.readBack(query), expectedOf(query, dialect));
        }),
        { numRuns: 150 },
      );
    });
  });

test("the table has at least sixty queries beside the hostile texts", () => {
  assert.ok(plain.length >= 60 && hostile.length >= 200);
});

describe("ClickHouse", () => {
  test("no value stands in a statement: all are parameters", () => {
    const ours = /^[\w\s.,()=<>?!'"[\]^$:{}|+\\\->-]+$/;
    for (const { name, query } of conformance) {
      const { rows, total, groups, parameters } = clickhouse(query, "watchkeeper.events");
      const statements = [rows, total, groups ?? ""].join("\n").replace(/\{p\d+:\w+\}/g, "?");
      assert.match(statements.replaceAll("*", ""), ours, name);
      for (const text of Object.values(parameters)) if (text.length > 12) assert.ok(!rows.includes(text), name);
    }
  });
});

function isRefused({ compile }: Dialect, query: EventQuery): boolean {
  try {
    const first = JSON.stringify(compile(query));
    assert.equal(JSON.stringify(compile(query)), first, "the same query, the same text");
    return false;
  } catch (error) {
    assert.ok(error instanceof SocError && error.code === "query/not-supported", String(error));
    return true;
  }
}

/** What a reader must find: the values of the plan, in order. */
function expectedOf(query: EventQuery, { map, literalOf }: Dialect): readonly Found[] {
  const visit = (plan: Plan): readonly Found[] => {
    if ("all" in plan) return plan.all.flatMap(visit);
    if ("any" in plan) return plan.any.flatMap(visit);
    return "not" in plan ? visit(plan.not) : literalOf(plan);
  };
  return visit(planOf(query, map).where);
}

type Reading = { readonly isNumberRead: boolean; readonly folds?: "all" | "equals"; readonly isNumberText?: boolean };

function valuesOf(test: Test, { isNumberRead, folds, isNumberText }: Reading): readonly Found[] {
  switch (test.test) {
    case "exists":
      return [];
    case "matches":
      return [undefined];
    case "within":
      return [test.range];
    case "over":
    case "under":
      return isNumberRead ? [test.bound] : [];
    default:
      if (test.field.kind === "number" && !isNumberText) return isNumberRead ? [Number(test.value)] : [];
      if (test.field.kind === "address") return [test.value];
      return [folds === "all" || (folds === "equals" && test.test === "equals") ? fold(test.value) : test.value];
  }
}

/** The literals of the condition: what stands after `where` (or at the beginning) and before what comes next. */
function between(query: string, lexis: Lexis, end: RegExp): Found[] {
  const tokens = tokensOf(query, lexis);
  const start = tokens.findIndex(({ kind, text }) => kind === "other" && /\bwhere\b/i.test(text));
  const condition: Token[] = [];
  for (const [place, token] of tokens.slice(Math.max(start, 0)).entries()) {
    const own = token.kind === "other" && place === 0 ? token.text.replace(/^.*?\bwhere\b/is, "") : token.text;
    condition.push(token);
    if (token.kind === "other" && end.test(own)) break;
  }
  const isPattern = (at: number) => {
    const before = condition
      .slice(0, at)
      .filter(({ kind }) => kind === "other")
      .map(({ text }) => text);
    return (
      /\bI?MATCHES$/.test(before.at(-1) ?? "") || (/^\)?,$/.test(before.at(-1) ?? "") && /\bmatch\((?:lower\()?$/.test(before.at(-2) ?? ""))
    );
  };
  return condition.flatMap(({ kind, text }, at): Found[] => {
    if (kind === "pattern" || (kind === "literal" && isPattern(at))) return [plainTextOf(text)];
    return kind === "literal" ? [text] : [];
  });
}

/** Values under the keys that hold them in a body; wildcards give what is between their own stars. */
function fromJson(part: unknown, within = ""): Found[] {
  if (Array.isArray(part)) return part.flatMap((item) => fromJson(item, within));
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, inner]): Found[] => {
    const { value } = inner as { value: string | number };
    if (within === "term" || within === "prefix") return [value];
    if (within === "wildcard") return [unwild(String(value))];
    if (within === "regexp") return [undefined];
    if (within === "range") return "format" in inner ? [] : Object.values(inner as Record<string, number>);
    return fromJson(inner, key);
  });
}

/** What a wildcard matches beside its own stars; an unescaped one inside would be one that a value brought. */
function unwild(pattern: string): string {
  const parts = pattern.slice(1).match(/\\.|[^\\]/gsu) ?? [];
  if (parts.at(-1) === "*") parts.pop();
  for (const each of parts) assert.ok(each.length > 1 || !"*?\\".includes(each), pattern);
  return parts.map((each) => each.replace(/^\\/, "")).join("");
}

function fromEsql(query: EventQuery): Found[] {
  const { query: text, params } = esql(query, ecs, "logs-*");
  const tokens = tokensOf(text, { literal: { quote: '"', inside: "escaped" }, name: { quote: "`" } });
  const found = tokens.flatMap(({ kind, text: each }): Found[] => {
    if (kind === "literal") return each === "" ? [] : [undefined];
    return kind === "other" ? [...each.matchAll(/\?p(\d+)/g)].map(([, place]) => Object.values(params[Number(place) - 1]!)[0]) : [];
  });
  // The first two are the window's.
  return found.slice(2);
}

/** The literals of the second `where` (the first holds the window), without the names of columns and what stands for a column that is not there. */
function fromKql(query: string): Found[] {
  const condition = query.slice(query.indexOf("\n| where ", query.indexOf("\n| where ") + 1), query.lastIndexOf("\n| "));
  const isGrouped = /\n\| summarize /.test(query);
  const body = isGrouped ? condition.slice(0, condition.lastIndexOf("\n| summarize")) : condition;
  kusto(query);
  const literals = kusto(`T${body}`);
  const found: Found[] = [];
  for (let at = 0; at < literals.length; at++) {
    const rest = literals.slice(at, at + 2);
    if (rest[1] === "" && isColumn(rest[0]!)) at++;
    else found.push(/^(?:\(\?:|\[\^?\\x|\\x\{|\\A|\\b)/.test(rest[0]!) && query.includes("matches regex") ? undefined : rest[0]);
  }
  return found;
}

const columns = new Set(
  [defenderTables, sentinelTables].flatMap(({ fields }) => Object.values(fields).flatMap((each) => each.map(({ name }) => name))),
);
const isColumn = (name: string) => columns.has(name);
