import fc from "fast-check";
import { type Guarantee, guarantees, judge, type Violation } from "./judge.ts";
import { type Episode, episode } from "./moves.ts";
import { play } from "./play.ts";
import type { Tamper } from "./world.ts";

/** What many episodes came to. */
export type Tally = {
  episodes: number;
  effects: number;
  alone: number;
  approvals: number;
  undos: number;
  refusals: number;
  inFlight: number;
  readonly violations: Map<Guarantee, number>;
  /** The first episode in which something broke, with what. */
  first: { readonly seed: number; readonly whole: Episode; readonly violations: readonly Violation[] } | undefined;
};

const emptyTally = (): Tally => ({
  episodes: 0,
  effects: 0,
  alone: 0,
  approvals: 0,
  undos: 0,
  refusals: 0,
  inFlight: 0,
  violations: new Map(guarantees.map((guarantee) => [guarantee, 0])),
  first: undefined,
});

/** How many episodes are drawn at one time. */
const drawnAtOnce = 50;

/** Plays so many episodes of that seed, or until something breaks. The same seed is the same episodes. */
export async function playMany(
  episodes: number,
  seed: number,
  { tamper, stopAtFirst = false }: { tamper?: Tamper; stopAtFirst?: boolean } = {},
): Promise<Tally> {
  const tally = emptyTally();
  for (let from = 0; from < episodes; from += drawnAtOnce) {
    const drawSeed = seed + from;
    for (const whole of fc.sample(episode, { numRuns: Math.min(drawnAtOnce, episodes - from), seed: drawSeed })) {
      await add(tally, whole, drawSeed, tamper);
      if (stopAtFirst && tally.first) return tally;
    }
  }
  return tally;
}

async function add(tally: Tally, whole: Episode, seed: number, tamper?: Tamper): Promise<void> {
  const { world, stops, refusals } = await play(whole, tamper);
  const found = await judge(world, stops);
  tally.episodes++;
  tally.refusals += refusals;
  tally.effects += found.effects;
  tally.alone += found.alone;
  tally.approvals += found.approvals;
  tally.undos += found.undos;
  tally.inFlight += found.inFlight;
  for (const { guarantee } of found.violations) tally.violations.set(guarantee, (tally.violations.get(guarantee) ?? 0) + 1);
  if (found.violations.length > 0) tally.first ??= { seed, whole, violations: found.violations };
}

/** The shortest story that still breaks something, for whoever has to mend it. */
export async function shortest(seed: number, episodes: number, tamper?: Tamper): Promise<string> {
  const checked = await fc.check(
    fc.asyncProperty(episode, async (whole) => {
      const { world, stops } = await play(whole, tamper);
      const { violations } = await judge(world, stops);
      if (violations.length > 0) throw new Error(violations.map(({ guarantee, says }) => `${guarantee}: ${says}`).join("\n"));
    }),
    { seed, numRuns: episodes, endOnFailure: false },
  );
  return fc.defaultReportMessage(checked) ?? "nothing broke";
}
