import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { PolledSource } from "../../ports/source.ts";
import { type Folder, openFolder, readAtOf } from "../kit/folder.ts";
import { type LinePage, readLines } from "../kit/lines.ts";
import { quoted } from "../kit/quoted.ts";
import { type Inflated, openInflated } from "../kit/read-at.ts";
import { cursorOf, filesMax, standingOf } from "./cursor.ts";
import { type History, hasMore, type Present, recognise, standingAfter } from "./recognise.ts";

/** Files read in one page, and what each may give, so that a loud one does not silence the others. Together they fit a delivery. */
const filesPerPage = 8;
const recordsPerFile = 125;
const bytesPerFile = 2 * 1_048_576;
/** A compressed file that ends in its middle is still being written, unless it was left alone for this long, milliseconds. */
const packingMs = 60_000;

type Tail = {
  readonly name: string;
  readonly folder: string;
  readonly files: readonly string[];
  readonly everyMs: number;
  readonly clock: Clock;
};
type Refusal = { readonly id: string; readonly reason: string; readonly says: string; readonly bytes?: Uint8Array };
type Records = { id: string; bytes: Uint8Array }[];

/** Follows growing files line by line. */
export function openTail({ name, folder: path, files, everyMs, clock }: Tail): PolledSource & { readonly close: () => void } {
  /** A compressed file that is being read: unpacking it from its beginning for each page would take the square of its length. */
  let unpacking: { readonly id: string; readonly size: number; readonly inflated: Inflated } | undefined;
  const history: History = new Set();
  /** Whose turn it was last, so that all come to theirs. */
  let lastRead = "";
  const inflatedOf = ({ found, file }: Present, read: (from: number, length: number) => Promise<Uint8Array>): Inflated => {
    if (unpacking?.id === file.id && unpacking.size === found.size) return unpacking.inflated;
    unpacking?.inflated.close();
    unpacking = { id: file.id, size: found.size, inflated: openInflated(read) };
    return unpacking.inflated;
  };

  /** Reads on in one file; undefined when it is gone. */
  const readOn = async (folder: Folder, each: Present, refused: Refusal[]) => {
    const limits = { recordsMax: recordsPerFile, bytesMax: bytesPerFile };
    const handle = await folder.open(each.found);
    if (!handle) return undefined;
    try {
      if (!each.isPacked) return { page: await readLines(readAtOf(handle), each.file.to, { ...limits, isWhole: false }), isDone: false };
      return await readPacked(folder, each, limits, refused);
    } finally {
      await handle.close();
    }
  };
  const readPacked = async (folder: Folder, each: Present, limits: { recordsMax: number; bytesMax: number }, refused: Refusal[]) => {
    const { id } = each.file;
    // The handle of a page ends with it; what unpacks outlives it and opens the file for each piece.
    const inflated = inflatedOf(each, async (from, length) => {
      const handle = await folder.open(each.found);
      try {
        return handle ? await readAtOf(handle)(from, length) : Buffer.alloc(0);
      } finally {
        await handle?.close();
      }
    });
    const page = await readLines(inflated.read, each.file.to, { ...limits, isWhole: false });
    if (!page.ended) return { page, isDone: false };
    const damage = inflated.damage();
    if (damage === "cut off or damaged" && clock.nowMs() - each.found.modifiedMs < packingMs) {
      inflated.close();
      unpacking = undefined;
      return { page, isDone: false };
    }
    if (damage)
      refused.push({
        id: `${id}:${each.found.size}:damage`,
        reason: "malformed",
        says: `"${each.found.path}": the compressed file ${damage === "cut off or damaged" ? `is ${damage}` : damage}`,
      });
    const rest = damage ? page : joined(page, await readLines(inflated.read, page.to, { isWhole: true, recordsMax: 1 }));
    return { page: rest, isDone: true };
  };

  return {
    kind: "polled",
    guarantee: "never lost",
    everyMs,
    async page({ cursor, sinceMs, signal }) {
      const folder = await openFolder(name, path);
      const standing = standingOf(cursor, sinceMs);
      const recognised = await recognise(folder, await folder.list(files), standing, history);
      const { present } = recognised;
      const unread = inTurn(present.filter(hasMore), lastRead);
      const records: Records = [];
      const refused: Refusal[] = [];
      const after = new Map(present.map((each) => [each.file.id, each]));
      let more = unread.length > filesPerPage;
      for (const each of unread.slice(0, filesPerPage)) {
        signal.throwIfAborted();
        const read = await readOn(folder, each, refused);
        if (!read) continue;
        lastRead = each.file.id;
        take(each.file.id, read.page, records, refused);
        more ||= !read.page.ended;
        after.set(each.file.id, {
          ...each,
          file: { ...each.file, to: read.page.to, packedBytes: read.isDone ? each.found.size : undefined },
        });
      }
      const next = standingAfter(standing, { ...recognised, present: [...after.values()] });
      if (recognised.waiting.length > 0) {
        if (unread.length === 0 && next.floorMs === standing.floorMs) throw tooMany(name);
        more = true;
      }
      return { records, refused, cursor: cursorOf(next), more };
    },
    close: () => unpacking?.inflated.close(),
  };
}

/** The files in their order, beginning after the one that was read last. */
function inTurn(files: readonly Present[], last: string): readonly Present[] {
  const after = files.findIndex(({ file }) => file.id === last) + 1;
  return [...files.slice(after), ...files.slice(0, after)];
}

function take(id: string, { lines, tooLarge }: LinePage, records: Records, refused: Refusal[]): void {
  for (const { at, bytes } of lines) records.push({ id: `${id}:${at}`, bytes });
  for (const { at, bytes } of tooLarge)
    refused.push({ id: `${id}:${at}`, reason: "too-large", says: "a line larger than a record may be; this is its beginning", bytes });
}

const joined = (first: LinePage, rest: LinePage): LinePage => ({
  ...rest,
  lines: [...first.lines, ...rest.lines],
  tooLarge: [...first.tooLarge, ...rest.tooLarge],
});

const tooMany = (name: string) =>
  new SocError({
    code: "connector/not-readable",
    problem: `${quoted(name)} would have to follow more than ${filesMax} files at once`,
    remedy: "write narrower names into the settings, or use several connectors",
    retry: { afterMs: 60_000 },
  });
