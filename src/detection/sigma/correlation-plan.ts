import type { Correlation } from "./correlation.ts";
import type { SigmaRule } from "./rule.ts";

/** A correlation whose references are resolved: `over` holds rule ids, in the order written. */
export type CorrelationPlan = {
  readonly rule: SigmaRule;
  readonly correlation: Correlation;
  readonly over: readonly string[];
  readonly aliases: CorrelationAliases;
};

/** Group or value field → rule id → that rule's own field. */
export type CorrelationAliases = ReadonlyMap<string, ReadonlyMap<string, string>>;
