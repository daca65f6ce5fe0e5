import { sequentialLaw, sequentialSteps } from "../../src/core/quality-sample/sequential-test.ts";
import { openRandom } from "../../src/learning/random.ts";
import { firstTest, judgementsToStop, playMonth, type Reviewers } from "./play.ts";
import { simulatedPlace } from "./world.ts";

/** The hidden miss rates that are played, and the cases that the agent closes in a month. */
export const missRates = [0.0005, 0.003, 0.01, 0.03] as const;
export const closedPerMonth = 200_000;

/** Coverage of the bound over many months of one kind. */
export type Coverage = {
  readonly missRate: number;
  readonly runs: number;
  /** Months whose bound was at or above the truth, as a share. */
  readonly covered: number;
  readonly meanBound: number;
  readonly meanEstimate: number;
  readonly judged: number;
};

/** Plays months and holds each bound against the truth. */
export function playMonths(missRate: number, runs: number, share: number, reviewers: Reviewers, seed: number): Coverage {
  const random = openRandom(seed);
  const sums = { covered: 0, bound: 0, estimate: 0, judged: 0, runs: 0 };
  for (let run = 0; run < runs; run++) {
    const played = playMonth(simulatedPlace(closedPerMonth, missRate, random), share, reviewers, random);
    if (!played) continue;
    const { rate, truth, judged } = played;
    sums.runs++;
    sums.covered += rate.upperBound >= truth ? 1 : 0;
    sums.bound += rate.upperBound;
    sums.estimate += rate.estimate;
    sums.judged += judged;
  }
  const of = (sum: number) => sum / sums.runs;
  return {
    missRate,
    runs: sums.runs,
    covered: of(sums.covered),
    meanBound: of(sums.bound),
    meanEstimate: of(sums.estimate),
    judged: Math.round(of(sums.judged)),
  };
}

/** How soon a class is stopped over many histories of so many judgements. */
export type Stops = {
  readonly missRate: number;
  readonly runs: number;
  readonly stopped: number;
  readonly mean: number | undefined;
  /** Judgements within which 95 of 100 histories stopped; undefined where they did not. */
  readonly within95: number | undefined;
};

/** Plays histories of a class. */
export function playStops(missRate: number, runs: number, judgements: number, seed: number): Stops {
  const random = openRandom(seed);
  const took = Array.from({ length: runs }, () => judgementsToStop(missRate, judgements, random));
  const stops = took.filter((each) => each !== undefined).toSorted((a, b) => a - b);
  return {
    missRate,
    runs,
    stopped: stops.length / runs,
    mean: stops.length === 0 ? undefined : stops.reduce((sum, each) => sum + each, 0) / stops.length,
    within95: stops[Math.ceil(runs * 0.95) - 1],
  };
}

/** How often the first test of a class stops it, and how many judgements it takes; Wald's own approximation of that number beside it. */
export function playFirstTests(missRate: number, runs: number, seed: number) {
  const random = openRandom(seed);
  const ends = Array.from({ length: runs }, () => firstTest(missRate, random));
  const stopped = ends.filter((end) => end.stopped).length / runs;
  const mean = ends.reduce((sum, { judged }) => sum + judged, 0) / runs;
  return { missRate, stopped, mean, wald: waldNumber(missRate) };
}

/** Wald's approximation of the number of judgements at one of the two rates that the test is made for. */
export function waldNumber(missRate: number): number {
  const { miss, clean, stopsAt, passesAt } = sequentialSteps;
  const { wrong, bad } = sequentialLaw;
  const stops = missRate >= bad ? 1 - wrong : wrong;
  return (stops * stopsAt + (1 - stops) * passesAt) / (missRate * miss + (1 - missRate) * clean);
}
