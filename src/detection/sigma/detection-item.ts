import { blockOf } from "./cidr.ts";
import type { Value } from "./document.ts";
import { sigmaLimits } from "./limits.ts";
import { comparisonOf, type ItemKey, itemKeyOf, type Modifier, refuseLong } from "./modifier.ts";
import { type Part, textTestOf } from "./pattern.ts";
import { allOf, anyOf, type Expression, numberOf, predicateOf } from "./predicate.ts";
import { quoted, Refusal } from "./problem.ts";
import { compileRegex } from "./regex.ts";
import { patternsOf } from "./value.ts";

/** One line of a detection, `Field|modifier: value or values`, as logic. */
export function itemOf(key: string, value: Value, keyOffset: number): Expression {
  const itemKey = itemKeyOf(key, keyOffset);
  if (itemKey.modifiers.includes("expand")) throw placeholder(value, keyOffset);
  const values = value.kind === "list" ? value.items : [value];
  // An empty list names no value: the field holds none.
  const parts = values.length === 0 ? [absent(itemKey, keyOffset)] : values.map((one) => oneOf(itemKey, one));
  const together = itemKey.modifiers.includes("all") ? allOf(parts) : anyOf(parts);
  return itemKey.modifiers.includes("neq") ? { kind: "not", of: together } : together;
}

/** A value without a field: it is looked for inside every field. */
export function keywordOf(value: Value): Expression {
  return oneOf({ field: undefined, modifiers: [] }, value);
}

function oneOf(key: ItemKey, value: Value): Expression {
  if (value.kind !== "scalar")
    throw badValue("a field's value must be text, a number, true, false, null, or a list of these", value.offset);
  const comparison = comparisonOf(key.modifiers);
  if (comparison) return compared(key, comparison, value.value, value.offset);
  if (value.value === null) return absent(key, value.offset);
  const written = typeof value.value === "string" ? value.value : String(value.value);
  refuseLong(written, value.offset);
  const modifiers: readonly Modifier[] = key.field === undefined ? [...key.modifiers, "contains"] : key.modifiers;
  const cased = key.modifiers.includes("cased");
  return anyOf(patternsOf(written, modifiers, value.offset).map((parts) => textOf(key.field, parts, cased, value.offset)));
}

function textOf(field: string | undefined, parts: readonly Part[], cased: boolean, offset: number): Expression {
  const test = textTestOf(parts, cased);
  if (test.how === "glob")
    for (const segment of test.segments)
      if (segment.length > sigmaLimits.wildcardSegmentMax && segment.parts.length > 1)
        throw badValue(`more than ${sigmaLimits.wildcardSegmentMax} characters stand around a "?"`, offset);
  return predicate(field, { kind: "text", test });
}

const predicate = (...of: Parameters<typeof predicateOf>): Expression => ({ kind: "predicate", predicate: predicateOf(...of) });

function absent({ field }: ItemKey, offset: number): Expression {
  if (field === undefined) throw badValue("null needs a field to be absent from", offset);
  return { kind: "not", of: predicate(field, { kind: "present" }) };
}

type Written = string | number | boolean | null;

function compared(
  { field, modifiers }: ItemKey,
  comparison: NonNullable<ReturnType<typeof comparisonOf>>,
  value: Written,
  offset: number,
): Expression {
  if (field === undefined && comparison !== "re") throw badValue(`"${comparison}" needs a field`, offset);
  switch (comparison) {
    case "re":
      return regexOf(field, modifiers, value, offset);
    case "cidr": {
      const block = typeof value === "string" ? blockOf(value) : undefined;
      if (!block) throw badValue(`${quoted(String(value))} is no address block, as 192.0.2.0/24 is`, offset);
      return predicate(field, { kind: "address", block });
    }
    case "exists": {
      if (typeof value !== "boolean") throw badValue('"exists" takes true or false', offset);
      const present = predicate(field, { kind: "present" });
      return value ? present : { kind: "not", of: present };
    }
    case "fieldref":
      return fieldOf(field!, modifiers, value, offset);
    default: {
      const than = typeof value === "number" ? value : typeof value === "string" ? numberOf(value) : undefined;
      if (than === undefined) throw badValue(`${quoted(String(value))} is no number`, offset);
      return predicate(field, { kind: "number", comparison, than });
    }
  }
}

function regexOf(field: string | undefined, modifiers: readonly Modifier[], value: Written, offset: number): Expression {
  if (value === null) throw badValue("a regular expression must be text", offset);
  const regex = compileRegex(String(value), {
    ignoreCase: modifiers.includes("i"),
    multiLine: modifiers.includes("m"),
    dotAll: modifiers.includes("s"),
  });
  if (typeof regex === "string")
    throw new Refusal({
      code: "rule/bad-regex",
      problem: `the regular expression cannot be used: ${regex}`,
      remedy: "write it without look-ahead and back-references (RE2 syntax), so that it runs in linear time",
      offset,
    });
  return predicate(field, { kind: "regex", regex });
}

function fieldOf(field: string, modifiers: readonly Modifier[], value: Written, offset: number): Expression {
  if (typeof value !== "string" || value === "") throw badValue('"fieldref" takes the name of a field', offset);
  const cased = modifiers.includes("cased");
  const how = modifiers.includes("contains")
    ? "contains"
    : modifiers.includes("startswith")
      ? "starts"
      : modifiers.includes("endswith")
        ? "ends"
        : "whole";
  return predicate(field, { kind: "field", other: value, how, cased });
}

const badValue = (problem: string, offset: number) =>
  new Refusal({
    code: "rule/bad-value",
    problem,
    remedy: "correct the value; the Sigma specification lists what each modifier takes",
    offset,
  });

function placeholder(value: Value, keyOffset: number): Refusal {
  const first = value.kind === "list" ? value.items[0] : value;
  const written = first?.kind === "scalar" ? String(first.value) : "";
  const name = /%([^%]+)%/.exec(written)?.[1] ?? written;
  return new Refusal({
    code: "rule/placeholder",
    problem: `the placeholder ${quoted(name)} has no values here`,
    remedy: `write the values of ${quoted(name)} into the rule and remove "expand"`,
    offset: first?.offset ?? keyOffset,
  });
}
