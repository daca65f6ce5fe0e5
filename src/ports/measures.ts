import type { MeasureLine } from "../core/measure/line.ts";
import type { Tally, TallyFamily } from "../core/measure/tally.ts";

/** How far one record is counted: where its chain goes on (`ChainPoint` of core/journal), and the time of the last entry that was counted. */
export type CountedPlace = {
  readonly world: string;
  readonly sequence: number;
  readonly previous: string;
  readonly latestMs: number;
  readonly plainBelow: number;
};

/** What one key comes to. */
export type TallyRow = { readonly key: readonly (string | number)[]; readonly n: number; readonly sum: number };

/** A step of counting: what changed in the lines and tallies, and how far the record is counted then. All of it is kept, or nothing. */
export type Counted = {
  /** The sequence up to which the record was counted before; 0 for none of it. */
  readonly before: number;
  readonly place: CountedPlace;

  readonly lines: readonly MeasureLine[];
  readonly gone: readonly Pick<MeasureLine, "kind" | "id">[];
  readonly tallies: readonly Tally[];
};

/** Figures of the watch as counts beside the views: made from the records, dropped and made again at will. All methods belong to one tenant. */
export type Measures = {
  /** How far each record is counted, and every line; everything is dropped first where it was counted under another version. */
  readonly open: (version: number) => Promise<{ readonly places: readonly CountedPlace[]; readonly lines: readonly MeasureLine[] }>;
  /** Refuses by giving false where somebody else counted on since `before`: then nothing is kept. */
  readonly put: (counted: Counted) => Promise<boolean>;
  /** The counts of a family from a slot on, before another, by key, in no order. */
  readonly totals: (family: TallyFamily, fromSlot: number, toSlot: number) => Promise<readonly TallyRow[]>;
  /** The same of a family of `slotFamilies` for each stretch between ascending slots: stretch 0 lies between the first two. */
  readonly series: (family: TallyFamily, bounds: readonly number[]) => Promise<readonly (TallyRow & { readonly stretch: number })[]>;
  /** The time of the last entry that was counted, of any record; undefined before anything is. */
  readonly countedUpToMs: () => Promise<number | undefined>;
  /** Drops everything. */
  readonly drop: () => Promise<void>;
};
