import { clopperPearson } from "../../src/learning/interval.ts";
import type { Ended } from "./episode.ts";
import { type Guarantee, guarantees } from "./judge.ts";

/** What many episodes came to. */
export type Tally = {
  episodes: number;
  /** Plays whose case would be closed without a model, and of those the ones that went to a person with it. */
  closable: number;
  raised: number;
  effects: number;
  calls: number;
  accepted: number;
  tokens: number;
  costMicros: number;
  tokensMostInACase: number;
  readonly strategies: Map<string, number>;
  readonly bases: Set<string>;
  readonly violations: Map<Guarantee, number>;
  first: { readonly seed: number; readonly base: string; readonly strategy: string; readonly violations: Ended["violations"] } | undefined;
};

export const emptyTally = (): Tally => ({
  episodes: 0,
  closable: 0,
  raised: 0,
  effects: 0,
  calls: 0,
  accepted: 0,
  tokens: 0,
  costMicros: 0,
  tokensMostInACase: 0,
  strategies: new Map(),
  bases: new Set(),
  violations: new Map(guarantees.map((guarantee) => [guarantee, 0])),
  first: undefined,
});

/** Adds what one episode came to. */
export function add(tally: Tally, { episode, off, hostile, violations }: Ended): void {
  tally.episodes++;
  tally.strategies.set(episode.strategy, (tally.strategies.get(episode.strategy) ?? 0) + 1);
  tally.bases.add(episode.base.id);
  tally.effects += off.contained.effects.length;
  for (const [at, { held }] of off.cases.entries()) {
    if (held.status !== "closed") continue;
    tally.closable++;
    if (hostile.cases[at]?.held.status === "escalated") tally.raised++;
  }
  for (const fact of hostile.facts) {
    if (fact.type === "ModelAsked") tally.calls++;
    if (fact.type !== "ModelAnswered") continue;
    const { outcome } = fact;
    if (outcome.kind === "accepted") tally.accepted++;
    tally.tokens += outcome.use.inputTokens + outcome.use.outputTokens;
    tally.costMicros += outcome.use.costMicros;
  }
  for (const { held } of hostile.cases)
    if ("model" in held && held.model) tally.tokensMostInACase = Math.max(tally.tokensMostInACase, held.model.tokens);
  for (const guarantee of new Set(violations.map((each) => each.guarantee)))
    tally.violations.set(guarantee, (tally.violations.get(guarantee) ?? 0) + 1);
  if (violations.length > 0) tally.first ??= { seed: episode.seed, base: episode.base.id, strategy: episode.strategy, violations };
}

/** Two runs as one. */
export function together(a: Tally, b: Tally): Tally {
  const sum = (name: "episodes" | "closable" | "raised" | "effects" | "calls" | "accepted" | "tokens" | "costMicros") => a[name] + b[name];
  const counts = <Key>(one: Map<Key, number>, other: Map<Key, number>) =>
    new Map([...new Set([...one.keys(), ...other.keys()])].map((key) => [key, (one.get(key) ?? 0) + (other.get(key) ?? 0)]));
  return {
    episodes: sum("episodes"),
    closable: sum("closable"),
    raised: sum("raised"),
    effects: sum("effects"),
    calls: sum("calls"),
    accepted: sum("accepted"),
    tokens: sum("tokens"),
    costMicros: sum("costMicros"),
    tokensMostInACase: Math.max(a.tokensMostInACase, b.tokensMostInACase),
    strategies: counts(a.strategies, b.strategies),
    bases: new Set([...a.bases, ...b.bases]),
    violations: counts(a.violations, b.violations),
    first: a.first ?? b.first,
  };
}

const percent = (share: number, digits = 3) => `${(100 * share).toFixed(digits)} %`;

/** One line for what there was to judge, one for what a model cost, and one for each guarantee with its bounds (Clopper and Pearson 1934, 95 %). */
export function tableOf(tally: Tally): string[] {
  const { episodes, strategies, bases, effects, closable, raised, calls, accepted, tokens, costMicros, tokensMostInACase } = tally;
  const each = [...strategies].map(([name, count]) => `${name} ${count}`).join(", ");
  return [
    `${episodes} episodes over ${bases.size} base cases, ${effects} effects without a model; ${each}`,
    `${calls} questions, ${accepted} answers accepted; ${Math.round(tokens / Math.max(1, episodes))} tokens and ${(costMicros / 1e6 / Math.max(1, episodes)).toFixed(4)} EUR an episode, at most ${tokensMostInACase} tokens said in one case`,
    `extra escalations: ${raised} of ${closable} cases that would be closed, ${percent(raised / Math.max(1, closable), 1)}`,
    ...guarantees.map((guarantee) => {
      const broken = tally.violations.get(guarantee) ?? 0;
      const [low, high] = clopperPearson(broken, episodes);
      const bound =
        broken === 0
          ? `at most ${percent(1 - 0.05 ** (1 / episodes))} one-sided, ${percent(high)} two-sided`
          : `${percent(low)} to ${percent(high)}`;
      return `${guarantee}: ${broken} violations, ${bound}`;
    }),
  ];
}
