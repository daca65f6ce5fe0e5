import { z } from "zod";
import { firstLine, type LinePlace } from "../kit/lines.ts";

/** The most files that are followed at once: so many fit a cursor. */
export const filesMax = 80;
/** The most bytes of a file's beginning by which it is known again under another name, or compressed. */
export const headBytesMax = 4_096;

/** A file that is followed, and how far it is read. */
export type Followed = {
  /** What its records are called after: 12 hex digits, the same for its copy and its compressed form. */
  readonly id: string;
  /** Which file it is on its disk. */
  readonly place: string;
  /** By which it is known again: the digest of its first `headBytes` bytes, unpacked. */
  readonly headBytes: number;
  readonly head: string;
  readonly to: LinePlace;
  /** Of a compressed file that is read to its end: its size then. */
  readonly packedBytes: number | undefined;
};

/** Where the source stands. Files without an entry that were last written before `floorMs` are history, read or not wanted. */
export type Standing = { readonly floorMs: number; readonly files: readonly Followed[] };

const Row = z.tuple([z.string(), z.string(), z.int(), z.string(), z.int(), z.int(), z.int(), z.int()]);
const Cursor = z.strictObject({ v: z.literal(1), floorMs: z.number(), files: z.array(Row).max(filesMax) });

/** The standing as text; at most 8,192 characters. */
export function cursorOf({ floorMs, files }: Standing): string {
  const rows = files.map(({ id, place, headBytes, head, to, packedBytes }) => [
    ...[id, place, headBytes, head, to.at, to.headingAt ?? -1],
    ...[to.skipping ? 1 : 0, packedBytes ?? -1],
  ]);
  return JSON.stringify({ v: 1, floorMs, files: rows });
}

/** The standing that a cursor tells; without one, or with one that is not ours, all that was written since. */
export function standingOf(cursor: string | undefined, sinceMs: number): Standing {
  const read = Cursor.safeParse(jsonOf(cursor));
  if (!read.success) return { floorMs: sinceMs, files: [] };
  const files = read.data.files.map(([id, place, headBytes, head, at, headingAt, skipping, packedBytes]) => ({
    id,
    place,
    headBytes,
    head,
    to: { at, headingAt: headingAt < 0 ? undefined : headingAt, skipping: skipping === 1 },
    packedBytes: packedBytes < 0 ? undefined : packedBytes,
  }));
  return { floorMs: read.data.floorMs, files };
}

/** A file that is seen for the first time. */
export const fresh = (known: Pick<Followed, "id" | "place" | "headBytes" | "head">): Followed => ({
  ...known,
  to: firstLine,
  packedBytes: undefined,
});

function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
