import { z } from "zod";

/** A stretch of time, milliseconds; open at its end where it has none. */
export type Stretch = readonly [fromMs: number, toMs: number | null];
/** How many alerts an index held, by slot of time: `from` is where the first slot begins, `beyond` counts what is after the last. */
export type Counted = { readonly from: number; readonly slots: ReadonlyMap<number, number>; readonly beyond: number };
/** A place in a list that is sorted by time and a name. */
export type At = readonly [timeMs: number, tie: string | null];
/** Where a source stands: what it counted when it last began to read, and, while it reads, which stretches and up to where. */
export type IndexCursor = Counted & { readonly reading?: { readonly stretches: readonly Stretch[]; readonly at: At | undefined } };

/** The most stretches that are read apart from each other. */
export const stretchesMax = 24;
/** Slots of one window: their counts stand in the cursor, which has an end. */
export const slotsMax = 720;
const tieLengthMax = 512;
const countLengthMax = 6;

const time = z.int().min(0);
const Kept = z.strictObject({
  v: z.literal(1),
  from: time,
  width: z.int().min(1),
  slots: z.string().max(slotsMax * 9),
  beyond: z.int().min(0),
  stretches: z
    .array(z.tuple([time, time.nullable()]))
    .min(1)
    .max(stretchesMax)
    .optional(),
  at: z.tuple([time, z.string().max(tieLengthMax).nullable()]).optional(),
});

/** A cursor as it is kept. `widthMs` is the width of a slot. */
export function writtenCursor({ from, slots, beyond, reading }: IndexCursor, widthMs: number): string {
  const places = [...slots]
    .toSorted(([a], [b]) => a - b)
    .map(([slot, count]) => `${((slot - from) / widthMs).toString(36)}.${count.toString(36)}`);
  const kept: z.input<typeof Kept> = { v: 1, from, width: widthMs, slots: places.join("-"), beyond };
  if (reading) kept.stretches = reading.stretches.map(([a, b]) => [a, b]);
  if (reading?.at) kept.at = [reading.at[0], reading.at[1]];
  return JSON.stringify(kept);
}

/** Reads one back; undefined where it is none: then it is begun anew. */
export function readCursor(text: string | undefined): IndexCursor | undefined {
  let kept: z.output<typeof Kept>;
  try {
    kept = Kept.parse(JSON.parse(text ?? ""));
  } catch {
    return undefined;
  }
  const { from, width, beyond, stretches, at } = kept;
  const slots = new Map<number, number>();
  for (const each of kept.slots === "" ? [] : kept.slots.split("-")) {
    const [place = "", count = ""] = each.split(".");
    if (!/^[0-9a-z]{1,4}$/.test(place) || !/^[0-9a-z]+$/.test(count) || count.length > countLengthMax) return undefined;
    slots.set(from + Number.parseInt(place, 36) * width, Number.parseInt(count, 36));
  }
  return { from, slots, beyond, ...(stretches && { reading: { stretches, at } }) };
}

/** Stretches in which something came or went since; one for each run of neighbours, and what is too many in one. */
export function changedStretches(before: Counted, now: Counted, widthMs: number): readonly Stretch[] {
  const changed = [...now.slots].filter(([slot, count]) => before.slots.get(slot) !== count).map(([slot]) => slot);
  const stretches: [number, number | null][] = [];
  for (const slot of changed.toSorted((a, b) => a - b)) {
    const last = stretches.at(-1);
    if (last?.[1] === slot || (last && stretches.length >= stretchesMax - 1)) last[1] = slot + widthMs;
    else stretches.push([slot, slot + widthMs]);
  }
  if (now.beyond !== before.beyond && now.beyond > 0) stretches.push([now.from + slotsMax * widthMs, null]);
  return stretches;
}
