/**
 * The stop rule of a class (Wald 1945): whether the share of missed threats is `good` or `bad`, looked at after every judgement. `wrong` is the chance to
 * stop a class that is good, and the same to pass one that is bad.
 */
export const sequentialLaw = { good: 0.002, bad: 0.01, wrong: 0.05 } as const;

const { good, bad, wrong } = sequentialLaw;

/** What each judgement adds, and where the test ends: +1.609 for a miss, -0.00805 for a clean one, ends at +2.944 and -2.944. */
export const sequentialSteps = {
  miss: Math.log(bad / good),
  clean: Math.log((1 - bad) / (1 - good)),
  stopsAt: Math.log((1 - wrong) / wrong),
  passesAt: Math.log(wrong / (1 - wrong)),
} as const;

/** Where the test of a class stands. A test that passed begins again, so that a class is never beyond doubt; one that stopped stays until people reset it. */
export type SequentialTest = {
  readonly score: number;
  readonly judged: number;
  readonly missed: number;
  /** How often it passed before. */
  readonly passed: number;
  readonly stopped: boolean;
};

/** Nothing judged yet. */
export const newTest: SequentialTest = { score: 0, judged: 0, missed: 0, passed: 0, stopped: false };

/** The test after one more judgement. */
export function afterJudgement(test: SequentialTest, missed: boolean): SequentialTest {
  if (test.stopped) return test;
  const score = test.score + (missed ? sequentialSteps.miss : sequentialSteps.clean);
  const counted = { judged: test.judged + 1, missed: test.missed + (missed ? 1 : 0) };
  if (score >= sequentialSteps.stopsAt) return { ...test, ...counted, score, stopped: true };
  if (score <= sequentialSteps.passesAt) return { ...newTest, passed: test.passed + 1 };
  return { ...test, ...counted, score };
}
