/**
 * What a source is used to: how long it pauses, and how far its clock is off ours. `pauses` holds, for each of the last hours in which it spoke, the
 * longest pause that ended in it; `offsets` the median offset of each of its last deliveries that named times. Milliseconds; newest last.
 */
export type SourceHabit = {
  readonly pauses: readonly { readonly hour: number; readonly longestMs: number }[];
  readonly offsets: readonly number[];
};

/** A week of hours. */
const pausesMax = 168;
const offsetsMax = 31;
/** Below this many hours nobody knows what a source is used to. */
const pausesKnownMin = 5;
const hourMs = 3_600_000;

/** A source is silent after this many times its longest pause, and never before `silentMsMin`. */
export const silentAfterPauses = 3;
/** The shortest silence that is worth a word, milliseconds. */
export const silentMsMin = 900_000;
/** A clock that is further off than this is an alarm, milliseconds: correlation joins what is minutes apart. */
export const skewMsMax = 120_000;

/** Before a source has said anything. */
export const noHabit: SourceHabit = { pauses: [], offsets: [] };

/** What a delivery of new records at `nowMs` adds; `lastMs` is when the one before it came. `sentAtMs` are the times that its records name. */
export function learntHabit(
  habit: SourceHabit,
  heard: { readonly lastMs: number | undefined; readonly nowMs: number; readonly sentAtMs: readonly number[] },
): SourceHabit {
  const { lastMs, nowMs, sentAtMs } = heard;
  const offset = median(sentAtMs.map((sentMs) => sentMs - nowMs));
  return {
    pauses: lastMs === undefined ? habit.pauses : withPause(habit.pauses, Math.floor(nowMs / hourMs), Math.max(0, nowMs - lastMs)),
    offsets: offset === undefined ? habit.offsets : [...habit.offsets.slice(1 - offsetsMax), offset],
  };
}

function withPause(pauses: SourceHabit["pauses"], hour: number, pauseMs: number): SourceHabit["pauses"] {
  const last = pauses.at(-1);
  if (last?.hour === hour) return pauseMs <= last.longestMs ? pauses : [...pauses.slice(0, -1), { hour, longestMs: pauseMs }];
  return [...pauses.slice(1 - pausesMax), { hour, longestMs: pauseMs }];
}

/**
 * How far the source's clock is off ours, milliseconds, positive when it is ahead: the median over its last deliveries. What lies behind may as well be
 * slow on the way. Undefined where it names no times.
 */
export function skewOf({ offsets }: SourceHabit): number | undefined {
  return median(offsets);
}

/** Whether a source that last spoke at `lastMs` is silent against its own habit. Never where the habit is not known yet. */
export function isSilent({ pauses }: SourceHabit, lastMs: number, nowMs: number): boolean {
  if (pauses.length < pausesKnownMin) return false;
  const longestMs = pauses.reduce((longest, each) => Math.max(longest, each.longestMs), 0);
  return nowMs - lastMs > Math.max(silentMsMin, silentAfterPauses * longestMs);
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
