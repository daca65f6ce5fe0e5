import type { Drills, PlayedAttack, PlayedTrade, PlayedTwin } from "./drill.ts";
import type { Rate } from "./rate.ts";
import { rateOf } from "./tally.ts";

/** The least share that must be escalated, and for ordinary work the most. */
export const goals = { noisy: 0.95, quiet: 0.85, twins: 0.1 } as const;

/** Counts what was played. */
export function drillsOf(seeds: readonly number[], attacks: readonly PlayedAttack[], ordinary: readonly PlayedTwin[]): Drills {
  const rates = ratesOf(attacks, ordinary);
  const shareOf = ({ seen, of }: Rate) => (of === 0 ? 0 : seen / of);
  return {
    seeds: [...seeds],
    ...rates,
    missedGoals: [
      ...(["noisy", "quiet"] as const).filter((variant) => shareOf(rates[variant]) < goals[variant]),
      ...(shareOf(rates.twins) > goals.twins ? ["twins"] : []),
    ],
    trades: [...new Set(attacks.map(({ scenario }) => scenario))].map((scenario) => {
      const own = attacks.filter((each) => each.scenario === scenario);
      return {
        scenario,
        trade: own[0]!.trade,
        ...ratesOf(
          own,
          ordinary.filter((each) => each.scenario === scenario),
        ),
        ...medians(own),
      };
    }),
    techniques: techniqueCounts(attacks),
    attacks: [...attacks],
    ordinary: [...ordinary],
  };
}

function ratesOf(attacks: readonly PlayedAttack[], ordinary: readonly PlayedTwin[]) {
  const rate = (all: readonly { readonly escalated: boolean }[]) => rateOf(all.filter(({ escalated }) => escalated).length, all.length);
  const of = (variant: PlayedAttack["variant"]) => rate(attacks.filter((each) => each.variant === variant));
  return { noisy: of("noisy"), quiet: of("quiet"), deceptive: of("deceptive"), twins: rate(ordinary) };
}

function medians(own: readonly PlayedAttack[]): Pick<PlayedTrade, "afterFirstRecordMs" | "afterFirstAlertMs"> {
  const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[(values.length - 1) >> 1];
  const record = middle(own.flatMap(({ afterFirstRecordMs }) => afterFirstRecordMs ?? []));
  const alert = middle(own.flatMap(({ afterFirstAlertMs }) => afterFirstAlertMs ?? []));
  return { ...(record !== undefined && { afterFirstRecordMs: record }), ...(alert !== undefined && { afterFirstAlertMs: alert }) };
}

function techniqueCounts(attacks: readonly PlayedAttack[]): Drills["techniques"] {
  const counts = new Map<string, { mapped: number; of: number }>();
  const at = (technique: string) => counts.get(technique) ?? { mapped: 0, of: 0 };
  for (const { mapped, missed } of attacks) {
    for (const technique of mapped) counts.set(technique, { mapped: at(technique).mapped + 1, of: at(technique).of + 1 });
    for (const technique of missed) counts.set(technique, { mapped: at(technique).mapped, of: at(technique).of + 1 });
  }
  return [...counts].map(([technique, each]) => ({ technique, ...each })).toSorted((a, b) => (a.technique < b.technique ? -1 : 1));
}
