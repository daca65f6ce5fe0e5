import { notValid } from "./refusal.ts";

/** One value of DER (X.690): its tag byte, its content, and the bytes that it takes with tag and length. */
export type Der = { readonly tag: number; readonly content: Uint8Array; readonly whole: Uint8Array };

/** Tags that time stamps are made of. */
export const tags = { boolean: 0x01, integer: 0x02, bytes: 0x04, null: 0x05, oid: 0x06, time: 0x18, sequence: 0x30, set: 0x31 } as const;

/** The tag of a value that is told apart by a number alone, e.g. [0]. */
export const contextTag = (number: number): number => 0xa0 + number;

const childrenMax = 1_000;
const lengthBytesMax = 4;

/** The values that follow one another in some bytes. Refuses (`time-stamp/not-valid`) what is cut off, and lengths that DER would write otherwise. */
export function readDer(bytes: Uint8Array): readonly Der[] {
  const values: Der[] = [];
  for (let at = 0; at < bytes.length; ) {
    const value = readAt(bytes, at);
    values.push(value);
    at += value.whole.length;
    if (values.length > childrenMax) throw notValid("it has more parts than any has");
  }
  return values;
}

function readAt(bytes: Uint8Array, at: number): Der {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  // Tags above 30 take more bytes, and nothing in a time stamp has one.
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw notValid("it is not DER");
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  if (first === 0x80 || lengthBytes > lengthBytesMax || at + 2 + lengthBytes > bytes.length) throw notValid("it is not DER");
  let length = lengthBytes === 0 ? first : 0;
  for (let byte = 0; byte < lengthBytes; byte++) length = length * 256 + (bytes[at + 2 + byte] as number);
  const isShortest = lengthBytes === 0 || (length >= 0x80 && length >= 256 ** (lengthBytes - 1));
  const [start, end] = [at + 2 + lengthBytes, at + 2 + lengthBytes + length];
  if (!isShortest || end > bytes.length) throw notValid("it is not DER, or it is cut off");
  return { tag, content: bytes.subarray(start, end), whole: bytes.subarray(at, end) };
}

/** The one value that some bytes are, of the tag that is expected there. Refuses (`time-stamp/not-valid`). */
export function readOnly(bytes: Uint8Array, tag: number): Der {
  const [value, ...more] = readDer(bytes);
  if (value?.tag !== tag || more.length > 0) throw notValid("a part of it is of another kind than expected");
  return value;
}

/** The values inside one of the tag that is expected there. Refuses (`time-stamp/not-valid`). */
export function within(value: Der | undefined, tag: number): readonly Der[] {
  return readDer(contentOf(value, tag));
}

/** The content of a value of the tag that is expected there. Refuses (`time-stamp/not-valid`). */
export function contentOf(value: Der | undefined, tag: number): Uint8Array {
  if (value?.tag !== tag) throw notValid("a part of it is of another kind than expected");
  return value.content;
}

/** An object identifier in dotted decimals. Refuses (`time-stamp/not-valid`). */
export function oidOf(value: Der | undefined): string {
  const content = contentOf(value, tags.oid);
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if (!Number.isSafeInteger(arc)) throw notValid("it names an object by too large a number");
    if (byte & 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [first = 0, ...rest] = arcs;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - top * 40, ...rest].join(".");
}

/** Writes a value. */
export function writeDer(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  const length: number[] = [];
  for (let rest = content.length; rest > 0; rest = Math.floor(rest / 256)) length.unshift(rest % 256);
  const head = content.length < 0x80 ? [tag, content.length] : [tag, 0x80 + length.length, ...length];
  return Buffer.concat([Uint8Array.from(head), content]);
}

/** Writes an object identifier. */
export function writeOid(dotted: string): Uint8Array {
  const [top = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [top * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift(0x80 + (left % 128));
    return groups;
  });
  return writeDer(tags.oid, Uint8Array.from(bytes));
}

/** Writes a whole number that is not negative, given big-endian. */
export function writeInteger(bytes: Uint8Array): Uint8Array {
  let at = 0;
  while (at < bytes.length - 1 && bytes[at] === 0) at++;
  const shortest = bytes.subarray(at);
  const sign = (shortest[0] ?? 0) >= 0x80 || shortest.length === 0 ? [Uint8Array.of(0)] : [];
  return writeDer(tags.integer, ...sign, shortest);
}
