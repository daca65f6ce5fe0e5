import type { AddressBlock } from "./cidr.ts";
import { inBlock } from "./cidr.ts";
import type { LiteralSet } from "./literal-set.ts";
import type { TextTest } from "./pattern.ts";
import { passes } from "./pattern.ts";
import type { BoundedRegex } from "./regex.ts";

/**
 * One question about one event. `field` undefined means every field (a keyword). `key` is equal exactly when two predicates
 * ask the same, so that rules share answers. A field that holds a list passes when one of its values does.
 */
export type Predicate = { readonly key: string; readonly field: string | undefined; readonly asks: Asks };

/** One test of a field's value; whatever a rule's modifiers ask for ends as one of these. */
export type Asks =
  | { readonly kind: "text"; readonly test: TextTest }
  /** The text contains one of many folded literals. */
  | { readonly kind: "literals"; readonly literals: readonly string[]; readonly contains: LiteralSet }
  | { readonly kind: "regex"; readonly regex: BoundedRegex }
  | { readonly kind: "address"; readonly block: AddressBlock }
  /** The field is there, and not null. */
  | { readonly kind: "present" }
  | { readonly kind: "number"; readonly comparison: Comparison; readonly than: number }
  /** This field's text whole, or its start, end or middle, is the other field's text. */
  | { readonly kind: "field"; readonly other: string; readonly how: "whole" | "starts" | "ends" | "contains"; readonly cased: boolean };

/** How a number in a field may be compared, by the names of the Sigma modifiers. */
export const comparisons = ["lt", "lte", "gt", "gte"] as const;
/** One word of `comparisons`. */
export type Comparison = (typeof comparisons)[number];

/** A rule's logic over predicates. `atLeast` holds when `count` of its parts do. */
export type Expression =
  | { readonly kind: "predicate"; readonly predicate: Predicate }
  | { readonly kind: "all"; readonly of: readonly Expression[] }
  | { readonly kind: "any"; readonly of: readonly Expression[] }
  | { readonly kind: "atLeast"; readonly count: number; readonly of: readonly Expression[] }
  | { readonly kind: "not"; readonly of: Expression };

/** Builds a predicate with its key. */
export function predicateOf(field: string | undefined, asks: Asks): Predicate {
  return { key: JSON.stringify([field ?? null, keyPartsOf(asks)]), field, asks };
}

function keyPartsOf(asks: Asks): unknown {
  if (asks.kind === "regex") return ["regex", asks.regex.key];
  return asks.kind === "literals" ? ["literals", asks.literals] : asks;
}

/** `all` of the parts, without a needless wrapper. */
export function allOf(parts: readonly Expression[]): Expression {
  return parts.length === 1 ? parts[0]! : { kind: "all", of: parts };
}

/** `any` of the parts, without a needless wrapper. */
export function anyOf(parts: readonly Expression[]): Expression {
  return parts.length === 1 ? parts[0]! : { kind: "any", of: parts };
}

/** What a predicate needs to know of an event's field: its values as text, as they are and folded. */
export type FieldTexts = { readonly texts: readonly string[]; readonly folded: readonly string[] };

/** True when one of the field's values passes. `other` gives the field that a field comparison names. */
export function holds(asks: Asks, { texts, folded }: FieldTexts, other: (name: string) => FieldTexts): boolean {
  switch (asks.kind) {
    case "text":
      return someText(asks.test, asks.test.cased ? texts : folded);
    case "literals":
      return folded.some(asks.contains);
    case "regex":
      return texts.some((text, index) => asks.regex.matches(text, folded[index]!));
    case "address":
      return texts.some((text) => inBlock(asks.block, text));
    case "present":
      return texts.length > 0;
    case "number":
      return texts.some((text) => compares(asks.comparison, text, asks.than));
    case "field":
      return sameText(asks, asks.cased ? texts : folded, asks.cased ? other(asks.other).texts : other(asks.other).folded);
  }
}

function someText(test: TextTest, texts: readonly string[]): boolean {
  for (const text of texts) if (passes(test, text)) return true;
  return false;
}

const numberPattern = /^\s*[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|0x[0-9a-f]+)\s*$/i;

/** The number that a text writes, decimal or hexadecimal with 0x; undefined when it is none. */
export function numberOf(text: string): number | undefined {
  return text.length <= 64 && numberPattern.test(text) ? Number(text) : undefined;
}

function compares(comparison: Comparison, text: string, than: number): boolean {
  const value = numberOf(text);
  if (value === undefined) return false;
  switch (comparison) {
    case "lt":
      return value < than;
    case "lte":
      return value <= than;
    case "gt":
      return value > than;
    case "gte":
      return value >= than;
  }
}

function sameText({ how }: Extract<Asks, { kind: "field" }>, these: readonly string[], others: readonly string[]): boolean {
  return these.some((text) =>
    others.some((other) => {
      if (how === "whole") return text === other;
      if (how === "starts") return text.startsWith(other);
      if (how === "ends") return text.endsWith(other);
      return text.includes(other);
    }),
  );
}
