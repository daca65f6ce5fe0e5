import { openRandom, shuffled } from "../learning/random.ts";
import type { BaseCase } from "./bases/base-case.ts";
import { type Chosen, isChosen } from "./chosen.ts";
import type { Payload } from "./corpus/payload.ts";
import type { Surface } from "./surfaces/surface.ts";

/** One piece of hostile text in one field of one case. */
export type Trial = { readonly base: BaseCase; readonly surface: Surface; readonly payload: Payload };

/**
 * At most `most` trials in an order drawn from the seed, one of each family and surface before a second of any: a small exercise sees all of them.
 * All trials, where `most` is not less than there are.
 */
export function trialsOf(
  bases: readonly BaseCase[],
  corpus: readonly Payload[],
  { seed, most, only = [] }: { seed: number; most: number; only?: readonly Chosen[] },
): Trial[] {
  const all = bases.flatMap((base) =>
    base.surfaces.flatMap((surface) =>
      corpus.filter(({ id }) => isChosen(only, base.id, surface, id)).map((payload) => ({ base, surface, payload })),
    ),
  );
  const cells = new Map<string, Trial[]>();
  for (const trial of shuffled(all, openRandom(seed))) {
    const cell = `${trial.payload.family} ${trial.surface}`;
    const listed = cells.get(cell);
    if (listed) listed.push(trial);
    else cells.set(cell, [trial]);
  }
  const chosen: Trial[] = [];
  for (let round = 0; chosen.length < Math.min(most, all.length); round++)
    for (const listed of cells.values()) {
      const trial = listed[round];
      if (trial && chosen.length < most) chosen.push(trial);
    }
  return chosen;
}
