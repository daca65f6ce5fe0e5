import { type Correlation, type CountCondition, type CountOperator, correlationTypes, countOperators } from "./correlation.ts";
import type { MapValue, Value } from "./document.ts";
import { quoted, Refusal } from "./problem.ts";

/** The most rules, group fields and aliases of one correlation, its longest span, and the highest count that it may wait for. */
export const correlationLimits = {
  rulesMax: 64,
  groupFieldsMax: 8,
  aliasesMax: 32,
  timespanMaxMs: 31 * 86_400_000,
  countMax: 10_000,
} as const;

/** Reads the `correlation` mapping; `root` is the document, since older rules write `generate` there. */
export function correlationOf(map: MapValue, root: MapValue): Correlation {
  const type = correlationTypes.find((candidate) => candidate === textIn(map, "type"));
  if (!type) throw malformed(`a correlation's "type" must be one of ${correlationTypes.join(", ")}`, map.entries.get("type") ?? map);
  const rules = [...new Set(textsIn(map, "rules", correlationLimits.rulesMax))];
  if (rules.length === 0) throw malformed('"rules" must name the rules that the correlation is over', map.entries.get("rules") ?? map);
  const temporal = type === "temporal" || type === "temporal_ordered";
  const written = map.entries.get("condition");
  if (!written && !temporal) throw malformed(`"${type}" needs a "condition"`, map);
  const condition = written ? conditionIn(written) : new Map<CountOperator, number>([["gte", rules.length]]);
  const valueFields = written?.kind === "map" ? textsIn(written, "field", correlationLimits.groupFieldsMax) : [];
  if (type.startsWith("value_") && valueFields.length === 0) throw malformed(`"${type}" needs "condition.field"`, written ?? map);
  return {
    type,
    rules,
    groupBy: textsIn(map, "group-by", correlationLimits.groupFieldsMax),
    timespanMs: timespanIn(map),
    condition,
    valueFields,
    percentile: percentileIn(written),
    aliases: aliasesIn(map),
    generate: isTrue(map.entries.get("generate")) || isTrue(root.entries.get("generate")),
  };
}

function conditionIn(value: Value): CountCondition {
  if (value.kind !== "map")
    throw new Refusal({
      code: "rule/unsupported",
      problem: "a correlation condition as text is not supported",
      remedy: "use a mapping such as gte: 3; for temporal types leave the condition out",
      offset: value.offset,
    });
  const condition = new Map<CountOperator, number>();
  for (const [name, part] of value.entries) {
    if (name === "field" || name === "percentile") continue;
    const operator = countOperators.find((candidate) => candidate === name);
    if (!operator) throw malformed(`${quoted(name)} is not one of ${countOperators.join(", ")}`, part);
    if (part.kind !== "scalar" || typeof part.value !== "number") throw malformed(`"${name}" takes a number`, part);
    if (part.value > correlationLimits.countMax && !value.entries.has("field"))
      throw malformed(`"${name}" may be at most ${correlationLimits.countMax}`, part);
    condition.set(operator, part.value);
  }
  if (condition.size === 0) throw malformed(`a condition needs one of ${countOperators.join(", ")}`, value);
  return condition;
}

const unitsMs = new Map([
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

function timespanIn(map: MapValue): number {
  const value = map.entries.get("timespan") ?? map.entries.get("timeframe");
  const found = value?.kind === "scalar" ? /^(\d{1,9})\s*([smhd])$/.exec(String(value.value).trim()) : null;
  if (!value || !found) throw malformed('"timespan" must be a number and one of s, m, h, d, as 5m', value ?? map);
  const spanMs = Number(found[1]) * unitsMs.get(found[2]!)!;
  if (spanMs < 1 || spanMs > correlationLimits.timespanMaxMs) throw malformed('"timespan" must be above 0 and at most 31d', value);
  return spanMs;
}

function percentileIn(condition: Value | undefined): number {
  const value = condition?.kind === "map" ? condition.entries.get("percentile") : undefined;
  if (!value) return 50;
  if (value.kind !== "scalar" || typeof value.value !== "number" || value.value < 0 || value.value > 100)
    throw malformed('"percentile" must be between 0 and 100', value);
  return value.value;
}

function aliasesIn(map: MapValue): Correlation["aliases"] {
  const value = map.entries.get("aliases");
  const aliases = new Map<string, Map<string, string>>();
  if (!value) return aliases;
  if (value.kind !== "map" || value.entries.size > correlationLimits.aliasesMax)
    throw malformed(`"aliases" must be a mapping of at most ${correlationLimits.aliasesMax} names`, value);
  for (const [name, fields] of value.entries) {
    if (fields.kind !== "map") throw malformed("an alias maps rules to their fields", fields);
    const byRule = new Map<string, string>();
    for (const [rule, field] of fields.entries) {
      if (field.kind !== "scalar" || field.value === null) throw malformed("an alias maps a rule to the name of a field", field);
      byRule.set(rule, String(field.value));
    }
    aliases.set(name, byRule);
  }
  return aliases;
}

function textIn(map: MapValue, name: string): string | undefined {
  const value = map.entries.get(name);
  return value?.kind === "scalar" && value.value !== null ? String(value.value) : undefined;
}

function textsIn(map: MapValue, name: string, itemsMax: number): string[] {
  const value = map.entries.get(name);
  if (!value) return [];
  const items = value.kind === "list" ? value.items : [value];
  if (items.length > itemsMax) throw malformed(`"${name}" has more than ${itemsMax} members`, value);
  return items.map((item) => {
    if (item.kind !== "scalar" || item.value === null) throw malformed(`"${name}" holds names`, item);
    return String(item.value);
  });
}

const isTrue = (value: Value | undefined): boolean => value?.kind === "scalar" && value.value === true;

const malformed = (problem: string, { offset }: { readonly offset: number }) =>
  new Refusal({
    code: "rule/malformed",
    problem,
    remedy: "correct the correlation as the Sigma correlation specification describes",
    offset,
  });
