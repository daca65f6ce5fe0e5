import { commonplaceCost, isCommonplace } from "./commonplace.ts";
import type { Segment, TextTest } from "./pattern.ts";
import type { Asks, Expression } from "./predicate.ts";
import { fold } from "./text.ts";

/** A text, and where in a field it must stand. `field` undefined: in any field. Texts are folded. */
export type Literal = { readonly field: string | undefined; readonly place: Place; readonly text: string };
/** Which part of the field's text the literal must be. */
export type Place = "whole" | "starts" | "ends" | "contains";

/** Literals of which at least one stands in every event on which the expression holds. */
export type Need = readonly Literal[];

/** Longer literals are cut to their end, which tells most in paths and keys; shorter ones than the minimum would be found everywhere. */
export const literalLengths = { max: 32, min: 2 } as const;
const needSizeMax = 3_000;

/**
 * The best need of an expression: the one whose literals are long, and which other rules do not have too. `commonness` says how
 * many rules have the literal. Undefined when the expression can hold without any literal.
 */
export function needOf(expression: Expression, commonness: (literal: Literal) => number): Need | undefined {
  switch (expression.kind) {
    case "predicate": {
      const literal = literalIn(expression.predicate.field, expression.predicate.asks);
      return literal ? [literal] : undefined;
    }
    case "all":
      return best(
        expression.of.map((part) => needOf(part, commonness)),
        commonness,
      );
    case "any":
    case "atLeast":
      return union(expression.of.map((part) => needOf(part, commonness)));
    case "not":
      return needOfNot(expression.of, commonness);
  }
}

// not (a or b) is (not a) and (not b); a negated literal itself proves nothing.
function needOfNot(inner: Expression, commonness: (literal: Literal) => number): Need | undefined {
  switch (inner.kind) {
    case "not":
      return needOf(inner.of, commonness);
    case "any":
      return best(
        inner.of.map((part) => needOfNot(part, commonness)),
        commonness,
      );
    case "all":
      return union(inner.of.map((part) => needOfNot(part, commonness)));
    default:
      return undefined;
  }
}

function best(needs: readonly (Need | undefined)[], commonness: (literal: Literal) => number): Need | undefined {
  let chosen: Need | undefined;
  let chosenCost = Number.POSITIVE_INFINITY;
  for (const need of needs) {
    if (!need) continue;
    const cost = need.reduce((sum, literal) => sum + costOf(literal) * (1 + commonness(literal)), 0);
    if (cost < chosenCost) [chosen, chosenCost] = [need, cost];
  }
  return chosen;
}

// How often a literal may be expected in a field: less the longer it is, far less where it must be the whole of it.
function costOf({ field, text, place }: Literal): number {
  const expected = 2 ** -Math.min(text.length, 12);
  if (isCommonplace(field, text)) return commonplaceCost;
  return place === "contains" ? expected * 4 : expected;
}

function union(needs: readonly (Need | undefined)[]): Need | undefined {
  const all: Literal[] = [];
  for (const need of needs) {
    if (!need || all.length + need.length > needSizeMax) return undefined;
    all.push(...need);
  }
  return all;
}

function literalIn(field: string | undefined, asks: Asks): Literal | undefined {
  if (asks.kind === "regex") return literalAt(field, "contains", asks.regex.required);
  if (asks.kind !== "text") return undefined;
  const { test } = asks;
  const folded = (text: string) => (test.cased ? fold(text) : text);
  if (test.how === "any") return undefined;
  if (test.how !== "glob") return literalAt(field, test.how, folded(test.literal));
  const found = longestOf(test);
  return found && literalAt(field, found.place, folded(found.text));
}

// The longest literal of a glob; it is bound to an end of the field when its segment is.
function longestOf({ segments, fromStart, toEnd }: Extract<TextTest, { how: "glob" }>): { place: Place; text: string } | undefined {
  let found: { place: Place; text: string } | undefined;
  for (const [index, segment] of segments.entries())
    for (const [at, part] of segment.parts.entries()) {
      if (typeof part !== "string" || (found && part.length <= found.text.length)) continue;
      const first = fromStart && index === 0 && at === 0;
      const last = toEnd && index === segments.length - 1 && isLastPart(segment, at);
      found = { place: first ? "starts" : last ? "ends" : "contains", text: part };
    }
  return found;
}

const isLastPart = (segment: Segment, at: number): boolean => at === segment.parts.length - 1;

function literalAt(field: string | undefined, place: Place, text: string): Literal | undefined {
  if (text.length < literalLengths.min && !/[\u0080-\uffff]/.test(text)) return undefined;
  // A keyword is looked for in all fields at once, so where it stands in one of them cannot be told.
  const where = field === undefined ? "contains" : place;
  if (text.length <= literalLengths.max) return { field, place: where, text };
  return { field, place: where === "whole" || where === "ends" ? "ends" : "contains", text: text.slice(-literalLengths.max) };
}
