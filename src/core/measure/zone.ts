import { slotMs, slotsPerDay } from "./tally.ts";

/** Stretches of slots with a name each: a day, or an hour of one. `bounds` has one more than `names`. A name may stand twice, where a clock is set back. */
export type Stretches = { readonly bounds: readonly number[]; readonly names: readonly string[] };

/** Whether a name is a time zone that this machine knows. */
export function isZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** The stretches of a period by the days of a zone ("2026-03-29") or by its hours of the day ("02"): days of 23 and 25 hours are as long as they are. */
export function stretchesOf(zone: string, by: "day" | "hour", fromSlot: number, toSlot: number): Stretches {
  const offsetAt = offsetsOf(zone, fromSlot, toSlot);
  const bounds: number[] = [];
  const names: string[] = [];
  for (let slot = fromSlot; slot < toSlot; slot++) {
    const local = new Date(slot * slotMs + offsetAt(slot)).toISOString();
    const name = by === "day" ? local.slice(0, 10) : local.slice(11, 13);
    if (name === names.at(-1)) continue;
    bounds.push(slot);
    names.push(name);
  }
  return { bounds: [...bounds, toSlot], names };
}

const formats = new Map<string, Intl.DateTimeFormat>();
/** Zones whose formats are kept ready. */
const formatsMax = 64;

/** Offsets that were asked for, by zone and slot: asking takes as long as a hundred clocks of a case. */
const offsets = new Map<string, Map<number, number>>();
/** Slots that are kept of each zone; with more all are asked for anew. */
const offsetsMax = 20_000;
/** Since then every zone has changed its clocks at the beginning of a slot. */
const wholeSlotsSinceMs = Date.UTC(1973, 0, 1);

/** What a zone is ahead of UTC at a moment, milliseconds. Throws a RangeError for a zone that is not known. */
export function zoneOffsetMs(zone: string, timeMs: number): number {
  const slot = Math.floor(timeMs / slotMs);
  const known = offsets.get(zone);
  const held = known?.get(slot);
  if (held !== undefined) return held;
  const format = formats.get(zone) ?? formatOf(zone);
  if (formats.size < formatsMax) formats.set(zone, format);
  const offsetMs = offsetAtTime(format, Math.floor(timeMs / 1_000) * 1_000);
  if (timeMs >= wholeSlotsSinceMs) keepOffset(zone, slot, offsetMs);
  return offsetMs;
}

function keepOffset(zone: string, slot: number, offsetMs: number): void {
  const known = offsets.get(zone) ?? new Map<number, number>();
  if (known.size >= offsetsMax) known.clear();
  known.set(slot, offsetMs);
  if (offsets.has(zone) || offsets.size < formatsMax) offsets.set(zone, known);
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const number = "2-digit" as const;
  const date = { year: "numeric" as const, month: number, day: number };
  return new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    era: "short",
    ...date,
    hour: number,
    minute: number,
    second: number,
  });
}

/** What a zone is ahead of UTC at each slot, milliseconds: asked once a day, and for each slot of a day in which it changes. */
function offsetsOf(zone: string, fromSlot: number, toSlot: number): (slot: number) => number {
  const format = formatOf(zone);
  const ask = (slot: number) => offsetAtTime(format, slot * slotMs);
  const days: { readonly offsetMs: number; readonly changing: readonly number[] | undefined }[] = [];
  for (let from = fromSlot; from < toSlot; from += slotsPerDay) {
    const [offsetMs, after] = [ask(from), ask(from + slotsPerDay)];
    const changing = offsetMs === after ? undefined : Array.from({ length: slotsPerDay }, (_, at) => ask(from + at));
    days.push({ offsetMs, changing });
  }
  return (slot) => {
    const day = days[Math.floor((slot - fromSlot) / slotsPerDay)];
    return day?.changing?.[(slot - fromSlot) % slotsPerDay] ?? day?.offsetMs ?? 0;
  };
}

function offsetAtTime(format: Intl.DateTimeFormat, timeMs: number): number {
  const part = new Map(format.formatToParts(timeMs).map(({ type, value }) => [type, Number(value)]));
  const of = (name: Intl.DateTimeFormatPartTypes) => part.get(name) ?? 0;
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second")) - timeMs;
}
