const stepsMax = 80;

/** Where a rising function passes 0 between two places, to 13 digits or as near as numbers go. */
export function rootOfRising(rising: (at: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let step = 0; step < stepsMax && high - low > 1e-13 * Math.max(1e-3, Math.abs(high)); step++) {
    const middle = (low + high) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
