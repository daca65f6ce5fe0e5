import { gradeOf, populationStability } from "../drift.ts";

/** What is compared of one alert: when it was, and what the product said of it. */
export type Observation = { readonly timeMs: number; readonly maliciousness: number; readonly words: Readonly<Record<string, string>> };

/** One drift figure: the population stability index of a distribution now against the reference. */
export type Drift = { readonly of: string; readonly index: number; readonly grade: ReturnType<typeof gradeOf> };

/** Alerts that each side needs before an index says anything. */
export const observationsMin = 50;
const scoreBins = 10;
const otherBinFrom = 20;

/**
 * Drift of the scores and of each named word (verdict, category, severity, product, rule …) between two periods; undefined where a side is too small.
 * Words beyond the commonest twenty of the reference count as one.
 */
export function driftBetween(reference: readonly Observation[], recent: readonly Observation[]): readonly Drift[] | undefined {
  if (reference.length < observationsMin || recent.length < observationsMin) return undefined;
  const names = [...new Set([...reference, ...recent].flatMap(({ words }) => Object.keys(words)))].toSorted();
  const scores = (side: readonly Observation[]) =>
    histogram(
      side.map(({ maliciousness }) => Math.min(scoreBins - 1, Math.floor(maliciousness * scoreBins))),
      scoreBins,
    );
  const ofWord = (name: string) => {
    const bins = binsOf(reference, name);
    const count = (side: readonly Observation[]) =>
      histogram(
        side.map(({ words }) => bins.get(words[name] ?? "") ?? bins.size),
        bins.size + 1,
      );
    return driftOf(name, count(reference), count(recent));
  };
  return [driftOf("maliciousness", scores(reference), scores(recent)), ...names.map(ofWord)];
}

function driftOf(of: string, reference: readonly number[], recent: readonly number[]): Drift {
  const index = Math.round(populationStability(reference, recent) * 1_000) / 1_000;
  return { of, index, grade: gradeOf(index) };
}

/** The commonest words of the reference, each with its bin. */
function binsOf(reference: readonly Observation[], name: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { words } of reference) counts.set(words[name] ?? "", (counts.get(words[name] ?? "") ?? 0) + 1);
  const sorted = [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, otherBinFrom);
  return new Map(sorted.map(([word], bin) => [word, bin]));
}

function histogram(bins: readonly number[], count: number): number[] {
  const counts = new Array<number>(count).fill(0);
  for (const bin of bins) counts[bin] = (counts[bin] ?? 0) + 1;
  return counts;
}
