import type { CorrelationAliases, CorrelationPlan } from "./correlation-plan.ts";
import { problemAt, quoted, Refusal, type RuleProblem } from "./problem.ts";
import type { ParsedRule } from "./rule.ts";

type ParsedCorrelation = Extract<ParsedRule, { kind: "correlation" }>;

/** How many correlations may stand on one another. */
export const correlationDepthMax = 8;

/**
 * Replaces names by ids. A correlation over something that does not exist, over itself by any path, or too high a pile, is refused;
 * so are those over it. Plans come in an order in which each stands after all it is over.
 */
export function resolveCorrelations(parsed: readonly ParsedRule[]): { plans: CorrelationPlan[]; refused: RuleProblem[] } {
  const ids = new Map<string, string>();
  for (const { rule } of parsed) if (rule.name !== undefined && !ids.has(rule.name)) ids.set(rule.name, rule.id);
  for (const { rule } of parsed) ids.set(rule.id, rule.id);
  const ready = new Map(parsed.filter(({ kind }) => kind === "detection").map(({ rule }) => [rule.id, 0]));
  const idOf = (reference: string) => ids.get(reference) ?? ids.get(reference.toLowerCase());
  const plans: CorrelationPlan[] = [];
  let waiting = parsed.filter((rule) => rule.kind === "correlation");
  for (let depth = 1; depth <= correlationDepthMax && waiting.length > 0; depth++) {
    const next: ParsedCorrelation[] = [];
    for (const candidate of waiting) {
      const over = candidate.correlation.rules.map(idOf);
      if (over.every((id) => id !== undefined && (ready.get(id) ?? depth) < depth)) {
        ready.set(candidate.rule.id, depth);
        plans.push({
          rule: candidate.rule,
          correlation: candidate.correlation,
          over: over as string[],
          aliases: aliasesOf(candidate, idOf),
        });
      } else next.push(candidate);
    }
    waiting = next;
  }
  return { plans, refused: waiting.map((candidate) => unresolved(candidate, idOf)) };
}

function aliasesOf({ correlation }: ParsedCorrelation, idOf: (reference: string) => string | undefined): CorrelationAliases {
  return new Map(
    [...correlation.aliases].map(([name, byRule]) => [name, new Map([...byRule].map(([rule, field]) => [idOf(rule) ?? rule, field]))]),
  );
}

function unresolved({ rule, correlation }: ParsedCorrelation, idOf: (reference: string) => string | undefined): RuleProblem {
  const missing = correlation.rules.find((reference) => idOf(reference) === undefined);
  const refusal = new Refusal({
    code: "rule/unknown-reference",
    problem:
      missing === undefined
        ? "the correlation is over itself, over one that was refused, or stands too high on others"
        : `the correlation is over ${quoted(missing)}, which is no loaded rule's id or name`,
    remedy: "name rules that load together with this one, by id or name",
    offset: 0,
  });
  return problemAt({ path: rule.path, line: rule.line, column: 1, ruleId: rule.id }, refusal);
}
