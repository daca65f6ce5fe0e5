/**
 * A Sigma correlation (Sigma correlation rules specification 2.1): how often, how variously, or in which company the matches of
 * other rules come within a span of time, per group.
 */
export type Correlation = {
  readonly type: CorrelationType;
  /** Ids or names of the rules that it is over, in the order written. */
  readonly rules: readonly string[];
  readonly groupBy: readonly string[];
  readonly timespanMs: number;
  /** For temporal types without a written condition: every rule at least once. */
  readonly condition: CountCondition;
  /** What is counted or measured, for value types. */
  readonly valueFields: readonly string[];
  readonly percentile: number;
  /** Group field → rule id or name → that rule's own field. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** True when the rules it is over still raise alerts of their own. */
  readonly generate: boolean;
};

/** The correlation types that we judge (Sigma correlation rules specification 2.1). */
export const correlationTypes = [
  "event_count",
  "value_count",
  "value_sum",
  "value_avg",
  "value_percentile",
  "value_median",
  "temporal",
  "temporal_ordered",
] as const;
/** One word of `correlationTypes`. */
export type CorrelationType = (typeof correlationTypes)[number];

/** How a correlation's condition may compare its number (Sigma correlation rules specification 2.1, "condition"). */
export const countOperators = ["gt", "gte", "lt", "lte", "eq", "neq"] as const;
/** One word of `countOperators`. */
export type CountOperator = (typeof countOperators)[number];
/** What a number is compared with, by operator; every part must hold, so a range is two entries. */
export type CountCondition = ReadonlyMap<CountOperator, number>;

/** True when the number satisfies every part of the condition. */
export function satisfies(condition: CountCondition, value: number): boolean {
  for (const [operator, than] of condition) {
    const holds = {
      gt: value > than,
      gte: value >= than,
      lt: value < than,
      lte: value <= than,
      eq: value === than,
      neq: value !== than,
    }[operator];
    if (!holds) return false;
  }
  return true;
}

/**
 * True when more of the same can only make the condition come true, never false again: it can be judged while a window still fills.
 * Otherwise the window must have ended.
 */
export function isRising(type: CorrelationType, condition: CountCondition): boolean {
  const rises = type === "event_count" || type === "value_count" || type === "temporal" || type === "temporal_ordered";
  return rises && [...condition.keys()].every((operator) => operator === "gt" || operator === "gte");
}
