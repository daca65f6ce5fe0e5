import type { Category } from "../alert/category.ts";
import type { Severity } from "../alert/severity.ts";
import type { Hypothesis } from "../hypothesis/hypothesis.ts";
import type { Verdict } from "../verdict/verdict.ts";

/** What an investigation ends in. `insufficient-data` always escalates. */
export type Conclusion = {
  readonly verdict: Verdict;
  readonly category: Category;
  readonly severity: Severity;
  readonly maliciousness: number;
  readonly title: string;
  readonly escalate: boolean;
  readonly because: string;
  /** Sentences: what stayed unanswered and matters. */
  readonly unknowns: readonly string[];
  /** The evidence that decided, strongest first; never empty. */
  readonly evidence: readonly string[];
  readonly hypotheses: readonly Hypothesis[];
  /** The budget for questions was spent before its plan was through; absent where it was not. */
  readonly cutShort?: true;
  /** Only where the rules would have closed it and a person looks at it because of what a model led to: the items that say so, never weighed. */
  readonly raisedBy?: readonly string[];
};
