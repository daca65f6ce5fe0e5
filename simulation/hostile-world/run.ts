import fc from "fast-check";
import { type Judgement, judge } from "./judge.ts";
import { type Guarantee, guarantees, type Violation } from "./known.ts";
import { type Episode, episode } from "./moves.ts";
import { play } from "./play.ts";

type Counted = { -readonly [What in Exclude<keyof Judgement, "violations">]: number };

/** What many episodes came to. */
export type Tally = Counted & {
  episodes: number;
  refusals: number;
  investigations: number;
  /** Episodes in which each guarantee was broken. */
  readonly violations: Map<Guarantee, number>;
  /** The first episode in which something broke, with what. */
  first: { readonly seed: number; readonly at: number; readonly whole: Episode; readonly violations: readonly Violation[] } | undefined;
};

const emptyTally = (): Tally => ({
  episodes: 0,
  refusals: 0,
  investigations: 0,
  effects: 0,
  alone: 0,
  investigated: 0,
  grave: 0,
  approvals: 0,
  undos: 0,
  inFlight: 0,
  violations: new Map(guarantees.map((guarantee) => [guarantee, 0])),
  first: undefined,
});

/** How many episodes are drawn at one time. */
const drawnAtOnce = 50;

/** Plays so many episodes of that seed, or until something breaks. The same seed is the same episodes. */
export async function playMany(episodes: number, seed: number, { stopAtFirst = false }: { stopAtFirst?: boolean } = {}): Promise<Tally> {
  const tally = emptyTally();
  for (let from = 0; from < episodes; from += drawnAtOnce) {
    const drawSeed = seed + from;
    for (const [at, whole] of fc.sample(episode, { numRuns: Math.min(drawnAtOnce, episodes - from), seed: drawSeed }).entries()) {
      await add(tally, whole, { seed: drawSeed, at });
      if (stopAtFirst && tally.first) return tally;
    }
  }
  return tally;
}

/** One episode of a seed, as `playMany` names the first that broke. */
export const episodeAt = (seed: number, at: number): Episode | undefined => fc.sample(episode, { numRuns: drawnAtOnce, seed })[at];

async function add(tally: Tally, whole: Episode, place: { readonly seed: number; readonly at: number }): Promise<void> {
  const { world, refusals, investigations } = await play(whole);
  const { violations, ...counted } = await judge(world);
  tally.episodes++;
  tally.refusals += refusals;
  tally.investigations += investigations;
  for (const [what, count] of Object.entries(counted)) tally[what as keyof Counted] += count;
  for (const guarantee of new Set(violations.map((each) => each.guarantee)))
    tally.violations.set(guarantee, (tally.violations.get(guarantee) ?? 0) + 1);
  if (violations.length > 0) tally.first ??= { ...place, whole, violations };
}

/** Two runs as one. */
export function together(a: Tally, b: Tally): Tally {
  const sum = { ...a, violations: new Map(a.violations), first: a.first ?? b.first };
  for (const [what, count] of Object.entries(b)) if (typeof count === "number") sum[what as keyof Counted] += count;
  for (const [guarantee, count] of b.violations) sum.violations.set(guarantee, (sum.violations.get(guarantee) ?? 0) + count);
  return sum;
}

/** The shortest story that still breaks what this one breaks, for whoever has to mend it. */
export async function shortest(whole: Episode): Promise<Episode> {
  let moves = whole.moves;
  for (let at = 0; at < moves.length; ) {
    const fewer = moves.toSpliced(at, 1);
    const { violations } = await judge((await play({ ...whole, moves: fewer })).world);
    if (violations.length > 0) moves = fewer;
    else at++;
  }
  return { ...whole, moves };
}
