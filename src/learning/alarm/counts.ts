import { betaShare } from "../interval-of-many.ts";

/**
 * How much more counts scatter than chance alone makes them (1 for a Poisson stream, never less): over cells of counts that ought to be alike, such as one hour
 * of the week in several weeks, the sum of squared distances from each cell's mean by what it would be by chance.
 */
export function dispersionOf(cells: readonly (readonly number[])[]): number {
  let [squares, byChance] = [0, 0];
  for (const cell of cells) {
    if (cell.length < 2) continue;
    const mean = cell.reduce((sum, each) => sum + each, 0) / cell.length;
    for (const each of cell) squares += (each - mean) ** 2;
    byChance += (cell.length - 1) * mean;
  }
  return byChance === 0 ? 1 : Math.max(1, squares / byChance);
}

/** A count beside `windows` earlier ones of as long a time, which came to `before` together. */
export type Counted = { readonly observed: number; readonly before: number; readonly windows: number; readonly dispersion: number };

/**
 * The chance of so few, if nothing changed: given the sum of all, this window's part is binomial with 1 in (windows + 1), whatever the rate is (the exact test
 * of two Poisson rates, Przyborowski and Wilenski 1940). Counts that scatter more than by chance are made as many fewer. 1 where there is too little to say so.
 */
export function chanceOfSoFew({ observed, before, windows, dispersion }: Counted): number {
  const [now, then] = [observed / dispersion, before / dispersion];
  return windows === 0 || then < 1 ? 1 : betaShare(windows / (windows + 1), then, now + 1);
}

/** The chance of so many, if nothing changed. 1 where there is too little to say so. */
export function chanceOfSoMany({ observed, before, windows, dispersion }: Counted): number {
  const [now, then] = [observed / dispersion, before / dispersion];
  return windows === 0 || now < 1 || then < 1 ? 1 : betaShare(1 / (windows + 1), now, then + 1);
}

/** A share beside the same share of a time before. */
export type Shared = { readonly right: number; readonly of: number; readonly rightBefore: number; readonly ofBefore: number };

/** How much more the shares of days scatter than chance makes them; 1 at least. */
export function shareDispersion(days: readonly { readonly right: number; readonly of: number }[]): number {
  const its = days.filter(({ of }) => of > 0);
  const of = its.reduce((sum, day) => sum + day.of, 0);
  const share = its.reduce((sum, day) => sum + day.right, 0) / of;
  if (its.length < 2 || share === 0 || share === 1) return 1;
  const squares = its.reduce((sum, day) => sum + (day.right - day.of * share) ** 2 / (day.of * share * (1 - share)), 0);
  return Math.max(1, squares / (its.length - 1));
}

/** The chances of a share this low and this high, if nothing changed (Fisher's exact test, one side each), after all counts are made smaller by the dispersion. */
export function chancesOfShare(shared: Shared, dispersion: number): { readonly low: number; readonly high: number } {
  const [of, ofBefore] = [shared.of, shared.ofBefore].map((each) => Math.floor(each / dispersion)) as [number, number];
  if (of === 0 || ofBefore === 0) return { low: 1, high: 1 };
  const right = Math.min(of, Math.round((shared.right / shared.of) * of));
  const rightBefore = Math.min(ofBefore, Math.round((shared.rightBefore / shared.ofBefore) * ofBefore));
  const all = right + rightBefore;
  const [least, most] = [Math.max(0, all - ofBefore), Math.min(of, all)];
  const weights = logWeights(least, most, of, ofBefore, all);
  const greatest = Math.max(...weights);
  const parts = weights.map((each) => Math.exp(each - greatest));
  const sum = (some: readonly number[]) => some.reduce((total, each) => total + each, 0);
  const whole = sum(parts);
  return { low: Math.min(1, sum(parts.slice(0, right - least + 1)) / whole), high: Math.min(1, sum(parts.slice(right - least)) / whole) };
}

/** Logarithms of the hypergeometric weights of `least` to `most`, each from the one before. */
function logWeights(least: number, most: number, of: number, ofBefore: number, all: number): number[] {
  const weights = [0];
  for (let right = least; right < most; right++) {
    const step = ((of - right) * (all - right)) / ((right + 1) * (ofBefore - all + right + 1));
    weights.push((weights.at(-1) ?? 0) + Math.log(step));
  }
  return weights;
}
