import { z } from "zod";

/** No figure, and why: never 0, because nothing was counted. */
export const NotMeasured = z.strictObject({ measured: z.literal(false), because: z.string() });
/** No figure, and why. */
export type NotMeasured = z.infer<typeof NotMeasured>;

const whole = z.int().min(0);
const ratio = z.number().min(0).max(1);

/** A part of something that was counted: `right` of `of`, with the exact 95 % interval of Clopper and Pearson. */
export const Share = z.discriminatedUnion("measured", [
  z.strictObject({ measured: z.literal(true), right: whole, of: z.int().min(1), share: ratio, interval: z.tuple([ratio, ratio]) }),
  NotMeasured,
]);
/** A share with its interval, or why there is none. */
export type Share = z.infer<typeof Share>;

/**
 * How long something took, over `n` of them, milliseconds. The mean is exact; percentiles are read from bins (`core/measure/bin.ts`) and are off by at most
 * 2.5 %. `leftOut` had no duration that makes sense: a clock of a source that is ahead of ours.
 */
export const Durations = z.discriminatedUnion("measured", [
  z.strictObject({
    measured: z.literal(true),
    n: z.int().min(1),
    meanMs: z.number().min(0),
    p50Ms: z.number().min(0),
    p90Ms: z.number().min(0),
    p95Ms: z.number().min(0),
    leftOut: whole,
  }),
  NotMeasured.extend({ leftOut: whole }),
]);
/** Percentiles with their n, or why there are none. */
export type Durations = z.infer<typeof Durations>;

/** For how many of the cases that the agent closed a bound speaks. */
export const Cover = z.strictObject({ covered: whole, closed: whole });
/** For how many closings a bound speaks. */
export type Cover = z.infer<typeof Cover>;

/**
 * What quality samples say of threats among the cases that the agent closed in the period: the share of them that is not exceeded with a certainty of 95 %,
 * one side, corrected for what reviewers overlook. `missed` are those that were judged so and those that later truth found. Not measured while nobody has
 * judged a sample of the period, and where the bound would speak for less than 95 of 100 closings; `cover` says of how many it does.
 */
export const MissedThreat = z.discriminatedUnion("measured", [
  z.strictObject({ measured: z.literal(true), judged: z.int().min(1), missed: whole, cover: Cover, upperBound: ratio }),
  NotMeasured,
]);
/** The missed-threat upper bound, or why there is none. */
export type MissedThreat = z.infer<typeof MissedThreat>;

/**
 * The escalation rate, which means nothing by itself: a rate that falls is good only while nothing is missed. One shape holds it with the missed-threat upper
 * bound and the share of insufficient data of the same period and stratum, so that nobody can show one without the others.
 */
export const EscalationRate = z.strictObject({ rate: Share, missedThreat: MissedThreat, insufficientData: Share });
/** The escalation rate with what it must not be shown without. */
export type EscalationRate = z.infer<typeof EscalationRate>;

/** How a figure is made: its formula in words, and whose clock its times are of. */
export const Definition = z.strictObject({ formula: z.string(), clock: z.string() });
/** How a figure is made. */
export type Definition = z.infer<typeof Definition>;

/** What became of the alerts of a period. `accepted` is always the sum of the six after it. The ledger has what waits in shadow under open: nobody has ended it. */
export const Flow = z.strictObject({
  accepted: whole,
  closedByAgent: whole,
  closedByPeople: whole,
  escalated: whole,
  /** The agent would close them and no grant covers it: people decide. */
  waitingInShadow: whole,
  open: whole,
  deadLettered: whole,
  /** Ever handed to a person, also where a person closed it since. */
  handedToPeople: whole,
  truePositives: whole,
});
/** What became of the alerts of a period. */
export type Flow = z.infer<typeof Flow>;

/** How many alerts have which verdict; `open` have none yet. */
export const VerdictMix = z.strictObject({
  truePositive: whole,
  benign: whole,
  falsePositive: whole,
  insufficientData: whole,
  open: whole,
});
/** How many alerts have which verdict. */
export type VerdictMix = z.infer<typeof VerdictMix>;

/** What an index of drift means, by custom: no change worth a look, worth one, another population. */
export const driftGrades = ["steady", "watch", "changed"] as const;
/**
 * How far the mix of verdicts moved since the period before, of the same length: the population stability index over the four verdicts. 0 is no change;
 * `grade` says what custom makes of it.
 */
export const Drift = z.discriminatedUnion("measured", [
  z.strictObject({
    measured: z.literal(true),
    index: z.number().min(0),
    grade: z.enum(driftGrades),
    n: z.int().min(1),
    nBefore: z.int().min(1),
  }),
  NotMeasured,
]);
/** How far the mix of verdicts moved. */
export type Drift = z.infer<typeof Drift>;
