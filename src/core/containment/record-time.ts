import type { Containment, ContainmentEvent, Intent } from "./containment.ts";

/** How far a clock may fall behind what it showed before without having been set back: machines that share a record never agree to the millisecond. */
export const clockJitterMs = 5_000;
/** From how far ahead of the clock the record's time is worth a warning, milliseconds. */
export const clockAheadMsMax = 5 * 60_000;
const hourMs = 3_600_000;

/**
 * The record's time when the clock shows `clockMs`, milliseconds: it goes on by as much as the clock goes forward, and never back. So a clock that was set
 * back revives nothing and stops nothing: whatever it showed before, an hour on it is an hour for what waits and for what is to end.
 */
export const timeOf = (state: Pick<Containment, "latestMs" | "clockMs">, clockMs: number) =>
  state.latestMs + Math.max(0, clockMs - state.clockMs);

/** How far the record's time is ahead of the clock, milliseconds: more than nothing once a clock was set back. */
export const aheadOf = (state: Pick<Containment, "latestMs" | "clockMs">, clockMs: number) => timeOf(state, clockMs) - clockMs;

/** Whether the clock was set back since the last fact. Until that is on the record (`ClockSetBack`), the record's time stands still. */
export const isSetBack = (state: Pick<Containment, "clockMs">, clockMs: number) => clockMs < state.clockMs - clockJitterMs;

/** What the clock showed when a fact was written. */
export const clockOf = ({ atMs, clockMs = atMs }: Pick<ContainmentEvent, "atMs" | "clockMs">) => clockMs;

/** Folds the time that a fact carries, in place. */
export function evolveTime(state: Containment, event: Pick<ContainmentEvent, "atMs" | "clockMs">): void {
  const clockMs = clockOf(event);
  state.latestMs = Math.max(state.latestMs, event.atMs);
  state.peakMs = Math.max(state.peakMs, clockMs);
  if (clockMs > state.clockMs || isSetBack(state, clockMs)) state.clockMs = clockMs;
}

/** An intent with what the clocks showed, where that is something else than the record's time. */
export function stamped(
  intent: Intent,
  { peakMs }: Pick<Containment, "peakMs">,
  event: Pick<ContainmentEvent, "atMs" | "clockMs">,
): Intent {
  const clockMs = clockOf(event);
  const { atMs } = intent;
  return { ...intent, ...(clockMs !== atMs && { clockMs }), ...(peakMs !== atMs && { peakMs }) };
}

/**
 * Whether an attempt counts as made within the hour: by the clock as it goes, or by the latest that any clock ever showed, whichever says so. A clock that is
 * set back and forth gives no room; one that was far ahead leaves none until it is reset.
 */
export function isWithinHour(
  { atMs, clockMs: then = atMs, peakMs: peakThen = atMs }: Pick<Intent, "atMs" | "clockMs" | "peakMs">,
  { peakMs }: Pick<Containment, "peakMs">,
  clockMs: number,
): boolean {
  return Math.max(peakMs, clockMs) - peakThen < hourMs || (then <= clockMs && clockMs - then < hourMs);
}
