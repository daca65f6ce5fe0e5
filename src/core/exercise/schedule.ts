import type { ExerciseOrder } from "../configuration/exercise.ts";
import { inline } from "../report/inline.ts";

const dayMs = 86_400_000;

/**
 * When the next exercise is due, milliseconds since the epoch: the first time of day that was set, from `sinceMs` on, that lies as many days after the last one as was set, give or
 * take half a day, so that an exercise that ended late keeps its time. What was missed while nobody ran is played at the next set time, and not at once.
 */
export function nextExerciseMs(
  { every, at }: Pick<ExerciseOrder, "every" | "at">,
  { lastMs, sinceMs }: { readonly lastMs: number | undefined; readonly sinceMs: number },
): number {
  const [hours = 0, minutes = 0] = at.split(":").map(Number);
  const ofDayMs = (hours * 60 + minutes) * 60_000;
  const fromMs = Math.max(sinceMs, lastMs === undefined ? sinceMs : lastMs + Number.parseInt(every, 10) * dayMs - dayMs / 2);
  const todayMs = Math.floor(fromMs / dayMs) * dayMs + ofDayMs;
  return todayMs >= fromMs ? todayMs : todayMs + dayMs;
}

/** What people have to be told of exercises: the last one went against a promise, or could not be played. Undefined where there is nothing to tell. */
export function exerciseNotice(
  last: { readonly atMs: number; readonly violations: number } | undefined,
  failure: { readonly atMs: number; readonly because: string } | undefined,
): string | undefined {
  const day = (atMs: number) => new Date(atMs).toISOString().slice(0, 16).replace("T", " ");
  if (failure && failure.atMs > (last?.atMs ?? 0))
    return `the exercise that was due at ${day(failure.atMs)} UTC was not played: ${inline(failure.because, 300)}`;
  if (!last || last.violations === 0) return undefined;
  return `the exercise of ${day(last.atMs)} UTC found ${last.violations} violations: play "watchkeeper redteam" to see them`;
}
