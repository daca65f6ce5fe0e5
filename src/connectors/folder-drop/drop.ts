import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { z } from "zod";
import type { Clock } from "../../ports/clock.ts";
import { deliveryBytesMax, deliveryRecordsMax, type IntakeRecord } from "../../ports/intake.ts";
import type { PolledSource } from "../../ports/source.ts";
import { type Folder, type FoundFile, openFolder, readAtOf } from "../kit/folder.ts";
import { firstPiece, openPieces, type PiecePlace, type Pieces } from "../kit/pieces.ts";
import { moveAway } from "./move.ts";

/** Files that one page may finish: so many fit a cursor. */
const filesPerPage = 20;
/** Another file is begun in a page only while it has at least this much room left. */
const roomRecordsMin = 32;
const roomBytesMin = 4 * 1_048_576;
/** What others call a file that they are still writing. */
const unfinished = /\.(?:part|partial|tmp|temp|filepart|crdownload|swp)$|~$/i;
const doneEnding = ".done";

export type Ready = { readonly by: "quiet"; readonly quietMs: number } | { readonly by: "done-file" };

export type Drop = {
  readonly name: string;
  readonly folder: string;
  readonly files: readonly string[];
  readonly ready: Ready;
  readonly everyMs: number;
  readonly clock: Clock;
};

type Refusal = { readonly id: string; readonly reason: string; readonly says: string; readonly bytes?: Uint8Array };

const Finished = z.tuple([z.string(), z.string(), z.string(), z.boolean()]);
const Place = z.strictObject({ at: z.int(), headingAt: z.int().optional(), skipping: z.boolean() });
const Cursor = z.strictObject({
  v: z.literal(1),
  finished: z.array(Finished).max(filesPerPage),
  under: z.strictObject({ id: z.string(), to: Place, gave: z.boolean() }).optional(),
});
type Cursor = z.output<typeof Cursor>;

/** Reads files that others put into a folder: each whole, once, and then out of the way. */
export function openDrop({
  name,
  folder: path,
  files,
  ready,
  everyMs,
  clock,
}: Drop): PolledSource & { readonly close: () => Promise<void> } {
  const opener = new Opener();
  const tidy = async (folder: Folder, { finished }: Cursor) => {
    const doneFile = ready.by === "done-file" ? doneEnding : undefined;
    for (const [file, id, place, isGood] of finished) {
      await opener.closeIf(id);
      await moveAway(name, folder, { path: file, place, id, to: isGood ? "processed" : "failed", doneFile });
    }
  };
  return {
    kind: "polled",
    guarantee: "never lost",
    everyMs,
    async page({ cursor, signal }) {
      const folder = await openFolder(name, path);
      const last = cursorIn(cursor);
      await tidy(folder, last);
      const waiting = startingWith(last.under?.id, await readyFiles(folder, files, ready, clock.nowMs()));
      return readFiles(waiting, last.under, (found) => opener.open(folder, found), signal);
    },
    settled: async (cursor) => tidy(await openFolder(name, path), cursorIn(cursor)),
    close: () => opener.close(),
  };
}

/** The file under way, so that a large one is not opened and unpacked anew for each page. */
class Opener {
  #open: { readonly id: string; readonly pieces: Pieces; readonly handle: FileHandle } | undefined;

  /** Undefined when the file is no longer the one that was found. */
  async open(folder: Folder, found: FoundFile): Promise<Pieces | undefined> {
    const id = idOf(found);
    if (this.#open?.id === id) return this.#open.pieces;
    await this.close();
    const handle = await folder.open(found);
    if (!handle) return undefined;
    this.#open = { id, handle, pieces: await openPieces(readAtOf(handle)) };
    return this.#open.pieces;
  }

  async closeIf(id: string): Promise<void> {
    if (this.#open?.id === id) await this.close();
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    open?.pieces.close();
    await open?.handle.close();
  }
}

/** Reads files in their order, beginning with the one under way, until a delivery is full. */
async function readFiles(
  files: readonly FoundFile[],
  begun: Cursor["under"],
  open: (found: FoundFile) => Promise<Pieces | undefined>,
  signal: AbortSignal,
): ReturnType<PolledSource["page"]> {
  const page = newPage();
  const finished: Cursor["finished"] = [];
  let under = begun;
  let taken = 0;
  for (const found of files) {
    signal.throwIfAborted();
    if (!page.hasRoom() || finished.length === filesPerPage) break;
    taken++;
    const pieces = await open(found);
    if (!pieces) continue;
    const id = idOf(found);
    const from = under?.id === id ? under : { id, to: firstPiece, gave: false };
    const read = await pieces.page(placeOf(from.to), page.room());
    page.take(id, read);
    const gave = from.gave || read.records.length > 0;
    under = read.ended ? undefined : { id, to: read.to, gave };
    if (!read.ended) break;
    finished.push([found.path, id, found.place, gave]);
  }
  const next: Cursor = { v: 1, finished, ...(under ? { under } : {}) };
  return { ...page.all(), cursor: JSON.stringify(next), more: under !== undefined || taken < files.length };
}

/** The files that their writers are done with, oldest first. */
async function readyFiles(folder: Folder, files: readonly string[], ready: Ready, nowMs: number): Promise<readonly FoundFile[]> {
  const found = (await folder.list(files)).filter(({ path }) => !unfinished.test(path) && !/\p{Cc}/u.test(path));
  if (ready.by === "quiet") return found.filter(({ modifiedMs, size }) => size > 0 && modifiedMs <= nowMs - ready.quietMs);
  const done = new Set((await folder.list([`*${doneEnding}`])).map(({ path }) => path));
  return found.filter(({ path }) => !path.endsWith(doneEnding) && done.has(`${path}${doneEnding}`));
}

const startingWith = (id: string | undefined, files: readonly FoundFile[]) =>
  files.toSorted((a, b) => Number(idOf(b) === id) - Number(idOf(a) === id));

/** A file that is written to again is another file. */
function idOf({ path, place, size, modifiedMs }: FoundFile): string {
  return createHash("sha256")
    .update(JSON.stringify([path, place, size, modifiedMs]))
    .digest("hex")
    .slice(0, 20);
}

/** What one page holds so far, within the limits of a delivery. */
function newPage() {
  const records: IntakeRecord[] = [];
  const refused: Refusal[] = [];
  let bytes = 0;
  const room = () => ({ recordsMax: deliveryRecordsMax - records.length - refused.length, bytesMax: deliveryBytesMax - bytes });
  return {
    room,
    hasRoom: () => room().recordsMax >= roomRecordsMin && room().bytesMax >= roomBytesMin,
    take(id: string, page: Awaited<ReturnType<Pieces["page"]>>) {
      for (const { at, bytes: held } of page.records) {
        records.push({ id: `${id}:${at}`, bytes: held });
        bytes += held.length;
      }
      for (const { at, ...why } of page.refused) refused.push({ id: `${id}:${at}:${why.reason}`, ...why });
    },
    all: () => ({ records, refused }),
  };
}

const placeOf = ({ at, headingAt, skipping }: z.output<typeof Place>): PiecePlace => ({ at, headingAt, skipping });

function cursorIn(text: string | undefined): Cursor {
  try {
    return Cursor.parse(JSON.parse(text ?? ""));
  } catch {
    return { v: 1, finished: [] };
  }
}
