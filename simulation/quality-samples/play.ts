import { afterJudgement, newTest, type SequentialTest } from "../../src/core/quality-sample/sequential-test.ts";
import { shareOf } from "../../src/core/quality-sample/stratum.ts";
import type { DrawnGroup } from "../../src/learning/sampling/missed-rate.ts";
import { type CorrectedRate, correctedRate } from "../../src/learning/sampling/reviewers.ts";
import { binomial, planFor, type SimulatedPlace } from "./world.ts";

/** Reviewers: how often they find a threat that is there, and whether that is measured and corrected for. */
export type Reviewers = { readonly sensitivity: number; readonly corrected: boolean };

/** What one month of samples came to. */
export type Played = { readonly rate: CorrectedRate; readonly truth: number; readonly judged: number };

/** Draws, has judged and estimates, with the plan, the shares and the estimate of the product. A share of what is drawn is never judged. */
export function playMonth(place: SimulatedPlace, share: number, reviewers: Reviewers, random: () => number): Played | undefined {
  const plan = planFor(place, share);
  const answered = 0.9;
  const groups = new Map<number, { -readonly [Key in keyof DrawnGroup]: DrawnGroup[Key] }>();
  let golds = 0;
  for (const { stratum, closed, missed } of place.strata) {
    const chance = shareOf(plan, stratum);
    const group = groups.get(chance) ?? { share: chance, closed: 0, drawn: 0, judged: 0, missed: 0, overdue: 0 };
    groups.set(chance, group);
    const [drawnBad, drawnGood] = [binomial(missed, chance, random), binomial(closed - missed, chance, random)];
    const [judgedBad, judgedGood] = [binomial(drawnBad, answered, random), binomial(drawnGood, answered, random)];
    group.closed += closed;
    group.drawn += drawnBad + drawnGood;
    group.judged += judgedBad + judgedGood;
    group.missed += binomial(judgedBad, reviewers.sensitivity, random);
    golds += binomial(drawnBad + drawnGood, plan.gold, random);
  }
  const found = binomial(golds, reviewers.sensitivity, random);
  const rate = correctedRate(
    { groups: [...groups.values()], knownMissed: 0 },
    reviewers.corrected ? { judged: golds, found } : { judged: 0, found: 0 },
  );
  const judged = [...groups.values()].reduce((sum, group) => sum + group.judged, 0);
  return rate && { rate, truth: place.missed / place.closed, judged };
}

/** How many judgements of a class it took until it was stopped; undefined where so many did not stop it. */
export function judgementsToStop(missRate: number, most: number, random: () => number): number | undefined {
  let test: SequentialTest = newTest;
  for (let judged = 1; judged <= most; judged++) {
    test = afterJudgement(test, random() < missRate);
    if (test.stopped) return judged;
  }
  return undefined;
}

/** How the first test of a class ended, and after how many judgements. */
export function firstTest(missRate: number, random: () => number): { readonly judged: number; readonly stopped: boolean } {
  let test: SequentialTest = newTest;
  for (let judged = 1; ; judged++) {
    test = afterJudgement(test, random() < missRate);
    if (test.stopped || test.passed > 0) return { judged, stopped: test.stopped };
  }
}
