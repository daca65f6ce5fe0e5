import { z } from "zod";
import { type CivilDay, dayOf, daysInMonth, isWeekend, partsOf, weekdayOf } from "./day.ts";
import { churches, easterOf } from "./easter.ts";

const year = z.int().min(1900).max(2099);
const years = { from: year.optional(), until: year.optional() };
const month = z.int().min(1).max(12);
const dayOfMonth = z.int().min(1).max(31);
const weekday = z.int().min(1).max(7);
const name = z.string().min(1).max(80);

/** Where a holiday on a weekend moves to: the nearest weekday (Saturday back, Sunday on), or the next Monday. Both the day and its place are free. */
export const observances = ["nearest-weekday", "next-monday"] as const;

/**
 * One rule of a calendar of holidays, by which it falls from year `from` until year `until`: a date; days after Easter Sunday; the nth weekday of a month
 * (-1: the last); or the first such weekday on or after a date.
 */
export const HolidayRule = z.union([
  z.strictObject({ name, month, day: dayOfMonth, observed: z.enum(observances).optional(), ...years }),
  z.strictObject({ name, easter: z.int().min(-70).max(70), church: z.enum(churches).default("western"), ...years }),
  z.strictObject({ name, month, weekday, nth: z.int().min(-1).max(5), ...years }),
  z.strictObject({ name, month, weekday, "on-or-after": dayOfMonth, ...years }),
]);
export type HolidayRule = z.infer<typeof HolidayRule>;

/** The days on which a place does no business beside weekends, and the zone in which its noon is noon. `unsure` says in words what is not in it, and why. */
export const HolidayCalendar = z.strictObject({
  title: name,
  zone: z.string().min(1).max(60),
  rules: z.array(HolidayRule).max(60),
  unsure: z.string().max(500).optional(),
});
export type HolidayCalendar = z.infer<typeof HolidayCalendar>;

/** The name of the holiday that a day is; undefined on any other day. Days that fall on a weekend count too. */
export function holidayOn(calendar: HolidayCalendar, day: CivilDay): string | undefined {
  const { year: own } = partsOf(day);
  // A holiday of the next year can be observed on the last day of this one, and the other way round.
  for (const year of [own, own + 1, own - 1]) for (const rule of calendar.rules) if (daysOfRule(rule, year).includes(day)) return rule.name;
  return undefined;
}

/** Whether business is done on a day: no weekend, no holiday. */
export const isWorkingDay = (calendar: HolidayCalendar, day: CivilDay): boolean =>
  !isWeekend(day) && holidayOn(calendar, day) === undefined;

/** No calendar has as many days without business in a row. */
const restDaysMax = 30;

/** The first working day after a day. */
export function nextWorkingDay(calendar: HolidayCalendar, day: CivilDay): CivilDay {
  for (let next = day + 1; next <= day + restDaysMax; next++) if (isWorkingDay(calendar, next)) return next;
  throw new RangeError(`${calendar.title} has no working day for ${restDaysMax} days`);
}

/** The working day so many working days after a day. */
export function workingDaysAfter(calendar: HolidayCalendar, day: CivilDay, count: number): CivilDay {
  let found = day;
  for (let counted = 0; counted < count; counted++) found = nextWorkingDay(calendar, found);
  return found;
}

/** On which days of a year a rule makes a holiday: none, one, or one and where it is observed. */
function daysOfRule(rule: HolidayRule, year: number): readonly CivilDay[] {
  if (year < (rule.from ?? 0) || year > (rule.until ?? 9_999)) return [];
  if ("easter" in rule) return [easterOf(year, rule.church) + rule.easter];
  if ("nth" in rule) return [nthWeekday(year, rule)];
  if ("on-or-after" in rule) return [weekdayFrom(dayOf(year, rule.month, rule["on-or-after"]), rule.weekday)];
  if (rule.day > daysInMonth(year, rule.month)) return [];
  const day = dayOf(year, rule.month, rule.day);
  return rule.observed === undefined ? [day] : [day, observedOn(day, rule.observed)];
}

function nthWeekday(year: number, { month, weekday, nth }: Extract<HolidayRule, { nth: number }>): CivilDay {
  if (nth > 0) return weekdayFrom(dayOf(year, month, 1), weekday) + 7 * (nth - 1);
  return weekdayFrom(dayOf(year, month + 1, 1) - 7, weekday);
}

const weekdayFrom = (day: CivilDay, weekday: number): CivilDay => day + ((weekday - weekdayOf(day) + 7) % 7);

function observedOn(day: CivilDay, how: (typeof observances)[number]): CivilDay {
  if (!isWeekend(day)) return day;
  if (how === "nearest-weekday") return weekdayOf(day) === 6 ? day - 1 : day + 1;
  return weekdayFrom(day, 1);
}
