/** A stratum as an allocation sees it: how many there are, and how much they differ among themselves (the standard deviation of one). */
export type Allotted = { readonly size: number; readonly spread: number };

/**
 * How many of each stratum to draw so that the estimate over all is as narrow as a number of samples allows (Neyman 1934): in proportion to size and spread,
 * at least `minimum` of each, never more than there are. Whole or not: who is drawn is a matter of chance. Where the minima alone are more than `samples`,
 * they are what is drawn.
 */
export function neymanAllocation(strata: readonly Allotted[], samples: number, minimum: number): number[] {
  const least = strata.map(({ size }) => Math.min(size, minimum));
  const given = [...least];
  let free = new Set(strata.keys());
  let left = samples - least.reduce((sum, each) => sum + each, 0);
  // Each round fills at least one stratum, or ends.
  for (let round = 0; round <= strata.length && left > 1e-9 && free.size > 0; round++) {
    const wants = [...free].map((at) => ({ at, want: strata[at]!.size * strata[at]!.spread }));
    const total = wants.reduce((sum, { want }) => sum + want, 0);
    if (total === 0) break;
    let spent = 0;
    const open = new Set<number>();
    for (const { at, want } of wants) {
      const more = Math.min((left * want) / total, strata[at]!.size - given[at]!);
      given[at]! += more;
      spent += more;
      if (strata[at]!.size - given[at]! > 1e-9) open.add(at);
    }
    left -= spent;
    free = open;
  }
  return given;
}

/** The standard deviation of one closed case's being missed, guessed before much was judged: as if half a miss in a hundred had been seen beside. */
export function guessedSpread(missed: number, judged: number): number {
  const share = (missed + 0.5) / (judged + 100);
  return Math.sqrt(share * (1 - share));
}
