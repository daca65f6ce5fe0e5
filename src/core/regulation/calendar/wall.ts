import { zoneOffsetMs } from "../../measure/zone.ts";
import type { CivilDay } from "./day.ts";

const dayMs = 86_400_000;

/** What a clock on the wall shows: the day, and milliseconds since its midnight. */
export type WallTime = { readonly day: CivilDay; readonly ofDayMs: number };

/** What the clocks of a zone show at a moment. Throws a RangeError for a zone that is not known. */
export const wallAt = (timeMs: number, zone: string): WallTime => wallOf(timeMs + zoneOffsetMs(zone, timeMs));

/**
 * As `wallAt`, but never going back: in the hour that clocks show a second time, it is what they show at the end of that hour. A later moment has no earlier
 * wall time.
 */
export function wallOnwardAt(timeMs: number, zone: string): WallTime {
  const wall = wallAt(timeMs, zone);
  const firstMs = momentOf(wall, zone);
  if (firstMs >= timeMs) return wall;
  return wallOf(changeBetween(firstMs, timeMs, zone) + zoneOffsetMs(zone, firstMs));
}

/** The moment at which the clocks of a zone show a time: the first where they show it twice; where they never do, the moment at which they were set forward. */
export function momentOf({ day, ofDayMs }: WallTime, zone: string): number {
  const local = day * dayMs + ofDayMs;
  const [before, after] = [zoneOffsetMs(zone, local - dayMs), zoneOffsetMs(zone, local + dayMs)];
  const fits = [local - before, local - after].filter((each) => each + zoneOffsetMs(zone, each) === local);
  return fits.length > 0 ? Math.min(...fits) : changeBetween(local - after, local - before, zone);
}

function wallOf(local: number): WallTime {
  const day = Math.floor(local / dayMs);
  return { day, ofDayMs: local - day * dayMs };
}

/** The first moment after `fromMs`, up to `toMs`, at which the clocks of a zone are no longer what they were at `fromMs`. */
function changeBetween(fromMs: number, toMs: number, zone: string): number {
  const offsetMs = zoneOffsetMs(zone, fromMs);
  let [same, changed] = [fromMs, toMs];
  while (changed - same > 1) {
    const middle = Math.floor((same + changed) / 2);
    if (zoneOffsetMs(zone, middle) === offsetMs) same = middle;
    else changed = middle;
  }
  return changed;
}
