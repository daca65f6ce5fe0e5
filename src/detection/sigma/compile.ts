import type { CorrelationPlan } from "./correlation-plan.ts";
import { sigmaLimits } from "./limits.ts";
import { parseRules } from "./parse-rule.ts";
import { problemAt, quoted, Refusal, type RuleProblem } from "./problem.ts";
import { resolveCorrelations } from "./resolve-correlation.ts";
import type { ParsedRule } from "./rule.ts";
import { type CompiledRuleSet, matcherOf } from "./rule-set.ts";

/**
 * Compiles Sigma rules: every document of every source becomes a rule or a problem with its place, never both, never neither.
 * The order of `sources` does not matter; of two rules with one id the first by path is kept. Throws nothing.
 */
export function compileRules(sources: readonly { readonly path: string; readonly text: string }[]): {
  rules: CompiledRuleSet;
  problems: readonly RuleProblem[];
} {
  const problems: RuleProblem[] = [];
  const byId = new Map<string, ParsedRule>();
  const sorted = [...sources].sort((a, b) => compareText(a.path, b.path));
  for (const { path, text } of sorted.slice(0, sigmaLimits.sourcesMax)) {
    const parsed = parseRules(path, text);
    problems.push(...parsed.problems);
    for (const rule of parsed.rules) {
      const earlier = byId.get(rule.rule.id);
      if (earlier) problems.push(duplicate(rule, earlier.rule.path));
      else byId.set(rule.rule.id, rule);
    }
  }
  for (const { path } of sorted.slice(sigmaLimits.sourcesMax)) problems.push(tooMany(path));
  const parsed = [...byId.values()].sort((a, b) => compareText(a.rule.id, b.rule.id));
  const { plans, refused } = resolveCorrelations(parsed);
  problems.push(...refused);
  const detections = parsed.filter((rule) => rule.kind === "detection");
  const rules = [...detections.map(({ rule }) => rule), ...plans.map(({ rule }) => rule)].sort((a, b) => compareText(a.id, b.id));
  return { rules: { rules, match: matcherOf(detections, quietOf(plans)), correlations: plans }, problems };
}

// A rule under a correlation raises alerts of its own only where the correlation says "generate".
function quietOf(plans: readonly CorrelationPlan[]): ReadonlySet<string> {
  return new Set(plans.flatMap(({ correlation, over }) => (correlation.generate ? [] : over)));
}

/** Order by code unit, the same everywhere. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function duplicate({ rule }: ParsedRule, earlierPath: string): RuleProblem {
  const refusal = new Refusal({
    code: "rule/duplicate-id",
    problem: `the id ${quoted(rule.id)} is taken by ${earlierPath}`,
    remedy: "give the rule an id of its own, or remove one of the two files",
    offset: 0,
  });
  return problemAt({ path: rule.path, line: rule.line, column: 1, ruleId: rule.id }, refusal);
}

function tooMany(path: string): RuleProblem {
  const refusal = new Refusal({
    code: "rule/too-large",
    problem: `there are more than ${sigmaLimits.sourcesMax} rule files`,
    remedy: "load fewer files at once",
    offset: 0,
  });
  return problemAt({ path, line: 1, column: 1, ruleId: undefined }, refusal);
}
