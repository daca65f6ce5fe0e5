import { monthOf, utcMs, zoneMinutes } from "../time.ts";

const zones: ReadonlyMap<string, number> = new Map([
  ["ut", 0],
  ["utc", 0],
  ["gmt", 0],
  ["z", 0],
  ["est", -300],
  ["edt", -240],
  ["cst", -360],
  ["cdt", -300],
  ["mst", -420],
  ["mdt", -360],
  ["pst", -480],
  ["pdt", -420],
  ["bst", 60],
  ["ist", 60],
  ["cet", 60],
  ["cest", 120],
  ["met", 60],
  ["jst", 540],
]);

const rfc5322 =
  /(?:^|[\s,])(\d{1,2})[\s-]{1,4}([A-Za-z]{3,9})\.?,?[\s-]{1,4}(\d{2,4}),?\s{1,4}(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\.\d{1,9})?\s{0,4}([AaPp][Mm])?\s{0,4}([+-]\d{4}|[A-Za-z]{1,5}(?=[^A-Za-z]|$))?/;
const asctime =
  /(?:^|\s)([A-Za-z]{3})\s{1,4}(\d{1,2})\s{1,4}(\d{1,2}):(\d{2})(?::(\d{2}))?\s{1,4}(?:([A-Za-z]{1,5}|[+-]\d{4})\s{1,4})?(\d{4})/;

/** A date of RFC 5322 section 3.3 and its obsolete forms, or of asctime as mbox writes it, in milliseconds UTC. An unknown zone is UTC (section 4.3). */
export function mailDateMs(text: string): number | undefined {
  const value = text.slice(0, 200).replace(/\([^()]{0,100}\)/g, " ");
  const modern = rfc5322.exec(value);
  if (modern) {
    const [, day, month, year, hour, minute, second, half, zone] = modern;
    return calendar({ day, month, year, hour, minute, second, half, zone });
  }
  const old = asctime.exec(value);
  if (!old) return undefined;
  const [, month, day, hour, minute, second, zone, year] = old;
  return calendar({ day, month, year, hour, minute, second, half: undefined, zone });
}

type Parts = { readonly [part in "day" | "month" | "year" | "hour" | "minute" | "second" | "half" | "zone"]: string | undefined };

function calendar({ day, month, year, hour, minute, second, half, zone }: Parts): number | undefined {
  const short = Number(year);
  // Two digits below 50 are of this century, three digits count from 1900 (section 4.3).
  const full = (year ?? "").length >= 4 ? short : (year ?? "").length === 2 && short < 50 ? 2_000 + short : 1_900 + short;
  const noon = half?.toLowerCase();
  const clock = noon === "pm" && Number(hour) < 12 ? Number(hour) + 12 : noon === "am" && Number(hour) === 12 ? 0 : Number(hour);
  const offset = zone === undefined ? 0 : (zones.get(zone.toLowerCase()) ?? zoneMinutes(zone));
  return utcMs(
    { year: full, month: monthOf(month ?? ""), day: Number(day), hour: clock, minute: Number(minute), second: Number(second ?? "0") },
    0,
    offset,
  );
}
