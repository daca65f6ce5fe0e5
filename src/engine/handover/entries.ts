import type { HandoverPeriod } from "../../core/handover/text.ts";
import { type ChainPoint, type CheckedEntry, noPrevious, pointAfter, verify } from "../../core/journal/journal.ts";
import { readRecord } from "../../core/journal/record.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { chainBroken, type OpenedEntry, openEntries } from "../journal/open-entries.ts";

/** What is looked for in one record: these types, in this time. */
export type EntriesWanted = {
  readonly types: ReadonlySet<string>;
  readonly period: HandoverPeriod;
  /** Entries that are looked at, and that are given, at most. */
  readonly scannedMax: number;
  readonly givenMax: number;
};

const readBatch = 2_000;

/**
 * The entries of a period that are of these types, in order, opened; `cut` where more was there than was looked at. Each is checked to follow the one before
 * it. Refuses (`journal/chain-broken`).
 */
export async function entriesOf(
  store: JournalStore,
  wanted: EntriesWanted,
): Promise<{ readonly entries: readonly OpenedEntry[]; readonly cut: boolean }> {
  const { types, period, scannedMax, givenMax } = wanted;
  const found: OpenedEntry[] = [];
  let point = await pointAt(store, await firstAt(store, period.fromMs));
  for (let scanned = 0; point; ) {
    if (scanned >= scannedMax) return { entries: found, cut: true };
    const checked = await checkedFrom(store, point);
    if (checked.length === 0) break;
    const fitting = checked.filter(
      ({ header }) => types.has(header.type) && header.recordedAtMs >= period.fromMs && header.recordedAtMs < period.toMs,
    );
    found.push(...(await openEntries(fitting.slice(0, givenMax - found.length), store.vault)));
    if (fitting.length > 0 && found.length >= givenMax) return { entries: found, cut: true };
    if ((checked.at(-1)?.header.recordedAtMs ?? 0) >= period.toMs) break;
    scanned += checked.length;
    point = pointAfter(checked, point);
  }
  return { entries: found, cut: false };
}

/** The first sequence whose record was written at a time or later: times of a record never fall. */
export async function firstAt(store: Pick<JournalStore, "read" | "head">, timeMs: number): Promise<number> {
  const head = await store.head();
  let [low, high] = [0, (head?.sequence ?? -1) + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await timeAt(store, middle)) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** When an entry was recorded; the end of time where it is not there. Refuses (`journal/chain-broken`). */
export async function timeAt({ read }: Pick<JournalStore, "read">, sequence: number): Promise<number> {
  const [entry] = await read(sequence, 1);
  if (entry?.sequence !== sequence) return Number.POSITIVE_INFINITY;
  const header = readRecord(entry.record);
  if (!header) throw chainBroken(sequence, "its record is not one");
  return header.recordedAtMs;
}

/** Where the chain goes on at a sequence, taking the entry before it as it stands; undefined beyond the end. */
async function pointAt(store: JournalStore, sequence: number): Promise<ChainPoint | undefined> {
  const plainBelow = store.mayHoldPlain ? Number.MAX_SAFE_INTEGER : 0;
  const beginning = { sequence, previous: noPrevious, latestMs: 0, plainBelow };
  if (sequence === 0) return beginning;
  const [before] = await store.read(sequence - 1, 1);
  return before?.sequence === sequence - 1 ? { ...beginning, previous: before.hash } : undefined;
}

async function checkedFrom(store: JournalStore, point: ChainPoint): Promise<readonly CheckedEntry[]> {
  const checked: CheckedEntry[] = [];
  const found = verify(await store.read(point.sequence, readBatch), undefined, point, (each) => checked.push(each));
  if (!found.intact) throw chainBroken(found.sequence, found.because);
  return checked;
}
