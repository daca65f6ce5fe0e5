import { recordBytesMax } from "../../ports/intake.ts";
import { listBeginsAt, readElements } from "./elements.ts";
import { firstLine, type LinePlace, readLines } from "./lines.ts";
import { openInflated, type ReadAt } from "./read-at.ts";

// A file of evidence as records: lines of a log, elements of a JSON list, chunks of a Windows event log, or the whole of what is small enough.

/** A place within a file, of whatever kind; `firstPiece` is its beginning. */
export type PiecePlace = LinePlace;
export const firstPiece: PiecePlace = firstLine;

type Part = { readonly at: number; readonly bytes: Uint8Array };

export type PiecePage = {
  readonly records: readonly Part[];
  /** What no record can hold, with its reason and its beginning. */
  readonly refused: readonly (Part & { readonly reason: "too-large" | "malformed"; readonly says: string })[];
  readonly to: PiecePlace;
  readonly ended: boolean;
};

export type PieceLimits = { readonly recordsMax: number; readonly bytesMax: number };

/** A file that is read piece by piece. Whoever opens it closes it. */
export type Pieces = { readonly page: (from: PiecePlace, limits: PieceLimits) => Promise<PiecePage>; readonly close: () => void };

const headBytes = 65_536;
/** Windows event logs: a heading, then chunks that can each be read with nothing but the heading. */
const evtxHeadingBytes = 4_096;
const evtxChunkBytes = 65_536;
const evtxChunksPerRecord = 15;
const shownBytesMax = 1_024;

const investigate = 'read it with "watchkeeper investigate FILE"';

/** Opens a file and sees by its beginning how it comes apart. `read` serves until it is closed. */
export async function openPieces(read: ReadAt): Promise<Pieces> {
  const head = await read(0, headBytes);
  if (!isGzip(head)) return { page: await pagesOf(read, head), close: () => undefined };
  const inflated = openInflated(read);
  const inner = Buffer.from(await inflated.read(0, headBytes));
  // An archive or a binary within is opened by its format, which knows its limits.
  if (kindOf(inner) === "whole") return { page: whole(read), close: inflated.close };
  const page = await pagesOf(inflated.read, inner);
  return {
    async page(from, limits) {
      const read = await page(from, limits);
      const damage = read.ended ? inflated.damage() : undefined;
      if (!damage) return read;
      const letter = { at: read.to.at, bytes: Buffer.alloc(0), reason: "malformed", says: `the compressed file: ${damage}` } as const;
      return { ...read, refused: [...read.refused, letter] };
    },
    close: inflated.close,
  };
}

type Kind = "lines" | "list" | "evtx" | "whole";

function kindOf(head: Uint8Array): Kind {
  if (Buffer.from(head.subarray(0, 8)).equals(Buffer.from("ElfFile\0"))) return "evtx";
  if (isGzip(head) || (head[0] === 0x50 && head[1] === 0x4b) || head.includes(0)) return "whole";
  const text = Buffer.from(head)
    .toString("utf8")
    .replace(/^\ufeff/, "")
    .trimStart();
  if (/^[[{]/.test(text)) {
    const end = text.indexOf("\n");
    if (end >= 0 && text.startsWith("{") && isJson(text.slice(0, end))) return "lines";
    if (listBeginsAt(head) !== undefined) return "list";
    // A first line that is longer than what we look at is a line; one that is no JSON belongs to a text over several.
    return end < 0 && head.length >= headBytes ? "lines" : "whole";
  }
  // A mail begins with a field of its head; its lines mean nothing by themselves.
  return /^(?:From |[A-Za-z][A-Za-z0-9-]{0,63}:\s)/.test(text) ? "whole" : "lines";
}

async function pagesOf(read: ReadAt, head: Uint8Array): Promise<Pieces["page"]> {
  const kind = kindOf(head);
  if (kind === "lines") return lines(read);
  if (kind === "whole" || (await all(read))) return whole(read);
  return kind === "list" ? list(read, listBeginsAt(head) ?? 0) : chunks(read);
}

const lines =
  (read: ReadAt): Pieces["page"] =>
  async (from, limits) => {
    const page = await readLines(read, from, { ...limits, isWhole: true });
    const refused = page.tooLarge.map((each) => ({
      ...each,
      reason: "too-large" as const,
      says: `a line larger than a record may be: ${investigate}`,
    }));
    return { records: page.lines, refused, to: page.to, ended: page.ended };
  };

/** The whole file as one record. */
const whole =
  (read: ReadAt): Pieces["page"] =>
  async (from) => {
    if (from.at > 0) return { records: [], refused: [], to: from, ended: true };
    const done = { records: [], refused: [], to: { ...firstPiece, at: 1 }, ended: true };
    const bytes = await all(read);
    if (bytes) return { ...done, records: bytes.length > 0 ? [{ at: 0, bytes }] : [] };
    const says = `a file that does not come apart and is larger than a record may be: ${investigate}`;
    return { ...done, refused: [{ at: 0, bytes: Buffer.from(await read(0, shownBytesMax)), reason: "too-large", says }] };
  };

/** Everything there is, or undefined when it is more than a record. */
async function all(read: ReadAt): Promise<Buffer | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length <= recordBytesMax) {
    const piece = await read(length, recordBytesMax + 1 - length);
    if (piece.length === 0) return Buffer.concat(parts);
    parts.push(piece);
    length += piece.length;
  }
  return undefined;
}

/** Elements of a JSON list. */
const list =
  (read: ReadAt, begin: number): Pieces["page"] =>
  async (from, limits) => {
    const page = await readElements(read, Math.max(begin, from.at), limits);
    const refused: PiecePage["refused"][number][] = page.tooLarge.map((each) => ({
      ...each,
      reason: "too-large",
      says: "an element larger than a record may be",
    }));
    if (page.isCutOff) refused.push({ at: page.to, bytes: Buffer.alloc(0), reason: "malformed", says: "the list is cut off" });
    return { records: page.elements, refused, to: { ...firstPiece, at: page.to }, ended: page.ended };
  };

/** Chunks of a Windows event log, a few at a time, each time behind the log's heading. */
const chunks =
  (read: ReadAt): Pieces["page"] =>
  async (from, { recordsMax, bytesMax }) => {
    const heading = Buffer.from(await read(0, evtxHeadingBytes));
    const records: Part[] = [];
    let at = Math.max(evtxHeadingBytes, from.at);
    for (let bytes = 0; records.length < recordsMax && bytes <= bytesMax - recordBytesMax; ) {
      const some = await all(clipped(read, at, evtxChunksPerRecord * evtxChunkBytes));
      if (!some || some.length === 0) return { records, refused: [], to: { ...firstPiece, at }, ended: true };
      records.push({ at, bytes: Buffer.concat([heading, some]) });
      at += some.length;
      bytes += some.length + heading.length;
    }
    return { records, refused: [], to: { ...firstPiece, at }, ended: false };
  };

const clipped =
  (read: ReadAt, from: number, length: number): ReadAt =>
  (at, count) =>
    read(from + at, Math.max(0, Math.min(count, length - at)));

const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
