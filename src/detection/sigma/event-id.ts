import type { Expression } from "./predicate.ts";

/** The field that names what kind of Windows event it is. */
export const eventIdField = "EventID";

/** The event ids of which one is necessary for the expression to hold; undefined when it can hold with any. */
export function eventIdsOf(expression: Expression): ReadonlySet<string> | undefined {
  switch (expression.kind) {
    case "predicate": {
      const { field, asks } = expression.predicate;
      return field === eventIdField && asks.kind === "text" && asks.test.how === "whole" ? new Set([asks.test.literal]) : undefined;
    }
    case "all":
      return expression.of.map(eventIdsOf).reduce((sum, ids) => (sum && ids ? sum.intersection(ids) : (sum ?? ids)), undefined);
    case "any":
    case "atLeast": {
      const each = expression.of.map(eventIdsOf);
      return each.every((ids) => ids !== undefined) ? each.reduce((sum, ids) => sum!.union(ids!), new Set<string>()) : undefined;
    }
    case "not":
      return expression.of.kind === "not" ? eventIdsOf(expression.of.of) : undefined;
  }
}
