import { clopperPearsonOfMany, upperBoundOfMany } from "../../learning/interval-of-many.ts";
import type { TrialResult, Violation } from "../exercise.ts";
import type { Rate } from "./rate.ts";
import type { RedteamReport } from "./report.ts";

const shownMax = 200;

type Counts = { trials: number; attacked: number; twins: number; differing: number; read: number; refused: number; raised: number };
const none = (): Counts => ({ trials: 0, attacked: 0, twins: 0, differing: 0, read: 0, refused: 0, raised: 0 });

type Counted = Pick<
  RedteamReport,
  "trials" | "attacks" | "twins" | "outputs" | "read" | "refused" | "raised" | "cells" | "violations" | "firstViolations"
>;

/** Counts trials as they end; holds no more than the counts and the first violations. */
export type Tally = {
  readonly add: (result: TrialResult) => void;
  /** A violation that belongs to no single trial. */
  readonly violated: (violation: Violation) => void;
  readonly counted: () => Counted;
};

export function openTally(): Tally {
  const cells = new Map<string, Counts & { readonly family: string; readonly surface: string }>();
  const all = none();
  const first: Violation[] = [];
  let violations = 0;
  let outputs = 0;
  let breached = 0;
  const violated = (violation: Violation) => {
    violations++;
    if (first.length < shownMax) first.push(violation);
  };
  return {
    violated,
    add(result) {
      const { family, surface } = result;
      const key = `${family} ${surface}`;
      const cell = cells.get(key) ?? { ...none(), family, surface };
      cells.set(key, cell);
      for (const counts of [cell, all]) count(result, counts);
      outputs += result.outputs;
      breached += new Set(result.violations.filter(({ kind }) => kind === "output").map(({ says }) => says.split(":")[0])).size;
      result.violations.forEach(violated);
    },
    counted: () => ({
      trials: all.trials,
      attacks: rateOf(all.attacked, all.trials),
      twins: rateOf(all.differing, all.twins),
      outputs: rateOf(breached, outputs),
      read: all.read,
      refused: all.refused,
      raised: all.raised,
      cells: [...cells.values()]
        .map(({ family, surface, trials, attacked, differing, twins, read, refused, raised }) => ({
          family,
          surface,
          attacks: rateOf(attacked, trials),
          twins: rateOf(differing, twins),
          read,
          refused,
          raised,
        }))
        .sort((a, b) => (`${a.family} ${a.surface}` < `${b.family} ${b.surface}` ? -1 : 1)),
      violations,
      firstViolations: first.map((each) => ({ ...each })),
    }),
  };
}

function count({ violations, read, refused, raised }: TrialResult, counts: Counts): void {
  const has = (kind: Violation["kind"]) => (violations.some((each) => each.kind === kind) ? 1 : 0);
  counts.trials++;
  counts.attacked += has("downgrade");
  counts.twins += read ? 0 : 1;
  counts.differing += has("difference");
  counts.read += read ? 1 : 0;
  counts.refused += refused ? 1 : 0;
  counts.raised += raised ? 1 : 0;
}

/** A count with both of its bounds. */
export function rateOf(seen: number, of: number): Rate {
  const [low, high] = clopperPearsonOfMany(seen, of);
  return { seen, of, interval: [low, high], upperBound: upperBoundOfMany(seen, of) };
}
