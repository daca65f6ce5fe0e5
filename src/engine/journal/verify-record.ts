import { type ChainPoint, type CheckedEntry, pointAfter, verify } from "../../core/journal/journal.ts";
import { emptyKeeping, evolveKeeping, type Keeping, type RecordEvent, recordStream, wasErased } from "../../core/journal/keeping.ts";
import { keysFrom } from "../../core/journal/succession.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Checkpoint, SignedCheckpoint } from "../../core/transparency/checkpoint.ts";
import { type Tile, tilePath } from "../../core/transparency/tile.ts";
import { openTiledTree, type TiledTree } from "../../core/transparency/tiled-tree.ts";
import { sameHash } from "../../core/transparency/tree.ts";
import { isSignedBy, type VerifierKey } from "../../core/transparency/verifier-key.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import type { Publication } from "../../ports/publication.ts";
import { givenCheckpoint, requireSameLog } from "./given-checkpoint.ts";
import { type OpenedEntry, openEntries } from "./open-entries.ts";
import { latestCheckpoint } from "./publish.ts";
import { afterErasure, beginningOf } from "./reading.ts";

/** What a record is held against, besides itself. */
export type HeldAgainst = {
  /** The head that somebody kept: the record must end there. */
  readonly head?: string;
  /** The text of a checkpoint that somebody kept: the record must have it as its beginning. */
  readonly checkpoint?: string;
  /** The key that somebody trusts: it, or one that it vouches for, must have signed what is published. */
  readonly key?: VerifierKey;
  /** Told of every event that can be read, in order; what it throws is a fault of the record at that entry. */
  readonly each?: (event: string, entry: OpenedEntry) => void;
  /** Told when entries cannot be read because their key was destroyed. */
  readonly onErased?: () => void;
};

/** What a record was found to be: whole, with what was counted on the way, or damaged at an entry, and why. */
export type RecordFindings =
  | {
      readonly intact: true;
      readonly entries: number;
      readonly head: string;
      readonly root: string;
      /** Entries of version 1: they hold what happened in plain. */
      readonly plainEntries: number;
      /** Entries whose key was destroyed, by stream. */
      readonly erased: Readonly<Record<string, number>>;
      readonly published: { readonly origin: string; readonly size: number; readonly cosigned: number } | null;
      /** How many entries the checkpoint that was given stands for: they are the beginning of this record. */
      readonly compared: number | null;
      readonly keeping: Keeping;
    }
  | { readonly intact: false; readonly sequence: number; readonly because: string };

const readBatch = 5_000;

/**
 * Checks a record against itself and against what is published of it: chain, tree, payloads, keys, tiles, signatures. Reads it once, some entries at a
 * time. Says what it found and throws only what has nothing to do with the record, as `journal/not-of-this-record` for what it was held against.
 */
export async function verifyRecord(store: JournalStore, against: HeldAgainst = {}): Promise<RecordFindings> {
  let sequence = 0;
  const given = against.checkpoint === undefined ? undefined : await givenCheckpoint(against.checkpoint, store.publication, against.key);
  if (against.key) requireSameLog(against.key, store.publication);
  try {
    const published = await latestCheckpoint(store.publication);
    const pass = openPass(store, { published: published?.size, given: given?.size }, against);
    for await (const entries of readPass(pass)) sequence += entries;
    const doubt = (await doubtOf(pass, published, given)) ?? signatureDoubt(published, pass.keeping, against.key);
    if (doubt) return { intact: false, sequence, because: doubt };
    if (against.head !== undefined && pass.point.previous !== against.head)
      return { intact: false, sequence, because: "it does not end in the published head" };
    const signed = published && {
      origin: published.origin,
      size: published.size,
      cosigned: published.note.signatures.filter(({ name }) => name !== published.origin).length,
    };
    return { intact: true, entries: sequence, ...countedIn(pass), published: signed ?? null, compared: given?.size ?? null };
  } catch (error) {
    if (error instanceof NotIntact) return { intact: false, sequence: error.sequence, because: error.because };
    if (error instanceof SocError && error.code !== "journal/keys-missing" && /^(journal|transparency)\//.test(error.code))
      return { intact: false, sequence, because: error.problem };
    throw error;
  }
}

class NotIntact extends Error {
  readonly sequence: number;
  readonly because: string;
  constructor(sequence: number, because: string) {
    super(because);
    this.sequence = sequence;
    this.because = because;
  }
}

/** Writes every tile of what is published anew, for a folder of which some were lost. Refuses what is not intact (`journal/…`). */
export async function remakeTiles(store: JournalStore): Promise<number> {
  const published = await latestCheckpoint(store.publication);
  if (!published) return 0;
  const pass = openPass(store, { published: published.size }, {});
  for await (const _ of readPass(pass));
  await store.publication.write([...pass.tiles].map(([path, { bytes }]) => ({ path, bytes })));
  return pass.tiles.size;
}

/** One reading of a record from its beginning, with the roots of the sizes that are wanted. Changed in place. */
type Pass = {
  readonly store: JournalStore;
  readonly sizes: { readonly published?: number | undefined; readonly given?: number | undefined };
  readonly against: HeldAgainst;
  readonly keeping: Keeping;
  readonly tree: TiledTree;
  readonly roots: Map<number, Uint8Array>;
  readonly erased: Map<string, number>;
  /** Entries whose key is gone, the first of each key. */
  readonly unread: Map<string, OpenedEntry>;
  /** The tiles of what is published, by their paths. */
  readonly tiles: Map<string, Tile>;
  plainEntries: number;
  point: ChainPoint;
};

function openPass(store: JournalStore, sizes: Pass["sizes"], against: HeldAgainst): Pass {
  const tree = openTiledTree();
  return {
    store,
    sizes,
    against,
    tree,
    keeping: emptyKeeping(),
    roots: new Map([[0, tree.root()]]),
    erased: new Map(),
    unread: new Map(),
    tiles: new Map(),
    plainEntries: 0,
    point: beginningOf(store, sizes.published),
  };
}

/** Reads some entries after the other, and tells how many they were each time. */
async function* readPass(pass: Pass): AsyncGenerator<number> {
  const { store } = pass;
  for (;;) {
    const entries = await store.read(pass.point.sequence, readBatch);
    if (entries.length === 0) return;
    const checked: CheckedEntry[] = [];
    const found = verify(entries, undefined, pass.point, (one) => checked.push(one));
    if (!found.intact) throw new NotIntact(found.sequence, found.because);
    for (const entry of await openedOf(checked, store)) note(pass, entry);
    pass.point = pointAfter(checked, pass.point);
    yield checked.length;
  }
}

function note(pass: Pass, entry: OpenedEntry): void {
  const { tree, sizes, tiles, roots, erased, unread, against, keeping } = pass;
  tree.append(entry.leaf);
  const size = tree.size();
  if (size === sizes.published) for (const tile of tree.takeTiles()) tiles.set(tilePath(tile), tile);
  if (size === sizes.published || size === sizes.given) roots.set(size, tree.root());
  if (entry.key === undefined) pass.plainEntries++;
  const because = afterErasure(keeping, entry);
  if (because !== undefined) throw new NotIntact(entry.sequence, because);
  if (entry.event === undefined) {
    const name = `${entry.stream}/${entry.key?.generation}`;
    unread.set(name, unread.get(name) ?? entry);
    erased.set(entry.stream, (erased.get(entry.stream) ?? 0) + 1);
    against.onErased?.();
  } else if (entry.stream === recordStream) evolveKeeping(keeping, JSON.parse(entry.event) as RecordEvent);
  else tell(against.each, entry.event, entry);
}

async function doubtOf(
  { unread, keeping, tree, roots, tiles, store }: Pass,
  published: SignedCheckpoint | undefined,
  given: Checkpoint | undefined,
): Promise<string | undefined> {
  const lost = [...unread.values()].find(({ key }) => key === undefined || !wasErased(keeping, key));
  if (lost) throw new NotIntact(lost.sequence, `the key of its stream "${lost.stream}" is gone, and the record names no erasure`);
  return (
    headDoubt("the checkpoint that is published", published, tree.size(), roots) ??
    headDoubt("the checkpoint that was given", given, tree.size(), roots) ??
    (published && tilesDoubt(tiles, published.size, store.publication))
  );
}

const countedIn = ({ point, tree, plainEntries, erased, keeping }: Pass) => ({
  head: point.previous,
  root: Buffer.from(tree.root()).toString("base64"),
  plainEntries,
  erased: Object.fromEntries([...erased].toSorted(([one], [other]) => (one < other ? -1 : 1))),
  keeping,
});

function tell(each: HeldAgainst["each"], event: string, entry: OpenedEntry): void {
  try {
    each?.(event, entry);
  } catch (error) {
    if (error instanceof NotIntact) throw error;
    throw new NotIntact(entry.sequence, error instanceof Error ? error.message : "it cannot be read");
  }
}

async function openedOf(checked: readonly CheckedEntry[], { vault }: JournalStore): Promise<readonly OpenedEntry[]> {
  try {
    return await openEntries(checked, vault);
  } catch (error) {
    const at = error instanceof SocError && error.code === "journal/chain-broken" ? /entry (\d+): (.*)/.exec(error.problem) : undefined;
    if (!at) throw error;
    throw new NotIntact(Number(at[1]), at[2] ?? "");
  }
}

function headDoubt(what: string, head: Checkpoint | undefined, size: number, roots: ReadonlyMap<number, Uint8Array>): string | undefined {
  if (!head) return undefined;
  if (head.size > size)
    return `${what} is of ${head.size} entries, and the record has ${size}: its end was cut off, or an older copy was restored`;
  const root = roots.get(head.size);
  return root && sameHash(root, head.root) ? undefined : `${what} is of another record: its first ${head.size} entries have another root`;
}

/** Tiles are for others to prove with; a tile that is not what the record says would make their proofs fail. */
async function tilesDoubt(tiles: ReadonlyMap<string, Tile>, size: number, publication: Publication): Promise<string | undefined> {
  for (const [path, { bytes, width, level, index }] of tiles) {
    const lies = await publication.read(path);
    if (lies && sameHash(lies, bytes)) continue;
    // What was a part at an earlier size may be full by now.
    if (width < 256 && !lies && (await publication.read(tilePath({ level, index, width: 256 })))) continue;
    return `the published ${path} of ${size} entries is ${lies ? "not what the record says" : "missing"}; "watchkeeper journal checkpoint --tiles" makes the tiles anew`;
  }
  return undefined;
}

function signatureDoubt(published: SignedCheckpoint | undefined, { rotations }: Keeping, key: VerifierKey | undefined): string | undefined {
  if (!key) return undefined;
  if (!published) return "nothing is published that the key could have signed";
  const trusted = keysFrom(key, rotations, isSignedBy);
  const signed = published.checked.some((signature) => trusted.some(({ publicKey }) => sameHash(publicKey, signature.key.publicKey)));
  return signed ? undefined : "the published checkpoint is signed neither by the key that was given nor by one that it vouches for";
}
