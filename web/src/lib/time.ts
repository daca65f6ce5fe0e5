/** How times read. UTC is always shown; the reader's own zone stands beside it where there is room. */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const own = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** "2026-11-23 14:03:22 UTC" */
export const utc = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
/** "14:03:22" of UTC */
export const utcClock = (iso: string) => iso.slice(11, 19);
/** The same moment as people here read it, with the zone. */
export const local = (iso: string) => `${own.format(new Date(iso))} ${zone}`;

const steps = [
  [1_000, 60_000, "s"],
  [60_000, 3_600_000, "min"],
  [3_600_000, 172_800_000, "h"],
  [86_400_000, Number.POSITIVE_INFINITY, "d"],
] as const;

/** "42 s", "7 min", "3 h", "12 d" */
export function span(durationMs: number, whole = Math.floor): string {
  const length = Math.abs(durationMs);
  if (length < 1_000) return `${Math.round(length)} ms`;
  for (const [unitMs, upToMs, unit] of steps) if (length < upToMs) return `${whole(length / unitMs)} ${unit}`;
  return "";
}

/** "7 min ago", "in 3 h"; what lies ahead is rounded, so that 90 days are 90 days a second later, too */
export function ago(iso: string, nowMs: number): string {
  const sinceMs = nowMs - Date.parse(iso);
  if (Math.abs(sinceMs) < 5_000) return "now";
  return sinceMs >= 0 ? `${span(sinceMs)} ago` : `in ${span(sinceMs, Math.round)}`;
}
