import {
  type ChainPoint,
  type CheckedEntry,
  chainStart,
  type JournalEntry,
  plainStart,
  pointAfter,
  verify,
} from "../../core/journal/journal.ts";
import { emptyKeeping, evolveKeeping, type Keeping, type RecordEvent, recordStream, wasErased } from "../../core/journal/keeping.ts";
import type { SignedCheckpoint } from "../../core/transparency/checkpoint.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { chainBroken, type OpenedEntry, openEntries } from "./open-entries.ts";
import { rolledBack } from "./publish.ts";
import { erased, keyLost } from "./refusals.ts";
import { openTreeGrowth, type TreeGrowth } from "./tree-growth.ts";

/** A journal as far as it was read: the place in the chain, the tree, what the record says of itself, and what could not be read. Changed in place. */
export type Reading = {
  readonly store: JournalStore;
  readonly keeping: Keeping;
  readonly growth: TreeGrowth;
  /** Entries whose key is gone, the first of each key. */
  readonly missing: Map<string, OpenedEntry>;
  readonly erased: "refuse" | "skip";
  readonly foldEvent: (event: string) => void;
  /** Told of the stream of each entry whose key is gone. */
  readonly unread?: ((stream: string) => void) | undefined;
  point: ChainPoint;
  published: SignedCheckpoint | undefined;
};

const readBatch = 2_000;

/** A journal of which nothing was read yet. `published` is the checkpoint that it must have as its beginning. */
export function openReading(parts: Pick<Reading, "store" | "erased" | "foldEvent" | "unread" | "published">): Reading {
  return {
    ...parts,
    keeping: emptyKeeping(),
    growth: openTreeGrowth(),
    missing: new Map(),
    point: beginningOf(parts.store, parts.published?.size),
  };
}

/** Where the journal of a store begins, of which this much was published. */
export function beginningOf({ mayHoldPlain }: Pick<JournalStore, "mayHoldPlain">, publishedSize: number | undefined): ChainPoint {
  return mayHoldPlain ? plainStart(publishedSize) : chainStart;
}

/** Reads, checks, opens and folds what was appended since. Refuses (`journal/…`). */
export async function catchUp(reading: Reading): Promise<void> {
  const { store } = reading;
  for (;;) {
    const entries = await store.read(reading.point.sequence, readBatch);
    if (entries.length === 0) break;
    const checked = check(reading, entries);
    const opened = await openEntries(checked, store.vault);
    // What could not be opened just now was not read: it is read again, never skipped.
    reading.point = pointAfter(checked, reading.point);
    for (const entry of opened) foldEntry(reading, entry);
    for (const { leaf } of checked) grow(reading, leaf);
  }
  refuseMissing(reading);
}

/** Follows what this process appended and folded itself. */
export function follow(reading: Reading, entries: readonly JournalEntry[]): void {
  const checked = check(reading, entries);
  reading.point = pointAfter(checked, reading.point);
  for (const { leaf } of checked) grow(reading, leaf);
}

/** What happened to the record itself. */
export function noteOfRecord({ keeping, store }: Reading, event: RecordEvent): void {
  evolveKeeping(keeping, event);
  // A key that is held in memory must not outlive its erasure by another process.
  if (event.type === "PersonalDataErased") store.vault.forget();
}

/** Refuses a record that is shorter than a checkpoint of it, or another one where both can be compared. */
export function requireBeginning({ growth }: Reading, checkpoint: SignedCheckpoint | undefined): void {
  if (!checkpoint) return;
  const size = growth.tree.size();
  if (checkpoint.size > size) throw rolledBack(`it has ${size} entries, and a checkpoint of ${checkpoint.size} was published`);
  if (growth.rootAt(checkpoint.size) && !growth.agrees(checkpoint)) throw rolledBack(`its first ${checkpoint.size} entries are others`);
}

function check(reading: Reading, entries: readonly JournalEntry[]): CheckedEntry[] {
  const checked: CheckedEntry[] = [];
  const found = verify(entries, undefined, reading.point, (each) => checked.push(each));
  if (!found.intact) throw chainBroken(found.sequence, found.because);
  return checked;
}

/** Why an entry behind the erasure of its own key is refused: nobody seals with what is destroyed, and what cannot be read could be anything. */
export function afterErasure(keeping: Keeping, { key }: OpenedEntry): string | undefined {
  return key && wasErased(keeping, key) ? "the key that it names was destroyed before it was written" : undefined;
}

function foldEntry(reading: Reading, entry: OpenedEntry): void {
  const { missing } = reading;
  const because = afterErasure(reading.keeping, entry);
  if (because !== undefined) throw chainBroken(entry.sequence, because);
  if (entry.event === undefined) {
    const name = `${entry.stream}/${entry.key?.generation}`;
    missing.set(name, missing.get(name) ?? entry);
    reading.unread?.(entry.stream);
  } else if (entry.stream === recordStream) noteOfRecord(reading, JSON.parse(entry.event) as RecordEvent);
  else if (missing.size === 0 || reading.erased === "skip") reading.foldEvent(entry.event);
}

function grow({ growth, published }: Reading, leaf: Uint8Array): void {
  growth.append(leaf);
  if (published?.size !== growth.tree.size()) return;
  if (!growth.agrees(published)) throw rolledBack(`its first ${published.size} entries are others`);
  // Its tiles are published.
  growth.tree.takeTiles();
  growth.settle();
}

function refuseMissing({ missing, keeping, erased: how }: Reading): void {
  const lost = [...missing.values()].find(({ key }) => key === undefined || !wasErased(keeping, key));
  if (lost) throw keyLost(lost);
  const [first] = missing.values();
  if (first && how === "refuse") throw erased(first);
}
