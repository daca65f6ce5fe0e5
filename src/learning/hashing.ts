/** More bits than this and a table of buckets no longer fits where models live. */
export const hashBitsMax = 24;

const encoder = new TextEncoder();
const scratch = new Uint8Array(512);

/**
 * The 32-bit hash of a text's UTF-8 bytes: MurmurHash3_x86_32 (A. Appleby, public domain), unsigned.
 *
 * It spreads features over buckets and is no protection against somebody who wants two texts to collide.
 */
export function hashOf(text: string, seed = 0): number {
  const ascii = asciiInto(scratch, text);
  return ascii >= 0 ? hashOfBytes(scratch, ascii, seed) : longer(text, seed);
}

/** The bucket, from 0 to 2 ** bits - 1, that a text falls into. */
export function bucketOf(text: string, bits: number): number {
  if (!(bits >= 1 && bits <= hashBitsMax)) throw new Error(`a table of 2 ** ${bits} buckets`);
  return hashOf(text) & ((1 << bits) - 1);
}

/** Copies a short text of plain ASCII; -1 when it is neither. */
function asciiInto(target: Uint8Array, text: string): number {
  if (text.length > target.length) return -1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 127) return -1;
    target[at] = code;
  }
  return text.length;
}

function longer(text: string, seed: number): number {
  const bytes = encoder.encode(text);
  return hashOfBytes(bytes, bytes.length, seed);
}

function hashOfBytes(bytes: Uint8Array, length: number, seed: number): number {
  const whole = length & ~3;
  let hash = seed | 0;
  for (let at = 0; at < whole; at += 4) {
    const word = byte(bytes, at) | (byte(bytes, at + 1) << 8) | (byte(bytes, at + 2) << 16) | (byte(bytes, at + 3) << 24);
    hash ^= scrambled(word);
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let at = length - 1; at >= whole; at--) rest = (rest << 8) | byte(bytes, at);
  if (length > whole) hash ^= scrambled(rest);
  return finished(hash ^ length);
}

const byte = (bytes: Uint8Array, at: number) => bytes[at] as number;

function scrambled(word: number): number {
  const mixed = Math.imul(word, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}

function finished(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
