/** 100 ns ticks between 1601-01-01 and 1970-01-01, in milliseconds. */
const epochOffsetMs = 11_644_473_600_000;
const dayMs = 86_400_000;
// Dates beyond these cannot be written as ISO 8601 with four digits.
const earliestMs = -62_135_596_800_000;
const latestMs = 253_402_300_799_999;

/** A FILETIME in two halves, as milliseconds since 1970 (rounded down) and the 100 ns ticks (0 to 9,999) beyond them. */
export function fileTimeOf(low: number, high: number): { readonly timeMs: number; readonly ticks: number } {
  // (high * 2^32 + low) / 10^4 without leaving the exact integers: 2^32 = 429,496 * 10^4 + 7,296.
  const rest = high * 7_296 + low;
  return { timeMs: high * 429_496 + Math.floor(rest / 10_000) - epochOffsetMs, ticks: rest % 10_000 };
}

let cachedDay = Number.NaN;
let cachedDate = "";

/** ISO 8601 with seven digits, as Windows renders FILETIME; out-of-range times give "". */
export function isoTicks(timeMs: number, ticks: number): string {
  if (!(timeMs >= earliestMs && timeMs <= latestMs)) return "";
  return `${isoSeconds(timeMs)}.${pad(((timeMs % 1_000) + 1_000) % 1_000, 3)}${pad(ticks, 4)}Z`;
}

/** ISO 8601 with milliseconds, as Windows renders SYSTEMTIME. */
export function isoMs(timeMs: number): string {
  if (!(timeMs >= earliestMs && timeMs <= latestMs)) return "";
  return `${isoSeconds(timeMs)}.${pad(((timeMs % 1_000) + 1_000) % 1_000, 3)}Z`;
}

// Records of one file mostly share their day: the date part is worked out once per day.
function isoSeconds(timeMs: number): string {
  const day = Math.floor(timeMs / dayMs);
  if (day !== cachedDay) {
    cachedDate = new Date(day * dayMs).toISOString().slice(0, 11);
    cachedDay = day;
  }
  const seconds = Math.floor((timeMs - day * dayMs) / 1_000);
  const minutes = Math.floor(seconds / 60);
  return `${cachedDate}${pad(Math.floor(minutes / 60), 2)}:${pad(minutes % 60, 2)}:${pad(seconds % 60, 2)}`;
}

const twoDigits: readonly string[] = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, "0"));

function pad(value: number, digits: number): string {
  return digits === 2 ? (twoDigits[value] as string) : String(value).padStart(digits, "0");
}
