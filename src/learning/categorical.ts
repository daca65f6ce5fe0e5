import { z } from "zod";

/** More categories than this are told apart by nothing that lasts. */
export const categoriesMax = 20_000;

/**
 * A number for each category, so that trees can ask about it in order: the mean of what was aimed at, pulled towards the mean of all.
 * Plain data, kept in model files; pairs, because a category may be called anything.
 */
export const TargetMeans = z.strictObject({
  other: z.number(),
  means: z.array(z.tuple([z.string(), z.number()])).max(categoriesMax),
});
/** See the schema of the same name. */
export type TargetMeans = z.infer<typeof TargetMeans>;

type Fitted = { readonly categories: readonly string[]; readonly targets: ArrayLike<number>; readonly smoothing?: number };

const smoothingDefault = 10;

/**
 * The mean target of each category over rows that may teach, as if `smoothing` more rows of the common mean had been seen (Micci-Barreca 2001).
 * Categories beyond `categoriesMax` are left to the common mean, the rarest first.
 */
export function fitTargetMeans({ categories, targets, smoothing = smoothingDefault }: Fitted): TargetMeans {
  const sums = new Map<string, { sum: number; count: number }>();
  let total = 0;
  for (const [row, category] of categories.entries()) {
    const so = sums.get(category) ?? { sum: 0, count: 0 };
    sums.set(category, { sum: so.sum + targets[row]!, count: so.count + 1 });
    total += targets[row]!;
  }
  const other = categories.length > 0 ? total / categories.length : 0;
  const kept = [...sums].sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1)).slice(0, categoriesMax);
  const means = kept.map(([category, { sum, count }]) => [category, (sum + smoothing * other) / (count + smoothing)] as [string, number]);
  return { other, means: means.sort(([a], [b]) => (a < b ? -1 : 1)) };
}

/** Looks categories up; what was never seen in training counts as the common mean. */
export function targetMeanOf({ other, means }: TargetMeans): (category: string) => number {
  const known = new Map(means);
  return (category) => known.get(category) ?? other;
}

/**
 * The column to train on: each row's category by the means of the *other* folds, so that no row sees its own target. Trained on means that
 * know its answer, a model believes rare categories far too much.
 */
export function crossFittedMeans({
  categories,
  targets,
  smoothing = smoothingDefault,
  folds,
}: Fitted & { readonly folds: Uint8Array }): Float32Array {
  const column = new Float32Array(categories.length);
  for (const fold of new Set(folds)) {
    const rows = [...categories.keys()].filter((row) => folds[row] !== fold);
    const means = fitTargetMeans({ categories: rows.map((row) => categories[row]!), targets: rows.map((row) => targets[row]!), smoothing });
    const meanOf = targetMeanOf(means);
    for (const [row, category] of categories.entries()) if (folds[row] === fold) column[row] = meanOf(category);
  }
  return column;
}
