/** Draws from a seeded source of numbers between 0 and 1. */
export type Chance = {
  readonly share: () => number;
  readonly whole: (from: number, to: number) => number;
  readonly of: <T>(values: readonly T[]) => T;
  /** True so often. */
  readonly is: (probability: number) => boolean;
  readonly some: <T>(values: readonly T[], count: number) => T[];
  readonly weighted: <T>(values: readonly (readonly [T, number])[]) => T;
};

/** Chance over a source such as `openRandom(seed)`. */
export function chanceOf(share: () => number): Chance {
  const whole = (from: number, to: number) => from + Math.floor(share() * (to - from + 1));
  const of = <T>(values: readonly T[]) => values[Math.floor(share() * values.length)] as T;
  return {
    share,
    whole,
    of,
    is: (probability) => share() < probability,
    some: (values, count) => {
      const left = [...values];
      const taken = [];
      while (taken.length < count && left.length > 0) taken.push(...left.splice(Math.floor(share() * left.length), 1));
      return taken;
    },
    weighted: (values) => {
      let left = share() * values.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of values) {
        left -= weight;
        if (left <= 0) return value;
      }
      return values.at(-1)![0];
    },
  };
}
