import { dayOf, daysInMonth, dayText, isWeekend, partsOf } from "./day.ts";
import { type HolidayCalendar, holidayOn, isWorkingDay, nextWorkingDay, workingDaysAfter } from "./holidays.ts";
import { momentOf, wallAt, wallOnwardAt } from "./wall.ts";

/** How long something may take: hours as they pass, months of the calendar, or business days, which end at a time of day. */
export type Duration =
  | { readonly hours: number }
  | { readonly months: number }
  | { readonly businessDays: number; readonly endsAtMinute: number };

/** The end of the longest period that is computed, hours, months and business days. */
export const durationMax = { hours: 24 * 366, months: 60, businessDays: 250 } as const;

const hourMs = 3_600_000;
const minuteMs = 60_000;
const noonMs = 12 * hourMs;
const lastMs = 24 * hourMs - 1;

/**
 * When a period ends that begins at a moment, by the calendar and the zone of a place. The same input gives the same moment, and a later beginning never an
 * earlier end:
 * - hours pass as they pass, whatever clocks are set to (Regulation 1182/71 Art. 3(4) moves only periods "expressed otherwise than in hours");
 * - a month ends at the same time of the same day of the month; where the month has no such day, with the last moment of its last day (Art. 3(2)(c));
 * - business days are counted from the day after the beginning, and end at a minute of the last of them; a beginning on a day without business counts as on
 *   the last business day before it, so that the first business day after it is the first of the period.
 */
export function endOf(startMs: number, duration: Duration, calendar: HolidayCalendar): number {
  if ("hours" in duration) return startMs + duration.hours * hourMs;
  const { zone } = calendar;
  const start = wallOnwardAt(startMs, zone);
  if ("months" in duration) {
    const { year, month, day } = partsOf(start.day);
    const months = year * 12 + (month - 1) + duration.months;
    const [toYear, toMonth] = [Math.floor(months / 12), (months % 12) + 1];
    const days = daysInMonth(toYear, toMonth);
    const isThere = day <= days;
    return momentOf({ day: dayOf(toYear, toMonth, isThere ? day : days), ofDayMs: isThere ? start.ofDayMs : lastMs }, zone);
  }
  const day = workingDaysAfter(calendar, start.day, duration.businessDays);
  return momentOf({ day, ofDayMs: duration.endsAtMinute * minuteMs }, zone);
}

/** A deadline that moved, and why: the name of the holiday, or "weekend". */
export type MovedDeadline = { readonly dueMs: number; readonly moved: string | undefined };

/** A deadline on a weekend or a bank holiday moves to noon of the next working day (RTS 2025/301 Art. 5(4)); any other stays. */
export function noonOfNextWorkingDay(dueMs: number, calendar: HolidayCalendar): MovedDeadline {
  const { day } = wallAt(dueMs, calendar.zone);
  if (isWorkingDay(calendar, day)) return { dueMs, moved: undefined };
  const because = holidayOn(calendar, day) ?? (isWeekend(day) ? "weekend" : "");
  const moved = momentOf({ day: nextWorkingDay(calendar, day), ofDayMs: noonMs }, calendar.zone);
  return { dueMs: moved, moved: `${dayText(day)} is ${because === "weekend" ? "a weekend" : `a bank holiday (${because})`}` };
}
