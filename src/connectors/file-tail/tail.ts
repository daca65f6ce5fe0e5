import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { PolledSource } from "../../ports/source.ts";
import { type Folder, openFolder, readAtOf } from "../kit/folder.ts";
import { type LinePage, readLines } from "../kit/lines.ts";
import { quoted } from "../kit/quoted.ts";
import { type Inflated, openInflated } from "../kit/read-at.ts";
import { cursorOf, filesMax, standingOf } from "./cursor.ts";
import { hasMore, type Known, type Present, recognise, standingAfter } from "./recognise.ts";

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
  const reader = new Reader(clock);
  const known: Known = { history: new Set(), asLeft: new Set() };
  /** Whose turn it was last, so that all come to theirs. */
  let lastRead = "";
  return {
    kind: "polled",
    guarantee: "never lost",
    everyMs,
    async page({ cursor, sinceMs, signal }) {
      const folder = await openFolder(name, path);
      const standing = standingOf(cursor, sinceMs);
      const recognised = await recognise(folder, await folder.list(files), standing, known);
      const unread = inTurn(recognised.present.filter(hasMore), lastRead);
      const records: Records = [];
      const refused: Refusal[] = [];
      const after = new Map(recognised.present.map((each) => [each.file.id, each]));
      let more = unread.length > filesPerPage;
      for (const each of unread.slice(0, filesPerPage)) {
        signal.throwIfAborted();
        const read = await reader.readOn(folder, each, refused);
        if (!read) continue;
        lastRead = each.file.id;
        take(each.file.id, read.page, records, refused);
        more ||= !read.page.ended;
        const file = { ...each.file, to: read.page.to, packedBytes: read.isDone ? each.found.size : undefined };
        after.set(each.file.id, { ...each, file });
      }
      const next = standingAfter(standing, { ...recognised, present: [...after.values()] });
      if (recognised.waiting.length > 0) {
        if (unread.length === 0 && next.floorMs === standing.floorMs) throw tooMany(name);
        more = true;
      }
      return { records, refused, cursor: cursorOf(next), more };
    },
    close: () => reader.close(),
  };
}

const limits = { recordsMax: recordsPerFile, bytesMax: bytesPerFile };

/** Reads on in files. Keeps the compressed one that is being read: unpacking it from its beginning for each page would take the square of its length. */
class Reader {
  readonly #clock: Clock;
  #unpacking: { readonly id: string; readonly size: number; readonly inflated: Inflated } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Reads on in one file; undefined when it is gone. `isDone` says that a compressed file has nothing more. */
  async readOn(folder: Folder, each: Present, refused: Refusal[]): Promise<{ page: LinePage; isDone: boolean } | undefined> {
    const handle = await folder.open(each.found);
    if (!handle) return undefined;
    try {
      if (each.isPacked) return await this.#readPacked(folder, each, refused);
      return { page: await readLines(readAtOf(handle), each.file.to, { ...limits, isWhole: false }), isDone: false };
    } finally {
      await handle.close();
    }
  }

  close(): void {
    this.#unpacking?.inflated.close();
    this.#unpacking = undefined;
  }

  async #readPacked(folder: Folder, each: Present, refused: Refusal[]): Promise<{ page: LinePage; isDone: boolean }> {
    const inflated = this.#inflatedOf(folder, each);
    const page = await readLines(inflated.read, each.file.to, { ...limits, isWhole: false });
    if (!page.ended) return { page, isDone: false };
    const damage = inflated.damage();
    if (damage === "cut off or damaged" && this.#clock.nowMs() - each.found.modifiedMs < packingMs) {
      this.close();
      return { page, isDone: false };
    }
    if (!damage) return { page: joined(page, await readLines(inflated.read, page.to, { isWhole: true, recordsMax: 1 })), isDone: true };
    const id = `${each.file.id}:${each.found.size}:damage`;
    refused.push({ id, reason: "malformed", says: `the compressed file ${quoted(each.found.path)}: ${damage}` });
    return { page, isDone: true };
  }

  #inflatedOf(folder: Folder, { found, file }: Present): Inflated {
    if (this.#unpacking?.id === file.id && this.#unpacking.size === found.size) return this.#unpacking.inflated;
    this.close();
    // What unpacks outlives the handle of a page, so it opens the file for each piece.
    const inflated = openInflated(async (from, length) => {
      const handle = await folder.open(found);
      try {
        return handle ? await readAtOf(handle)(from, length) : Buffer.alloc(0);
      } finally {
        await handle?.close();
      }
    });
    this.#unpacking = { id: file.id, size: found.size, inflated };
    return inflated;
  }
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
