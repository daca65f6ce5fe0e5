/** A day of the civil calendar (proleptic Gregorian) as a number: days since 1970-01-01. Arithmetic on it knows no zone. */
export type CivilDay = number;

const dayMs = 86_400_000;

/** The number of a day; a day beyond the end of its month is one of the next. */
export const dayOf = (year: number, month: number, day: number): CivilDay => {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.floor(date.getTime() / dayMs);
};

/** Year, month (1 to 12) and day of the month of a day. */
export function partsOf(day: CivilDay): { readonly year: number; readonly month: number; readonly day: number } {
  const date = new Date(day * dayMs);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** 1 (Monday) to 7 (Sunday), as ISO 8601 counts. */
export const weekdayOf = (day: CivilDay): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** Saturday or Sunday. */
export const isWeekend = (day: CivilDay): boolean => weekdayOf(day) > 5;

/** How many days a month has. */
export const daysInMonth = (year: number, month: number): number => dayOf(year, month + 1, 1) - dayOf(year, month, 1);

/** "2028-02-29". */
export const dayText = (day: CivilDay): string => new Date(day * dayMs).toISOString().slice(0, 10);

/** The day that a text names ("2028-02-29"); undefined for what is no day. */
export function dayNamed(text: string): CivilDay | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return undefined;
  const day = dayOf(Number(parts[1]), Number(parts[2]), Number(parts[3]));
  return dayText(day) === text ? day : undefined;
}
