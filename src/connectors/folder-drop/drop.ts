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
  /** The file under way, so that a large one is not opened and unpacked anew for each page. */
  let open: { readonly id: string; readonly pieces: Pieces; readonly handle: FileHandle } | undefined;
  const close = async () => {
    open?.pieces.close();
    await open?.handle.close();
    open = undefined;
  };
  const opened = async (folder: Folder, found: FoundFile): Promise<Pieces | undefined> => {
    const id = idOf(found);
    if (open?.id === id) return open.pieces;
    await close();
    const handle = await folder.open(found);
    if (!handle) return undefined;
    open = { id, handle, pieces: await openPieces(readAtOf(handle)) };
    return open.pieces;
  };
  const tidy = async (folder: Folder, { finished }: Cursor) => {
    for (const [file, id, place, isGood] of finished) {
      if (open?.id === id) await close();
      await moveAway(name, folder, {
        path: file,
        place,
        id,
        to: isGood ? "processed" : "failed",
        doneFile: ready.by === "done-file" ? doneEnding : undefined,
      });
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
      const page = newPage();
      let under = last.under;
      const finished: Cursor["finished"] = [];
      let taken = 0;
      for (const found of waiting) {
        signal.throwIfAborted();
        if (!page.hasRoom() || finished.length === filesPerPage) break;
        taken++;
        const pieces = await opened(folder, found);
        if (!pieces) continue;
        const id = idOf(found);
        const begun = under?.id === id ? under : { id, to: firstPiece, gave: false };
        const read = await pieces.page(placeOf(begun.to), page.room());
        page.take(id, read);
        const gave = begun.gave || read.records.length > 0;
        under = read.ended ? undefined : { id, to: read.to, gave };
        if (!read.ended) break;
        finished.push([found.path, id, found.place, gave]);
      }
      const next: Cursor = { v: 1, finished, ...(under ? { under } : {}) };
      return { ...page.all(), cursor: JSON.stringify(next), more: under !== undefined || taken < waiting.length };
    },
    settled: async (cursor) => tidy(await openFolder(name, path), cursorIn(cursor)),
    close,
  };
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
