/**
 * Times as products write them, in milliseconds since the epoch, UTC. A time without a zone is taken as UTC: the reader's own
 * time zone must not decide anything. Fractions beyond milliseconds are cut, not rounded. Undefined when it is not a time.
 */
export function timeMsOf(value: unknown): number | undefined {
  if (typeof value === "number") return epochMs(value);
  if (typeof value !== "string" || value.length > 64) return undefined;
  return isoMs(value) ?? (/^\d{9,19}(\.\d{1,9})?$/.test(value) ? epochMs(Number(value)) : undefined);
}

/** Years 1970 to 2199: anything else is a mistake or an attack on a sort order, not a time. */
const latestMs = Date.UTC(2200, 0, 1);

/** Seconds, milliseconds, microseconds or nanoseconds since the epoch, told apart by size. Undefined outside the years 1970 to 2199. */
export function epochMs(value: number): number | undefined {
  if (!Number.isFinite(value) || value < 0) return undefined;
  const scale = value < 1e11 ? 1_000 : value < 1e14 ? 1 : value < 1e17 ? 1e-3 : 1e-6;
  const timeMs = Math.floor(value * scale);
  return timeMs < latestMs ? timeMs : undefined;
}

const isoPattern = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|z|UTC|[+-]\d\d(?::?\d\d)?)?)?$/;

/** RFC 3339 and its relatives: "T" or a blank between, zone as Z, +00:00, +0000 or absent (then UTC), any fraction. */
export function isoMs(text: string): number | undefined {
  const match = isoPattern.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] = match;
  return utcMs(
    { year: Number(year), month: Number(month), day: Number(day), hour: Number(hour), minute: Number(minute), second: Number(second) },
    Number(`${fraction}000`.slice(0, 3)),
    zoneMinutes(zone),
  );
}

/** A calendar moment as a text gave it; `month` counts from 1. */
export type Calendar = { year: number; month: number; day: number; hour: number; minute: number; second: number };

/** Undefined when the calendar has no such moment (31 February, 25 o'clock); a leap second becomes the next second. */
export function utcMs({ year, month, day, hour, minute, second }: Calendar, milliseconds = 0, zoneMin = 0): number | undefined {
  if (year < 1970 || year > 2199 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60) return undefined;
  if (day > daysOf(year, month) || Math.abs(zoneMin) > 24 * 60) return undefined;
  const timeMs = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds) - zoneMin * 60_000;
  return timeMs >= 0 && timeMs < latestMs ? timeMs : undefined;
}

/** Minutes east of Greenwich for "Z", "+02:00", "+0200", "+02"; 0 for anything else. */
export function zoneMinutes(zone: string): number {
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? "0");
  return match[1] === "-" ? -minutes : minutes;
}

const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** 1 for "Jan" to 12 for "Dec", in any case; 0 for anything else. */
export function monthOf(name: string): number {
  return monthNames.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
