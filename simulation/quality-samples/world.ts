import { type SamplePlan, type Stratum, stratumKey } from "../../src/core/quality-sample/stratum.ts";
import { guessedSpread, neymanAllocation } from "../../src/learning/sampling/allocation.ts";

/** A stratum of the simulated place: how many of its cases the agent closes, and how many of those hide a threat. */
export type SimulatedStratum = { readonly stratum: Stratum; readonly closed: number; readonly missed: number };

/** A place whose truth is known. */
export type SimulatedPlace = { readonly strata: readonly SimulatedStratum[]; readonly closed: number; readonly missed: number };

const classes = 8;
const paths = ["access", "malware"] as const;
const risks = [
  { severity: "low", criticality: "unknown", weight: 70, danger: 0.7 },
  { severity: "medium", criticality: "medium", weight: 25, danger: 1.2 },
  { severity: "high", criticality: "high", weight: 5, danger: 4 },
] as const;

/**
 * A place where the agent closed so many cases and missed a share of them: classes of very different size, and threats that hide where it is dangerous rather
 * than where most cases are. Counts are settled, so that the truth is exactly known; `random` says which strata get what is left by rounding.
 */
export function simulatedPlace(closed: number, missRate: number, random: () => number): SimulatedPlace {
  const shapes = Array.from({ length: classes }, (_, at) => at).flatMap((at) =>
    paths.flatMap((path) => risks.map((risk) => ({ at, path, risk, weight: risk.weight / (at + 1) }))),
  );
  const total = shapes.reduce((sum, { weight }) => sum + weight, 0);
  const danger = shapes.reduce((sum, { weight, risk }) => sum + weight * risk.danger, 0) / total;
  const strata = shapes.map(({ at, path, risk, weight }) => {
    const { severity, criticality } = risk;
    const size = Math.round((closed * weight) / total);
    const expected = (size * missRate * risk.danger) / danger;
    const missed = Math.floor(expected) + (random() < expected % 1 ? 1 : 0);
    return { stratum: { class: `product/rule-${at}`, severity, path, criticality }, closed: size, missed: Math.min(size, missed) };
  });
  const sum = (of: (each: SimulatedStratum) => number) => strata.reduce((all, each) => all + of(each), 0);
  return { strata, closed: sum((each) => each.closed), missed: sum((each) => each.missed) };
}

/** The plan that an epoch after one just like it would have, with the defaults of the product but for the share. */
export function planFor({ strata, closed }: SimulatedPlace, share: number): SamplePlan {
  const counts = neymanAllocation(
    strata.map((each) => ({ size: each.closed, spread: guessedSpread(0, 0) })),
    share * closed,
    5,
  );
  const shares = strata.map(({ stratum, closed: size }, at): [string, number] => [
    stratumKey(stratum),
    Math.min(1, (counts[at] ?? 0) / Math.max(1, size)),
  ]);
  return { base: 0.01, rare: 0.5, highRisk: 0.2, shares, second: 0.1, gold: 0.03 };
}

/** Numbers of successes in so many trials: one by one where they are few, else by gaps between successes, which is the same and quicker. */
export function binomial(trials: number, share: number, random: () => number): number {
  if (share <= 0) return 0;
  if (share >= 1) return trials;
  const log = Math.log1p(-share);
  let successes = 0;
  for (let at = Math.floor(Math.log1p(-random()) / log); at < trials; at += 1 + Math.floor(Math.log1p(-random()) / log)) successes++;
  return successes;
}
