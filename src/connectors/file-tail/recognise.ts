import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { type Folder, type FoundFile, readAtOf } from "../kit/folder.ts";
import { openInflated } from "../kit/read-at.ts";
import { type Followed, filesMax, fresh, headBytesMax, type Standing } from "./cursor.ts";

/** A file that is there, and how far it is read. */
export type Present = { readonly found: FoundFile; readonly file: Followed; readonly isPacked: boolean };

/** Files that are there; those that wait for a place among the followed; those that were there before. */
export type Recognised = {
  readonly present: readonly Present[];
  readonly waiting: readonly FoundFile[];
  readonly gone: readonly Followed[];
};

const knownMax = 50_000;

/** What is known of files by their place, length and time of writing, so that those that nobody touched need not be opened at each look. */
export type Known = { readonly history: Set<string>; readonly asLeft: Set<string> };

/**
 * Finds each file again, whatever it is called now: by its place on the disk, and where that is another (a copy, a compressed form) by its
 * beginning. A copy of a file that is still there waits until that one is gone. Files that are gone are remembered, since a look at a folder
 * may come in the middle of a rename. `found` is in order of age.
 */
export async function recognise(folder: Folder, found: readonly FoundFile[], standing: Standing, known: Known): Promise<Recognised> {
  // Of two entries with one place the first is the one that was there last.
  const byPlace = new Map(standing.files.toReversed().map((file) => [file.place, file]));
  const present: Present[] = [];
  const beginnings = new Map<string, Uint8Array>();
  const strangers: { found: FoundFile; beginning: Beginning }[] = [];
  for (const each of [known.history, known.asLeft]) if (each.size > knownMax) each.clear();
  for (const each of found) {
    if (known.history.has(keyOf(each))) continue;
    const file = byPlace.get(each.place);
    if (file && isAsLeft(file, each) && known.asLeft.has(keyOf(each))) {
      present.push({ found: each, file, isPacked: file.packedBytes !== undefined });
      continue;
    }
    const beginning = await beginningOf(folder, each);
    if (!beginning || beginning.bytes.length === 0) continue;
    if (file && isStill(file, each, beginning)) {
      known.asLeft.add(keyOf(each));
      beginnings.set(file.id, beginning.bytes);
      present.push({ found: each, file: withHead(file, beginning.bytes), isPacked: beginning.isPacked });
    } else strangers.push({ found: each, beginning });
  }
  const claimed = new Set(present.map(({ file }) => file.id));
  const waiting: FoundFile[] = [];
  for (const { found: each, beginning } of strangers) {
    const same = knownBy(beginning.bytes, standing.files);
    const isThere = same !== undefined && claimed.has(same.id);
    if (isThere && beginsAlike(beginning.bytes, beginnings.get(same.id))) continue;
    // What was known of the other when we last looked was too little to tell them apart.
    const before = isThere ? undefined : same;
    if (!before && each.modifiedMs < standing.floorMs) known.history.add(keyOf(each));
    else if (present.length >= filesMax) waiting.push(each);
    else {
      const file = before ? { ...before, place: each.place, packedBytes: undefined } : newFile(each, beginning.bytes);
      if (claimed.has(file.id)) continue;
      claimed.add(file.id);
      beginnings.set(file.id, beginning.bytes);
      present.push({ found: each, file: withHead(file, beginning.bytes), isPacked: beginning.isPacked });
    }
  }
  return { present, waiting, gone: standing.files.filter(({ id }) => !claimed.has(id)) };
}

const keyOf = ({ place, size, modifiedMs }: FoundFile) => `${place} ${size} ${modifiedMs}`;

/**
 * What is kept after a page. While others wait for a place, files that are read to their end and older than all of those become history: the floor
 * rises behind them, and never over a file that was not read.
 */
export function standingAfter(standing: Standing, { present, waiting, gone }: Recognised): Standing {
  const oldestMs = waiting[0]?.modifiedMs ?? Number.NEGATIVE_INFINITY;
  const isDone = (each: Present) => !hasMore(each) && each.found.modifiedMs < oldestMs;
  const floorMs = Math.max(standing.floorMs, ...present.filter(isDone).map(({ found }) => found.modifiedMs + 1));
  const kept = present.filter((each) => !isDone(each)).map(({ file }) => file);
  return { floorMs, files: [...kept, ...gone].slice(0, filesMax) };
}

/** Whether something of the file is not read yet. */
export const hasMore = ({ found, file, isPacked }: Present) => (isPacked ? file.packedBytes !== found.size : found.size > file.to.at);

type Beginning = { readonly bytes: Uint8Array; readonly isPacked: boolean };

/** The first bytes of a file, unpacked where it is compressed; undefined when it is gone. */
async function beginningOf(folder: Folder, found: FoundFile): Promise<Beginning | undefined> {
  const handle: FileHandle | undefined = await folder.open(found);
  if (!handle) return undefined;
  try {
    const read = readAtOf(handle);
    const bytes = await read(0, headBytesMax);
    if (!isGzip(bytes)) return { bytes, isPacked: false };
    const inflated = openInflated(read);
    try {
      return { bytes: Buffer.from(await inflated.read(0, headBytesMax)), isPacked: true };
    } finally {
      inflated.close();
    }
  } finally {
    await handle.close();
  }
}

export const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Whether nothing was added to a file; one that was emptied before a line of it was whole is as long as what was read of it, and is not. */
const isAsLeft = ({ packedBytes, to, headBytes }: Followed, { size }: FoundFile) =>
  packedBytes === undefined ? size === to.at && size >= headBytes : size === packedBytes;

/** Whether the file at a place is the one that was read there: a shorter one was emptied, and another beginning is another file. */
function isStill(file: Followed, found: FoundFile, { bytes, isPacked }: Beginning): boolean {
  return (
    (isPacked || found.size >= file.to.at) && bytes.length >= file.headBytes && digestOf(bytes.subarray(0, file.headBytes)) === file.head
  );
}

/** Whether one is the beginning of the other, as far as both go; nothing new is known of a file that was left as it was. */
function beginsAlike(bytes: Uint8Array, other: Uint8Array | undefined): boolean {
  const length = Math.min(bytes.length, other?.length ?? 0);
  return !other || Buffer.from(bytes.subarray(0, length)).equals(other.subarray(0, length));
}

/** The file that began like this; the one that is known by most, of several. */
function knownBy(bytes: Uint8Array, files: readonly Followed[]): Followed | undefined {
  return files
    .filter(({ headBytes, head }) => headBytes > 0 && headBytes <= bytes.length && digestOf(bytes.subarray(0, headBytes)) === head)
    .toSorted((a, b) => b.headBytes - a.headBytes)[0];
}

function withHead(file: Followed, bytes: Uint8Array): Followed {
  return bytes.length <= file.headBytes ? file : { ...file, headBytes: bytes.length, head: digestOf(bytes) };
}

function newFile({ place, bornMs }: FoundFile, bytes: Uint8Array): Followed {
  const id = createHash("sha256").update(`${place} ${bornMs} `).update(bytes).digest("hex").slice(0, 12);
  return fresh({ id, place, headBytes: bytes.length, head: digestOf(bytes) });
}

const digestOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex").slice(0, 16);
