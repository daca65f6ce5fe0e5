import { deliveryBytesMax, deliveryRecordsMax, recordBytesMax } from "../../ports/intake.ts";
import type { ReadAt } from "./read-at.ts";

/** The elements of a JSON list as they are written, each with where it begins. */
export type ElementPage = {
  readonly elements: readonly { readonly at: number; readonly bytes: Uint8Array }[];
  readonly tooLarge: readonly { readonly at: number; readonly bytes: Uint8Array }[];
  /** Where to go on: between two elements. */
  readonly to: number;
  readonly ended: boolean;
  /** The text ended within the list: it is cut off. */
  readonly isCutOff: boolean;
};

const pieceBytes = 262_144;
const shownBytesMax = 1_024;
const openingBytesMax = 512;

/** Where the list begins whose elements are the records: `[…`, or the one list of `{"Records": […`. Undefined where the text begins otherwise. */
export function listBeginsAt(head: Uint8Array): number | undefined {
  const text = Buffer.from(head.subarray(0, openingBytesMax)).toString("latin1");
  return /^(?:\xef\xbb\xbf)?\s*(?:\{\s*"[^"\\]{1,64}"\s*:\s*)?\[/.exec(text)?.[0].length;
}

/**
 * Reads elements of a list from a place between two of them. Nothing is parsed: brackets and quotes are followed, so that a list of any length takes
 * the memory of one element. What an element says is for its format to judge.
 */
export async function readElements(
  read: ReadAt,
  from: number,
  { recordsMax = deliveryRecordsMax, bytesMax = deliveryBytesMax }: { readonly recordsMax?: number; readonly bytesMax?: number } = {},
): Promise<ElementPage> {
  const walk = new Walk(from, recordsMax, bytesMax);
  for (let position = from; ; ) {
    const piece = await read(position, pieceBytes);
    if (piece.length === 0) return { ...walk.page(), ended: true, isCutOff: true };
    if (walk.take(piece)) return { ...walk.page(), isCutOff: false };
    position += piece.length;
  }
}

const [quote, backslash, comma, openList, closeList, openObject, closeObject] = [0x22, 0x5c, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d];
const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

function trimmed(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && isSpace(bytes[end - 1]!)) end--;
  return bytes.subarray(0, end);
}

/** Goes through a list byte by byte. */
class Walk {
  readonly #recordsMax: number;
  readonly #bytesMax: number;
  readonly #elements: { at: number; bytes: Uint8Array }[] = [];
  readonly #tooLarge: { at: number; bytes: Uint8Array }[] = [];
  /** Where the next byte stands. */
  #at: number;
  /** The element under way: where it began, what came of it in earlier pieces, and its length so far. */
  #began = 0;
  #parts: Uint8Array[] = [];
  #length = 0;
  #isWithin = false;
  #depth = 0;
  #isText = false;
  #isEscaped = false;
  #bytes = 0;
  #ended = false;

  constructor(from: number, recordsMax: number, bytesMax: number) {
    this.#at = from;
    this.#recordsMax = recordsMax;
    this.#bytesMax = bytesMax;
  }

  /** Goes through a piece; true once it is enough, or the list has ended. */
  take(piece: Uint8Array): boolean {
    let start = 0;
    for (let index = 0; index < piece.length; index++) {
      const byte = piece[index]!;
      this.#at++;
      if (!this.#isWithin) {
        if (byte === closeList) return this.#end();
        if (byte === comma || isSpace(byte)) continue;
        this.#isWithin = true;
        this.#began = this.#at - 1;
        start = index;
        this.#inside(byte);
      } else if (this.#depth <= 0 && !this.#isText && (byte === comma || byte === closeList)) {
        this.#hold(piece.subarray(start, index));
        this.#done();
        if (byte === closeList) return this.#end();
        if (this.#elements.length + this.#tooLarge.length >= this.#recordsMax || this.#bytes > this.#bytesMax - recordBytesMax) return true;
      } else this.#inside(byte);
    }
    if (this.#isWithin) this.#hold(piece.subarray(start));
    return false;
  }

  page(): Omit<ElementPage, "isCutOff"> {
    return { elements: this.#elements, tooLarge: this.#tooLarge, to: this.#at, ended: this.#ended };
  }

  #end(): true {
    this.#ended = true;
    return true;
  }

  #inside(byte: number): void {
    if (this.#isText) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === backslash) this.#isEscaped = true;
      else if (byte === quote) this.#isText = false;
    } else if (byte === quote) this.#isText = true;
    else if (byte === openList || byte === openObject) this.#depth++;
    else if (byte === closeList || byte === closeObject) this.#depth--;
  }

  /** Keeps a part of the element; of one that is too large its beginning. */
  #hold(part: Uint8Array): void {
    if (this.#length <= recordBytesMax) this.#parts.push(part);
    this.#length += part.length;
  }

  #done(): void {
    const bytes = trimmed(Buffer.concat(this.#parts));
    if (this.#length > recordBytesMax) this.#tooLarge.push({ at: this.#began, bytes: bytes.subarray(0, shownBytesMax) });
    else this.#elements.push({ at: this.#began, bytes });
    this.#bytes += Math.min(this.#length, recordBytesMax);
    this.#parts = [];
    this.#length = 0;
    this.#isWithin = false;
    this.#depth = 0;
  }
}
