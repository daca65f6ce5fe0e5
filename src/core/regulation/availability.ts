/** A time without a sign of life of any process of ours, milliseconds. */
export type OwnOutage = { readonly fromMs: number; readonly toMs: number };

/** How often a sign of life is given, and after how long without one we count as away. */
export const signOfLifeMs = 300_000;
/** Three times as long: one that is late by a slow disk is no outage. */
export const awayAfterMs = 3 * signOfLifeMs;
/** A managed service that is wholly away for longer is significant (Regulation 2024/2690 Art. 10). */
export const unavailableMinutesMax = 30;

/**
 * Outages between signs of life: `signs` are times in any order. An outage lasts from the last sign before it to the first after it, so it is never counted
 * shorter than it was.
 */
export function outagesBetween(signs: readonly number[]): readonly OwnOutage[] {
  const sorted = signs.toSorted((a, b) => a - b);
  return sorted.flatMap((toMs, at) => {
    const fromMs = sorted[at - 1];
    return fromMs !== undefined && toMs - fromMs > awayAfterMs ? [{ fromMs, toMs }] : [];
  });
}

/** Whether an outage is longer than a managed service may be wholly away. */
export const isOverLimit = ({ fromMs, toMs }: OwnOutage): boolean => toMs - fromMs > unavailableMinutesMax * 60_000;
