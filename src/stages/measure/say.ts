import type { Cover, Durations, EscalationRate, Share } from "../../core/measure/figure.ts";

/** What stands where nothing was counted. */
export const unmeasured = "not measured";

/** A share as people read it, 0 to 1 given. */
export const percent = (share: number): string => `${(share * 100).toFixed(share > 0 && share < 0.0995 ? 2 : 1)} %`;

/** A whole number in groups of three. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

/** A share with what it is of and its interval, or that it is not measured. */
export const shareSays = (share: Share): string =>
  share.measured
    ? `${percent(share.share)} (${grouped(share.right)} of ${grouped(share.of)}; ${percent(share.interval[0])} to ${percent(share.interval[1])})`
    : unmeasured;

/** For how many closings a bound speaks. */
export const coverSays = ({ covered, closed }: Cover): string => `covers ${grouped(covered)} of ${grouped(closed)} closings`;

/** The escalation rate in words: never without the bound and the insufficient data of the same period. */
export function escalationSays({ rate, missedThreat, insufficientData }: EscalationRate): string {
  const bound = missedThreat.measured
    ? `at most ${percent(missedThreat.upperBound)} (${missedThreat.missed} missed of ${missedThreat.judged} judged; ${coverSays(missedThreat.cover)})`
    : unmeasured;
  return `escalation rate ${shareSays(rate)}; missed threats among what the agent closed: ${bound}; insufficient data: ${shareSays(insufficientData)}`;
}

const units = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
] as const;

/** A duration in its largest unit. */
export function durationSays(ms: number): string {
  const [unitMs, unit] = units.find(([each]) => ms >= each) ?? [1, "ms"];
  return `${(ms / unitMs).toFixed(ms / unitMs < 10 && unitMs > 1 ? 1 : 0)} ${unit}`;
}

/** Mean and percentiles with their n, or that they are not measured. */
export const durationsSay = (durations: Durations): string =>
  durations.measured
    ? `mean ${durationSays(durations.meanMs)}, median ${durationSays(durations.p50Ms)}, p90 ${durationSays(durations.p90Ms)}, p95 ${durationSays(durations.p95Ms)} (n = ${durations.n})`
    : unmeasured;
