/**
 * Opens a sequence of numbers from 0 (included) to 1 (excluded) that depends on the seed alone, so that whatever is drawn can be drawn again.
 *
 * The generator is sfc32 (C. Doty-Humphrey, PractRand): 128 bits of state, of which the seed fills 32. Not for secrets.
 */
export function openRandom(seed: number): () => number {
  const state = Int32Array.of(0x9e3779b9, 0x243f6a88, seed, 1);
  const next = () => {
    const [a, b, c, counter] = state as unknown as [number, number, number, number];
    const drawn = (a + b + counter) | 0;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + drawn;
    state[3] = counter + 1;
    return (drawn >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < mixingRounds; round++) next();
  return next;
}

const mixingRounds = 16;

/** A copy of `values` in an order drawn from `random` (Fisher and Yates). */
export function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const copy = [...values];
  for (let last = copy.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const kept = copy[last] as T;
    copy[last] = copy[other] as T;
    copy[other] = kept;
  }
  return copy;
}
