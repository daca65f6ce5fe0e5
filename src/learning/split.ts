import { openRandom, shuffled } from "./random.ts";

const foldsMax = 255;

/**
 * The fold, from 0, of each row: rows of one group share a fold, so what is learnt about a group is never tested on itself. Groups are dealt out
 * largest first to the fold with the fewest rows; the seed decides among equals.
 */
export function groupedFolds(groups: readonly string[], folds: number, seed: number): Uint8Array {
  if (!(Number.isInteger(folds) && folds >= 1 && folds <= foldsMax)) throw new Error(`no number of folds: ${folds}`);
  const sizes = new Map<string, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  // Sorted first, so that the order of the rows has no say.
  const names = shuffled([...sizes.keys()].sort(), openRandom(seed)).sort((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0));
  const rowsIn = new Array<number>(folds).fill(0);
  const foldOf = new Map<string, number>();
  for (const name of names) {
    const lightest = rowsIn.indexOf(Math.min(...rowsIn));
    foldOf.set(name, lightest);
    rowsIn[lightest] = (rowsIn[lightest] as number) + (sizes.get(name) ?? 0);
  }
  return Uint8Array.from(groups, (group) => foldOf.get(group) as number);
}

/**
 * Rows (by index) in two parts: the earliest `share` to learn from and the later rest to be tested on. Rows of one instant stay together,
 * in the earlier part when the border falls on them; nothing tested is older than anything learnt.
 */
export function timeOrdered(timesMs: ArrayLike<number>, share: number): { earlier: number[]; later: number[] } {
  const order = Array.from({ length: timesMs.length }, (_, row) => row).sort(
    (a, b) => (timesMs[a] as number) - (timesMs[b] as number) || a - b,
  );
  let border = Math.round(order.length * share);
  while (border > 0 && border < order.length && timesMs[order[border] as number] === timesMs[order[border - 1] as number]) border++;
  return { earlier: order.slice(0, border), later: order.slice(border) };
}
