import { malformed } from "./damage.ts";

/** One chunk's bytes, seen three ways over the same memory. Offsets are relative to the chunk, as the format's own are. */
export type ChunkBytes = { readonly bytes: Buffer; readonly view: DataView; readonly length: number };

/** Wraps a chunk (or what is left of one) without copying it. */
export function chunkBytesOf(source: Uint8Array): ChunkBytes {
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  return { bytes, view: new DataView(source.buffer, source.byteOffset, source.byteLength), length: source.byteLength };
}

/** A place in a chunk that moves forward and never passes `end`. */
export type Cursor = { readonly chunk: ChunkBytes; position: number; readonly end: number };

/** Moves past `size` bytes and returns where they begin; refuses to pass the end. */
export function take(cursor: Cursor, size: number): number {
  const start = cursor.position;
  if (size > cursor.end - start) malformed("a structure runs beyond the bytes that hold it");
  cursor.position = start + size;
  return start;
}

/** Reads one byte and moves past it. */
export function takeByte(cursor: Cursor): number {
  return cursor.chunk.view.getUint8(take(cursor, 1));
}

/** Reads a little-endian 16-bit number and moves past it. */
export function takeU16(cursor: Cursor): number {
  return cursor.chunk.view.getUint16(take(cursor, 2), true);
}

/** Reads a little-endian 32-bit number and moves past it. */
export function takeU32(cursor: Cursor): number {
  return cursor.chunk.view.getUint32(take(cursor, 4), true);
}

const charCodesMax = 8;

/** UTF-16LE text of [start, end). An odd last byte is ignored; lone surrogates become U+FFFD, as nothing beyond us can store them. */
export function utf16Text(bytes: Buffer, start: number, end: number): string {
  const stop = end - ((end - start) & 1);
  if (stop - start <= charCodesMax * 2) return shortText(bytes, start, stop);
  const text = bytes.toString("utf16le", start, stop);
  return text.isWellFormed() ? text : text.toWellFormed();
}

// Crossing into the runtime's decoder costs more than a short text; a longer one built up by concatenation would be a rope.
function shortText(bytes: Buffer, start: number, stop: number): string {
  let text = "";
  for (let at = start; at < stop; at += 2) {
    if (bytes[at + 1] !== 0) {
      const wide = bytes.toString("utf16le", start, stop);
      return wide.isWellFormed() ? wide : wide.toWellFormed();
    }
    text += latin1[bytes[at] as number];
  }
  return text;
}

const latin1: readonly string[] = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));
