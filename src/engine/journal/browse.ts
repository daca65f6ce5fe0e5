import { readableEvent } from "../../core/access/withheld.ts";
import { type ChainPoint, type CheckedEntry, noPrevious, verify } from "../../core/journal/journal.ts";
import { SocError } from "../../core/soc-error.ts";
import { proveConsistency } from "../../core/transparency/consistency.ts";
import { proveInclusion } from "../../core/transparency/inclusion.ts";
import { readThroughTiles, tilePath } from "../../core/transparency/tile.ts";
import { formatTlogProof } from "../../core/transparency/tlog-proof.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import type { Publication } from "../../ports/publication.ts";
import { chainBroken, type OpenedEntry, openEntries } from "./open-entries.ts";
import { latestCheckpoint } from "./publish.ts";

/** Which entries somebody looks for; all that is given must hold. */
export type EntryFilter = {
  readonly stream?: string;
  readonly type?: string;
  readonly fromMs?: number;
  readonly toMs?: number;
};

/** Entries that fit, each with its hash, and the sequence from which to look on; undefined after the last. */
export type FoundEntries = { readonly entries: readonly (OpenedEntry & { readonly hash: string })[]; readonly next: number | undefined };

const readBatch = 1_000;

/**
 * Looks through a record from a sequence on, at most `scannedMax` entries. Each is checked to follow the one before it and to hold the payload that its
 * record commits to, and is shown without what proves who somebody is (`readableEvent`); that the whole is what was published is another question (`verifyRecord`). Refuses (`journal/chain-broken`).
 */
export async function browseEntries(
  store: JournalStore,
  filter: EntryFilter,
  { from, limit, scannedMax }: { readonly from: number; readonly limit: number; readonly scannedMax: number },
): Promise<FoundEntries> {
  let point = await pointBefore(store, from);
  if (!point) return { entries: [], next: undefined };
  const found: FoundEntries["entries"][number][] = [];
  for (let scanned = 0; scanned < scannedMax; ) {
    const checked = await checkedFrom(store, point, Math.min(readBatch, scannedMax - scanned));
    if (checked.length === 0) return { entries: found, next: undefined };
    const wanted = checked.filter(({ header }) => fits(header, filter));
    const taken = wanted.slice(0, limit - found.length);
    const opened = await openEntries(taken, store.vault);
    for (const [at, entry] of opened.entries()) {
      const event = entry.event === undefined ? undefined : readableEvent(entry.type, entry.event);
      found.push({ ...entry, event, hash: taken[at]?.entry.hash ?? "" });
    }
    const last = found.length >= limit ? taken.at(-1) : checked.at(-1);
    const next: number = (last?.entry.sequence ?? point.sequence) + 1;
    if (found.length >= limit) return { entries: found, next };
    scanned += checked.length;
    point = { ...point, sequence: next, previous: checked.at(-1)?.entry.hash ?? point.previous };
  }
  return { entries: found, next: point.sequence };
}

/** Where the chain goes on at a sequence, taking the entry before it as it stands; undefined beyond the end. */
async function pointBefore(store: JournalStore, from: number): Promise<ChainPoint | undefined> {
  const plainBelow = store.mayHoldPlain ? Number.MAX_SAFE_INTEGER : 0;
  if (from === 0) return { sequence: 0, previous: noPrevious, latestMs: 0, plainBelow };
  const [before] = await store.read(from - 1, 1);
  return before && before.sequence === from - 1 ? { sequence: from, previous: before.hash, latestMs: 0, plainBelow } : undefined;
}

async function checkedFrom(store: JournalStore, point: ChainPoint, limit: number): Promise<readonly CheckedEntry[]> {
  const checked: CheckedEntry[] = [];
  const found = verify(await store.read(point.sequence, limit), undefined, point, (each) => checked.push(each));
  if (!found.intact) throw chainBroken(found.sequence, found.because);
  return checked;
}

function fits({ stream, type, recordedAtMs }: CheckedEntry["header"], filter: EntryFilter): boolean {
  return (
    (filter.stream === undefined || stream === filter.stream) &&
    (filter.type === undefined || type === filter.type) &&
    (filter.fromMs === undefined || recordedAtMs >= filter.fromMs) &&
    (filter.toMs === undefined || recordedAtMs < filter.toMs)
  );
}

/** That an entry is in the newest published checkpoint: its record's exact text, and the proof. Refuses (`journal/not-published`); undefined where there is no such entry. */
export async function inclusionProof(
  { read, publication }: JournalStore,
  sequence: number,
): Promise<{ readonly record: string; readonly proof: string } | undefined> {
  const [entry] = await read(sequence, 1);
  if (entry?.sequence !== sequence) return undefined;
  const [checkpoint, published] = [await publication.latest(), await latestCheckpoint(publication)];
  if (checkpoint === undefined || !published || published.size <= sequence) throw notYet(sequence);
  const proof = await proveInclusion(sequence, published.size, tilesOf(publication, published.size));
  return { record: entry.record, proof: formatTlogProof({ index: sequence, proof, checkpoint }) };
}

/** That the newest published checkpoint grew out of the one at `from` entries, with its exact text. Refuses (`journal/not-published`) where less is published. */
export async function consistencyProof(
  { publication }: Pick<JournalStore, "publication">,
  from: number,
): Promise<{ readonly to: number; readonly proof: readonly Uint8Array[]; readonly checkpoint: string }> {
  const [checkpoint, published] = [await publication.latest(), await latestCheckpoint(publication)];
  if (checkpoint === undefined || !published || published.size < from) throw notYet(from - 1);
  return { to: published.size, proof: await proveConsistency(from, published.size, tilesOf(publication, published.size)), checkpoint };
}

const tilesOf = (publication: Publication, size: number) =>
  readThroughTiles(size, async (place) => {
    const bytes = await publication.read(tilePath(place));
    if (!bytes) throw notThere(tilePath(place));
    return bytes;
  });

const notYet = (sequence: number) =>
  new SocError({
    code: "journal/not-published",
    problem: sequence < 0 ? "nothing is published yet" : `entry ${sequence} is not in a published checkpoint yet`,
    remedy: "have a checkpoint made, then ask again",
    retry: { afterMs: 5_000 },
  });

const notThere = (path: string) =>
  new SocError({
    code: "journal/not-published",
    problem: `the published ${path} is missing, so nothing can be proven from it`,
    remedy: 'run "watchkeeper journal checkpoint --tiles", which makes the tiles anew from the record',
    retry: "never",
  });
