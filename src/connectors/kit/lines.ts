import { deliveryBytesMax, deliveryRecordsMax, recordBytesMax } from "../../ports/intake.ts";
import type { ReadAt } from "./read-at.ts";

/**
 * A place in a growing text: `at` is where the next line begins, or where we are within a line that is too large and `skipping`.
 * `headingAt` is where the heading of columns began that the lines after it lean on (Zeek), undefined where there is none.
 */
export type LinePlace = { readonly at: number; readonly headingAt: number | undefined; readonly skipping: boolean };

export const firstLine: LinePlace = { at: 0, headingAt: undefined, skipping: false };

export type LinePage = {
  /** Whole lines without their break, each with where it begins, and with its heading before it where it leans on one. */
  readonly lines: readonly { readonly at: number; readonly bytes: Uint8Array }[];
  /** Lines larger than a record may be: where they begin, and their beginning. */
  readonly tooLarge: readonly { readonly at: number; readonly bytes: Uint8Array }[];
  readonly to: LinePlace;
  /** Whether the end was reached: there is nothing more for now. */
  readonly ended: boolean;
};

const pieceBytes = 262_144;
const shownBytesMax = 1_024;
const headingBytesMax = 65_536;
const lineBreak = 0x0a;
const hash = 0x23;
const separator = Buffer.from("#separator ");

/**
 * Reads lines from a place on, as many as fit the limits. A last line without its break waits for it, unless the text `isWhole`.
 * A Zeek log in columns can only be read with its heading, so each of its lines is given with the heading that stands before it.
 */
export async function readLines(
  read: ReadAt,
  from: LinePlace,
  limits: { readonly isWhole: boolean; readonly recordsMax?: number; readonly bytesMax?: number },
): Promise<LinePage> {
  const recordsMax = limits.recordsMax ?? deliveryRecordsMax;
  const bytesMax = limits.bytesMax ?? deliveryBytesMax;
  const walk = await openWalk(read, from);
  let position = from.at;
  let carried: Uint8Array[] = [];
  let carriedBytes = 0;
  let ended = false;
  while (!walk.isFull(recordsMax, bytesMax)) {
    const piece = await read(position, pieceBytes);
    position += piece.length;
    if (piece.length === 0) {
      ended = true;
      break;
    }
    let start = 0;
    for (let end = piece.indexOf(lineBreak); end >= 0; end = piece.indexOf(lineBreak, start)) {
      const line = carriedBytes > 0 ? Buffer.concat([...carried, piece.subarray(start, end)]) : piece.subarray(start, end);
      carried = [];
      carriedBytes = 0;
      walk.line(line, line.length + 1);
      start = end + 1;
      if (walk.isFull(recordsMax, bytesMax)) break;
    }
    if (walk.isFull(recordsMax, bytesMax)) break;
    carried.push(piece.subarray(start));
    carriedBytes += piece.length - start;
    if (carriedBytes > recordBytesMax || walk.isSkipping()) {
      walk.skip(Buffer.concat(carried));
      carried = [];
      carriedBytes = 0;
    }
  }
  if (ended && limits.isWhole && carriedBytes > 0) walk.line(Buffer.concat(carried), carriedBytes);
  return walk.page(ended);
}

/** Takes lines one after the other and knows where it is. */
async function openWalk(read: ReadAt, from: LinePlace) {
  const lines: { at: number; bytes: Uint8Array }[] = [];
  const tooLarge: { at: number; bytes: Uint8Array }[] = [];
  let { at, headingAt, skipping } = from;
  let heading = headingAt === undefined ? undefined : await headingFrom(read, headingAt, at);
  /** Whether the next line may still belong to the heading. */
  let isHeading = heading !== undefined && headingAt !== undefined && headingAt + heading.length === at;
  let bytes = 0;

  /** Whether a line is one of a heading; what it says is kept for the lines after it. */
  const takenAsHeading = (line: Uint8Array): boolean => {
    if (line[0] !== hash) {
      isHeading = false;
      return false;
    }
    if (separator.equals(line.subarray(0, separator.length))) {
      headingAt = at;
      heading = Buffer.alloc(0);
      isHeading = true;
    }
    if (heading === undefined) return false;
    if (isHeading && heading.length + line.length < headingBytesMax) heading = Buffer.concat([heading, line, Buffer.of(lineBreak)]);
    return true;
  };
  return {
    isFull: (recordsMax: number, bytesMax: number) =>
      lines.length + tooLarge.length >= recordsMax || bytes > bytesMax - recordBytesMax - headingBytesMax,
    isSkipping: () => skipping,
    line(line: Uint8Array, length: number) {
      if (skipping) skipping = false;
      else if (!takenAsHeading(line) && line.length > 0 && !isBlank(line)) {
        const whole = heading === undefined ? withoutReturn(line) : Buffer.concat([heading, line]);
        if (whole.length > recordBytesMax) tooLarge.push({ at, bytes: Buffer.from(line.subarray(0, shownBytesMax)) });
        else lines.push({ at, bytes: whole });
        bytes += Math.min(whole.length, recordBytesMax);
      }
      at += length;
    },
    skip(part: Uint8Array) {
      if (!skipping) tooLarge.push({ at, bytes: Buffer.from(part.subarray(0, shownBytesMax)) });
      skipping = true;
      at += part.length;
    },
    page: (ended: boolean): LinePage => ({ lines, tooLarge, to: { at, headingAt, skipping }, ended }),
  };
}

/** The lines of the heading that begins at a place, at most up to `end`. */
async function headingFrom(read: ReadAt, from: number, end: number): Promise<Buffer> {
  const bytes = Buffer.from(await read(from, Math.min(headingBytesMax, end - from)));
  let length = 0;
  while (bytes[length] === hash) {
    const found = bytes.indexOf(lineBreak, length);
    if (found < 0) break;
    length = found + 1;
  }
  return bytes.subarray(0, length);
}

const withoutReturn = (line: Uint8Array) => (line.at(-1) === 0x0d ? line.subarray(0, -1) : line);
const isBlank = (line: Uint8Array) => line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0);
