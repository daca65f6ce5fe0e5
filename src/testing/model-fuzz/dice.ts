/** Chance from a seed (mulberry32): the same seed makes the same outputs. */
export type Dice = {
  readonly below: (max: number) => number;
  readonly one: <Item>(items: readonly Item[]) => Item;
  readonly odds: (oneIn: number) => boolean;
};

export function rolling(seed: number): Dice {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (max: number) => Math.floor(next() * max);
  return { below, one: (items) => items[below(items.length)]!, odds: (oneIn) => below(oneIn) === 0 };
}
