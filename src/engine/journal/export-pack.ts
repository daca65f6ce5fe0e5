import { isWithheld } from "../../core/access/withheld.ts";
import { type ChainPoint, type CheckedEntry, pointAfter, verify } from "../../core/journal/journal.ts";
import { recordStream } from "../../core/journal/keeping.ts";
import { disclosureOf } from "../../core/journal/payload.ts";
import { SocError } from "../../core/soc-error.ts";
import { proveInclusion } from "../../core/transparency/inclusion.ts";
import type { ReadHashes } from "../../core/transparency/node.ts";
import { type EvidencePack, type PackEntry, packEntriesMax } from "../../core/transparency/pack/pack.ts";
import { readThroughTiles, tilePath } from "../../core/transparency/tile.ts";
import { verifierKeyOf } from "../../core/transparency/verifier-key.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { chainBroken, openEntries } from "./open-entries.ts";
import { beginningOf } from "./reading.ts";
import { openRecordLog } from "./record-log.ts";

const readBatch = 2_000;

/**
 * An evidence pack of the entries whose stream is wanted, and of what the record says about itself, under a checkpoint that is published for it. Each
 * entry is disclosed by the key of that entry alone; one whose stream was erased, or that holds what proves who
 * somebody is (`isWithheld`), goes in without. Refuses (`journal/…`).
 */
export async function exportPack(store: JournalStore, clock: Clock, isWanted: (stream: string) => boolean): Promise<EvidencePack> {
  const packing = await openPacking(store, clock);
  const entries: PackEntry[] = [];
  for await (const checked of packing.entries()) {
    const wanted = checked.filter(({ header: { stream } }) => stream === recordStream || isWanted(stream));
    if (entries.length + wanted.length > packEntriesMax) throw packTooLarge("export one case at a time with --case");
    entries.push(...(await packing.packed(wanted)));
  }
  return { ...packing.head, entries };
}

/** A record that is being packed under a checkpoint that was published for it. */
export type Packing = {
  readonly head: Omit<EvidencePack, "entries">;
  /** How many entries the checkpoint is over. */
  readonly size: number;
  /** Every entry below the checkpoint, checked, some at a time, in order. Refuses (`journal/chain-broken`). */
  readonly entries: () => AsyncGenerator<readonly CheckedEntry[]>;
  /** Entries as a pack holds them, each disclosed as far as it is for readers. Refuses (`journal/…`). */
  readonly packed: (checked: readonly CheckedEntry[]) => Promise<readonly PackEntry[]>;
  readonly proofOf: (index: number) => Promise<readonly Uint8Array[]>;
};

/** Publishes a checkpoint of a record and makes ready to pack what is below it, as a stream. Refuses (`journal/…`). */
export async function openPacking(store: JournalStore, clock: Clock): Promise<Packing> {
  const published = await (await openRecordLog(store, clock)).checkpoint({ witness: "may" });
  const { size } = published;
  const read = cachedTiles(store, size);
  const { origin } = store.publication;
  const { current, successions } = await store.publication.keys();
  const raw = [...successions.map(({ from }) => Buffer.from(from, "base64")), current.publicKey];
  return {
    size,
    head: {
      keys: raw.map((publicKey) => verifierKeyOf({ name: origin, publicKey }, "note")),
      successions,
      witnesses: store.publication.witnesses.flatMap(({ key }) => key ?? []),
      checkpoint: published.note,
    },
    entries: () => readUpTo(store, size),
    async packed(checked) {
      const opened = await openEntries(checked, store.vault);
      const entries: PackEntry[] = [];
      for (const [at, one] of checked.entries()) entries.push(await packEntry(one, opened[at]?.event, { store, size, read }));
      return entries;
    },
    proofOf: (index) => proveInclusion(index, size, read),
  };
}

/** The checked entries of the first `size`, some at a time. */
async function* readUpTo(store: JournalStore, size: number): AsyncGenerator<readonly CheckedEntry[]> {
  let point: ChainPoint = beginningOf(store, size);
  while (point.sequence < size) {
    const checked: CheckedEntry[] = [];
    const found = verify(await store.read(point.sequence, Math.min(readBatch, size - point.sequence)), undefined, point, (one) =>
      checked.push(one),
    );
    if (!found.intact || checked.length === 0) throw chainBroken(point.sequence, found.intact ? "it is missing" : found.because);
    point = pointAfter(checked, point);
    yield checked;
  }
}

async function packEntry(
  { entry, header }: CheckedEntry,
  event: string | undefined,
  { store, size, read }: { readonly store: JournalStore; readonly size: number; readonly read: ReadHashes },
): Promise<PackEntry> {
  const { sequence: index, record, payload } = entry;
  const plain = { index, record, proof: await proveInclusion(index, size, read) };
  if (header.version === 1 || event === undefined || isWithheld(header.type)) return plain;
  const [held] = await store.vault.keysToRead([{ stream: header.stream, generation: header.key }]);
  return held ? { ...plain, payload, event, disclosure: disclosureOf(held.key, header) } : plain;
}

/** The most tiles that are held, each of at most 8 KiB: entries are asked for in order, so what is let go of is not asked for soon. */
const tilesHeldMax = 4_096;

/** Reads each tile once while it is held: an export asks for the same ones again and again. */
function cachedTiles({ publication }: JournalStore, size: number): ReadHashes {
  const held = new Map<string, Uint8Array>();
  return readThroughTiles(size, async (place) => {
    const path = tilePath(place);
    const bytes = held.get(path) ?? (await publication.read(path));
    if (!bytes) throw notPublished(path);
    const [oldest] = held.keys();
    if (held.size >= tilesHeldMax && oldest !== undefined) held.delete(oldest);
    held.set(path, bytes);
    return bytes;
  });
}

const notPublished = (path: string) =>
  new SocError({
    code: "journal/not-published",
    problem: `the published ${path} is missing, so nothing can be proven from it`,
    remedy: 'run "watchkeeper journal checkpoint --tiles", which makes the tiles anew from the record',
    retry: "never",
  });

/** There are more entries than one pack may hold. */
export const packTooLarge = (remedy: string) =>
  new SocError({
    code: "journal/pack-too-large",
    problem: `the record holds more entries than one evidence pack may (${packEntriesMax})`,
    remedy,
    retry: "never",
  });
