import { awayAfterMs, type OwnOutage, outagesBetween } from "../regulation/availability.ts";

/** How much of a time the agent gave signs of life, and how long it took to come back; or why nothing can be said. Times are milliseconds, shares 0 to 1. */
export type SelfAvailability =
  | {
      readonly measured: true;
      readonly fromMs: number;
      readonly toMs: number;
      readonly share: number;
      readonly outages: number;
      readonly awayMs: number;
      readonly longestMs: number;
      readonly medianRecoveryMs: number | null;
      readonly awayNow: boolean;
    }
  | { readonly measured: false; readonly because: string };

/**
 * Availability in a period, by signs that any process gave: from its beginning where there is a sign before it, else from the first sign on. An outage lasts
 * from the last sign before it to the first after it, so it is never counted shorter than it was; of one that had begun before, what lies in the period counts.
 * What is under `awayAfterMs` is none. Without signs that are given again and again nothing is measured.
 */
export function selfAvailability(
  signs: readonly number[],
  isGiven: boolean,
  period: { readonly fromMs: number; readonly toMs: number },
): SelfAvailability {
  const sorted = signs.filter((each) => each <= period.toMs).toSorted((a, b) => a - b);
  const before = sorted.findLast((each) => each < period.fromMs);
  const within = sorted.filter((each) => each >= period.fromMs);
  const fromMs = before === undefined ? within[0] : period.fromMs;
  const lastMs = sorted.at(-1);
  if (!isGiven || fromMs === undefined || lastMs === undefined || period.toMs <= fromMs)
    return { measured: false, because: "no signs of life are in the record: they are given where regulation.entity is configured" };
  const ended = outagesBetween(before === undefined ? within : [before, ...within]);
  const awayNow = period.toMs - lastMs > awayAfterMs;
  const whole: readonly OwnOutage[] = awayNow ? [...ended, { fromMs: lastMs, toMs: period.toMs }] : ended;
  const all = whole.map((each) => ({ fromMs: Math.max(fromMs, each.fromMs), toMs: each.toMs }));
  const lengths = all.map((each) => each.toMs - each.fromMs);
  const awayMs = lengths.reduce((sum, each) => sum + each, 0);
  const recoveries = ended.map((each) => each.toMs - each.fromMs).toSorted((a, b) => a - b);
  return {
    measured: true,
    ...{ fromMs, toMs: period.toMs, awayMs, awayNow, outages: all.length },
    share: 1 - awayMs / (period.toMs - fromMs),
    longestMs: Math.max(0, ...lengths),
    medianRecoveryMs: recoveries[Math.floor((recoveries.length - 1) / 2)] ?? null,
  };
}
