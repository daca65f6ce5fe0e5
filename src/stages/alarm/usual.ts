import type { AlarmFinding } from "../../core/alarm/alarm.ts";
import { weekHours } from "../../core/alarm/evolve.ts";
import { type AlarmSettings, alarmWeeksMax, alarmWindowsHours } from "../../core/alarm/settings.ts";
import { type Counted, chanceOfSoFew, chanceOfSoMany, dispersionOf } from "../../learning/alarm/counts.ts";

/** Hours of a month: each is looked at once. */
export const monthHours = 730;
/** A finding is as usual again where chance makes it as often as this. */
export const endsAtChance = 0.01;

/**
 * The chance below which a window is told: each hour of a month looks at every window, and both ways, so that all of them together are false no more often
 * than is asked (Bonferroni; windows that overlap make it fewer).
 */
export const toldBelow = (settings: Pick<AlarmSettings, "false-alarms-per-month">, windows: number = alarmWindowsHours.length): number =>
  settings["false-alarms-per-month"] / (monthHours * windows * 2);

type Hours = ReadonlyMap<number, number>;

/** The sum over the hours before `end`; undefined where one of them is not known. */
function sumOf(hours: Hours, end: number, windowHours: number): number | undefined {
  let sum = 0;
  for (let hour = end - windowHours; hour < end; hour++) {
    const count = hours.get(hour);
    if (count === undefined) return undefined;
    sum += count;
  }
  return sum;
}

/** The same window of the weeks before, as far as they are known, latest first. */
function weeksBefore(hours: Hours, end: number, windowHours: number): number[] {
  const found: number[] = [];
  for (let week = 1; week <= alarmWeeksMax; week++) {
    const sum = sumOf(hours, end - week * weekHours, windowHours);
    if (sum !== undefined) found.push(sum);
  }
  return found;
}

/** How counts of this window scatter from week to week, over the week before. */
function scatterOf(hours: Hours, end: number, windowHours: number): number {
  const cells: number[][] = [];
  for (let at = end; at > end - weekHours; at -= windowHours) cells.push(weeksBefore(hours, at, windowHours));
  return dispersionOf(cells);
}

/** One window of a source beside its usual rate. */
export type RateWindow = Counted & { readonly windowHours: number; readonly expected: number };

/** Every window of a source that ends where hour `end` begins, and of which enough weeks are known. Hours of the week are those of UTC. */
export function rateWindows(hours: Hours, end: number, settings: AlarmSettings): readonly RateWindow[] {
  return alarmWindowsHours.flatMap((windowHours) => {
    const observed = sumOf(hours, end, windowHours);
    const weeks = weeksBefore(hours, end, windowHours);
    if (observed === undefined || weeks.length < settings["history-weeks-min"]) return [];
    const before = weeks.reduce((sum, each) => sum + each, 0);
    const dispersion = scatterOf(hours, end, windowHours);
    return [{ windowHours, observed, before, windows: weeks.length, dispersion, expected: before / weeks.length }];
  });
}

/** Both chances of every window of a source. */
export function rateFindings(source: string, windows: readonly RateWindow[]): AlarmFinding[] {
  return windows.flatMap((window) => {
    const { windowHours, observed, expected } = window;
    const its = { about: { kind: "source" as const, source }, windowHours, observed, expected };
    return [
      { ...its, direction: "falls" as const, chance: chanceOfSoFew(window) },
      { ...its, direction: "rises" as const, chance: chanceOfSoMany(window) },
    ];
  });
}

/** After how many hours without a record a source is told silent, by its usual rate just now: the shortest window that suffices. Undefined where none does. */
export function noticedWithinHours(windows: readonly RateWindow[], settings: AlarmSettings): number | undefined {
  const below = toldBelow(settings);
  return windows.find((window) => chanceOfSoFew({ ...window, observed: 0 }) < below)?.windowHours;
}
