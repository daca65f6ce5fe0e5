import { limits } from "../limits.ts";
import type { Budget } from "./inflate.ts";
import type { ByteSource } from "./source.ts";
import { InputDamage } from "./source.ts";

/** One thing found in an archive: a member's bytes, to be read before the next is asked for, or what could not be opened and why. */
export type ArchiveItem =
  | { readonly name: string; readonly bytes: AsyncGenerator<Uint8Array> }
  | { readonly name: string; readonly damage: InputDamage };

const blockBytes = 512;

/** The longest list of extended headers (pax, GNU long name) that one member may have, in bytes. */
const extensionBytesMax = 1_048_576;

/**
 * The members of a tar archive (ustar, pax and GNU names; IEEE Std 1003.1, pax interchange format), as they come. Folders, links and devices
 * hold no bytes and are passed over. Throws `InputDamage` when the archive ends too early or a header's checksum is wrong.
 */
export async function* tarItems(source: ByteSource, budget: Budget): AsyncGenerator<ArchiveItem> {
  let longer = noExtension;
  while (true) {
    const header = await source.take(blockBytes);
    if (header.length === 0 || isEmptyBlock(header)) return;
    if (header.length < blockBytes) throw new InputDamage("truncated", "the tar archive ends within a header");
    if (!isTarHeader(header)) throw new InputDamage("checksum", "a tar header's checksum is wrong");
    const size = longer.size ?? numberAt(header, 124, 12);
    if (!Number.isSafeInteger(size) || size < 0) throw new InputDamage("malformed", "a tar header's size is not a number");
    const type = String.fromCharCode(header[156]!);
    if ("xLgK".includes(type)) {
      longer = extended(longer, type, await takeExtension(source, size));
      continue;
    }
    const name = longer.name ?? nameAt(header);
    longer = noExtension;
    if (isFile(type) && !name.endsWith("/")) {
      if (--budget.entriesLeft < 0) throw new InputDamage("too-many", `more than ${limits.archiveEntriesMax} members`);
      yield* member(source, name, size);
    } else await drain(source.pieces(size));
    await source.take(paddingOf(size));
  }
}

async function* member(source: ByteSource, name: string, size: number): AsyncGenerator<ArchiveItem> {
  const state = { left: size };
  const bytes = counted(source.pieces(size), state, name);
  yield { name, bytes };
  // A member that nobody read to its end is passed over, so that the next header is where it should be.
  await drain(source.pieces(state.left));
}

async function* counted(pieces: AsyncGenerator<Uint8Array>, state: { left: number }, name: string): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    state.left -= piece.length;
    yield piece;
  }
  if (state.left > 0) throw new InputDamage("truncated", `the archive ends within "${name}"`);
}

async function drain(pieces: AsyncGenerator<Uint8Array>): Promise<void> {
  for await (const _ of pieces);
}

type Extension = { readonly name: string | undefined; readonly size: number | undefined };
const noExtension: Extension = { name: undefined, size: undefined };

async function takeExtension(source: ByteSource, size: number): Promise<Buffer> {
  if (size > extensionBytesMax) throw new InputDamage("too-long", "a tar header's extension is longer than 1 MiB");
  const bytes = await source.take(size);
  await source.take(paddingOf(size));
  return bytes;
}

function extended(before: Extension, type: string, bytes: Buffer): Extension {
  if (type === "L") return { ...before, name: textUntilNul(bytes) };
  if (type !== "x") return before;
  const { name, size } = paxOf(bytes);
  return { name: name ?? before.name, size: size ?? before.size };
}

/** "<length> <key>=<value>\n", length in bytes and including itself. */
function paxOf(bytes: Buffer): Extension {
  let name: string | undefined;
  let size: number | undefined;
  for (let at = 0; at < bytes.length; ) {
    const length = Number.parseInt(bytes.toString("latin1", at, at + 10), 10);
    if (!(length > 4) || at + length > bytes.length) break;
    const record = bytes.toString("utf8", at, at + length - 1);
    const [key = "", ...value] = record.slice(record.indexOf(" ") + 1).split("=");
    if (key === "path") name = value.join("=");
    if (key === "size") size = Number(value.join("="));
    at += length;
  }
  return { name, size };
}

/** True when a block is a tar header by its own checksum: the sum of its bytes with the checksum's own taken as blanks. */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < blockBytes || block[0] === 0) return false;
  let sum = 8 * 32;
  for (let at = 0; at < blockBytes; at++) if (at < 148 || at >= 156) sum += block[at]!;
  return numberAt(Buffer.from(block.buffer, block.byteOffset, blockBytes), 148, 8) === sum;
}

function isFile(type: string): boolean {
  return type === "0" || type === "\0" || type === "7";
}

function isEmptyBlock(block: Buffer): boolean {
  return block.every((byte) => byte === 0);
}

/** Octal text, or base 256 where the first bit is set (GNU). */
function numberAt(header: Buffer, from: number, length: number): number {
  if ((header[from]! & 0x80) !== 0) {
    let value = header[from]! & 0x7f;
    for (let at = from + 1; at < from + length; at++) value = value * 256 + header[at]!;
    return value;
  }
  const text = textUntilNul(header.subarray(from, from + length)).trim();
  return text === "" ? 0 : /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
}

function nameAt(header: Buffer): string {
  const name = textUntilNul(header.subarray(0, 100));
  const isUstar = header.toString("latin1", 257, 263) === "ustar\0";
  const prefix = isUstar ? textUntilNul(header.subarray(345, 500)) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

function textUntilNul(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString("utf8", 0, end < 0 ? undefined : end);
}

function paddingOf(size: number): number {
  return (blockBytes - (size % blockBytes)) % blockBytes;
}
