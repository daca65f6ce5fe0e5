import { type CivilDay, dayOf } from "./day.ts";

/** By which calendar a church keeps Easter. */
export const churches = ["western", "orthodox"] as const;
/** One of `churches`. */
export type Church = (typeof churches)[number];

/** Easter Sunday of a year from 1900 to 2099, as a day of the Gregorian calendar. */
export const easterOf = (year: number, church: Church): CivilDay => (church === "western" ? westernEaster(year) : orthodoxEaster(year));

/** Gregorian computus (Meeus, Astronomical Algorithms, chapter 8). */
function westernEaster(year: number): CivilDay {
  const golden = year % 19;
  const [century, inCentury] = [Math.floor(year / 100), year % 100];
  const correction = Math.floor((8 * century + 13) / 25);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const months = epact + weekday - 7 * late + 114;
  return dayOf(year, Math.floor(months / 31), (months % 31) + 1);
}

/** Julian computus (Meeus), moved by the 13 days that the calendars are apart from 1900 to 2099. */
function orthodoxEaster(year: number): CivilDay {
  const moon = (19 * (year % 19) + 15) % 30;
  const weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7;
  const months = moon + weekday + 114;
  return dayOf(year, Math.floor(months / 31), (months % 31) + 1) + 13;
}
