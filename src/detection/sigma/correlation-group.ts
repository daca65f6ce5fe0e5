import type { CorrelationMatch } from "./correlation-match.ts";
import type { CorrelationPlan } from "./correlation-plan.ts";
import { countedValuesOf, type Fact, groupValuesOf } from "./fact.ts";
import { fold } from "./text.ts";
import { type Burst, openWindow, type Verdict, type Window } from "./window.ts";

/** Bounds on memory: groups, and things kept in all of them. The groups that were quiet longest go first, and are counted. */
export const groupLimits = { groupsMax: 100_000, keptMax: 1_000_000 } as const;

type Group = { readonly key: string; readonly plan: CorrelationPlan; readonly window: Window; readonly values: readonly string[] };

/** A match with the burst that it stands for; `key` is equal for bursts of one group of one correlation. */
export type Raised = { readonly match: CorrelationMatch; readonly key: string; readonly burst: Burst };

/** What groups had to leave out: groups that went, and facts without a group's field. */
export type GroupCounts = { readonly evictedGroups: number; readonly withoutGroup: number };

/** The groups that correlations keep open, one for each plan and each set of values that it groups by. */
export type Groups = {
  /** Shows one fact to every correlation over its rule, and what they say to the correlations over them. */
  readonly take: (fact: Fact) => Raised[];
  readonly close: () => Raised[];
  readonly counts: () => GroupCounts;
};

/** The groups of correlations, made as facts come. `plans` stand after all that they are over; `all` are those that say what stays quiet. */
export function openGroups(plans: readonly CorrelationPlan[], all: readonly CorrelationPlan[] = plans): Groups {
  const plansOver = plansByRule(plans);
  const quiet = new Set(all.flatMap(({ correlation, over }) => (correlation.generate ? [] : over)));
  const groups = new Map<string, Group>();
  const counts = { evictedGroups: 0, withoutGroup: 0 };
  let kept = 0;

  const evict = () => {
    for (const [key, { window }] of groups) {
      if (groups.size <= groupLimits.groupsMax && kept <= groupLimits.keptMax) return;
      kept -= window.size();
      groups.delete(key);
      counts.evictedGroups++;
    }
  };
  const raise = (group: Group, verdict: Verdict): Raised[] => {
    const match = matchOf(group, verdict);
    const last = verdict.facts.at(-1)!;
    const higher = take({ ...last, ruleId: match.rule.id, timeMs: match.timeMs, known: new Map(match.group) });
    return quiet.has(match.rule.id) ? higher : [{ match, key: group.key, burst: verdict.burst }, ...higher];
  };
  const takeFor = (plan: CorrelationPlan, fact: Fact): Raised[] => {
    const values = groupValuesOf(plan, fact);
    if (!values) {
      counts.withoutGroup++;
      return [];
    }
    const key = JSON.stringify([plan.rule.id, ...values.map(fold)]);
    const group = groups.get(key) ?? { key, plan, window: openWindow(plan.correlation), values };
    // Put back at the end: the map's order is the order of last use.
    groups.delete(key);
    groups.set(key, group);
    const before = group.window.size();
    const rule = plan.over.indexOf(fact.ruleId);
    const verdicts = countedValuesOf(plan, fact).map((value) => group.window.add({ fact, rule, value }));
    kept += group.window.size() - before;
    evict();
    return verdicts.flatMap((verdict) => (verdict ? raise(group, verdict) : []));
  };
  const take = (fact: Fact): Raised[] => (plansOver.get(fact.ruleId) ?? []).flatMap((plan) => takeFor(plan, fact));
  const closeOf = (plan: CorrelationPlan): Raised[] =>
    [...groups.values()].flatMap((group) => {
      const verdict = group.plan === plan ? group.window.close() : undefined;
      return verdict ? raise(group, verdict) : [];
    });
  return { take, close: () => plans.flatMap(closeOf), counts: () => ({ ...counts }) };
}

function plansByRule(plans: readonly CorrelationPlan[]): ReadonlyMap<string, readonly CorrelationPlan[]> {
  const byRule = new Map<string, CorrelationPlan[]>();
  for (const plan of plans)
    for (const id of new Set(plan.over)) {
      const found = byRule.get(id);
      if (found) found.push(plan);
      else byRule.set(id, [plan]);
    }
  return byRule;
}

function matchOf({ plan, values }: Group, { count, facts }: Verdict): CorrelationMatch {
  const last = facts.at(-1)!;
  return {
    rule: plan.rule,
    timeMs: last.timeMs,
    group: plan.correlation.groupBy.map((field, index) => [field, values[index]!] as const),
    alike: plan.correlation.type.startsWith("temporal") ? [] : facts.map(({ event }) => event),
    count,
    records: facts.map(({ event }) => event.source),
    event: last.event,
  };
}
