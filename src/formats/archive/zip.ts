import { crc32 } from "node:zlib";
import { type Entry, fromRandomAccessReader, RandomAccessReader, type ZipFile } from "yauzl";
import { limits } from "../limits.ts";
import { type Budget, inflate } from "./inflate.ts";
import { type ByteSource, byteSource, InputDamage } from "./source.ts";
import type { ArchiveItem } from "./tar.ts";

/** A zip's directory stands at its end, so the archive itself is held, compressed, up to this many bytes. */
export const zipBytesMax = 512 * 1_048_576;

/**
 * The members of a zip archive in the order of its directory. Sizes and checksums that the directory claims are checked against what
 * is there; members that share bytes are refused, since that is how a small archive unfolds without end. Nothing is written anywhere:
 * a member's name is a label, wherever it points. Throws `InputDamage` when the directory cannot be read.
 */
export async function* zipItems(source: ByteSource, budget: Budget): AsyncGenerator<ArchiveItem> {
  const held = await hold(source);
  held.endAfter(endRecordIn(held));
  const zip = await open(held).catch((cause: unknown) => {
    throw damageOf(cause);
  });
  const claimed: Range[] = [];
  const entries = zip.eachEntry();
  while (true) {
    const next = await entries.next().catch((cause: unknown) => {
      throw damageOf(cause);
    });
    if (next.done) return;
    const name = nameOf(next.value);
    if (name.endsWith("/")) continue;
    if (--budget.entriesLeft < 0) throw new InputDamage("too-many", `more than ${limits.archiveEntriesMax} members`);
    yield await itemOf({ zip, entry: next.value, name, held, claimed, budget });
  }
}

/** What kind of document this zip is, if it is one (OOXML, OpenDocument, Java, Android), by its first member: those are no evidence to unpack. */
export function documentIn(head: Uint8Array): string | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (bytes.length < 38 || bytes.readUInt32LE(0) !== 0x04034b50) return undefined;
  const name = bytes.toString("latin1", 30, 30 + bytes.readUInt16LE(26));
  if (/^(\[Content_Types\]\.xml$|_rels\/|docProps\/|word\/|xl\/|ppt\/)/.test(name)) return "an Office document";
  if (name === "mimetype") return "an OpenDocument or EPUB file";
  if (/^(META-INF\/|AndroidManifest\.xml$)/.test(name)) return "a Java or Android program";
  return undefined;
}

type Range = { readonly from: number; readonly to: number };
type Found = { readonly zip: ZipFile; readonly entry: Entry; readonly name: string; held: Held; claimed: Range[]; budget: Budget };

async function itemOf({ zip, entry, name, held, claimed, budget }: Found): Promise<ArchiveItem> {
  const refuse = (damage: InputDamage): ArchiveItem => ({ name, damage });
  if (entry.isEncrypted()) return refuse(new InputDamage("encrypted", `"${name}" is encrypted`));
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
    return refuse(
      new InputDamage(
        "unsupported",
        `"${name}" is compressed by method ${entry.compressionMethod}; only stored and deflated members are read`,
      ),
    );
  let from: number;
  try {
    from = (await zip.readLocalFileHeaderPromise(entry, { minimal: true })).fileDataStart;
  } catch (cause) {
    return refuse(damageOf(cause));
  }
  const range = { from, to: from + entry.compressedSize };
  if (range.to > held.length) return refuse(new InputDamage("truncated", `"${name}" reaches beyond the archive's end`));
  if (claimed.some((other) => range.from < other.to && other.from < range.to))
    return refuse(new InputDamage("malformed", `"${name}" shares its bytes with another member`));
  claimed.push(range);
  return { name, bytes: memberBytes(entry, name, held.pieces(range), budget) };
}

async function* memberBytes(entry: Entry, name: string, compressed: Iterable<Uint8Array>, budget: Budget): AsyncGenerator<Uint8Array> {
  let length = 0;
  let sum = 0;
  const pieces = entry.compressionMethod === 8 ? inflate(byteSource(asAsync(compressed)), budget) : asAsync(compressed);
  for await (const piece of pieces) {
    length += piece.length;
    if (length > entry.uncompressedSize)
      throw new InputDamage("malformed", `"${name}" holds more than the ${entry.uncompressedSize} bytes it claims`);
    sum = crc32(piece, sum);
    yield piece;
  }
  if (length !== entry.uncompressedSize)
    throw new InputDamage("malformed", `"${name}" holds ${length} bytes and claims ${entry.uncompressedSize}`);
  if (sum !== entry.crc32) throw new InputDamage("checksum", `"${name}" does not match its checksum`);
}

async function* asAsync(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

/** The archive's bytes in the pieces they came in: one buffer would need twice the memory while it grows. */
class Held extends RandomAccessReader {
  readonly #parts: { readonly from: number; readonly bytes: Buffer }[] = [];
  length = 0;

  add(bytes: Uint8Array): void {
    this.#parts.push({ from: this.length, bytes: Buffer.from(bytes) });
    this.length += bytes.length;
  }

  /** Ends the archive with this end record, without a comment: what follows a record belongs to nothing. */
  endAfter(record: number | undefined): void {
    if (record === undefined) return;
    this.length = record + endRecordBytes;
    for (let at = this.length - 2; at < this.length; at++) {
      const part = this.#parts[this.#indexOf(at)]!;
      part.bytes[at - part.from] = 0;
    }
  }

  *pieces({ from, to }: Range): Generator<Buffer> {
    let index = this.#indexOf(from);
    for (let at = from; at < to && index < this.#parts.length; index++) {
      const part = this.#parts[index]!;
      const piece = part.bytes.subarray(at - part.from, to - part.from);
      at += piece.length;
      yield piece;
    }
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, count?: number) => void,
  ): void {
    let written = 0;
    if (position >= 0 && position < this.length)
      for (const piece of this.pieces({ from: position, to: position + length })) written += piece.copy(buffer, offset + written);
    callback(written < length ? new Error("unexpected EOF") : null, written);
  }

  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }

  /** The part that holds this position, by halving. */
  #indexOf(position: number): number {
    let low = 0;
    let high = this.#parts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#parts[middle]!.from <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

const endRecord = Buffer.from([0x50, 0x4b, 0x05, 0x06]);
const endRecordBytes = 22;
/** A comment's length is a 16-bit number; as much again may follow it that belongs to nothing (a line end, padding to a block). */
const afterEndBytesMax = 2 * 0xffff;

/**
 * Where the end record stands (APPNOTE 4.3.16), sought from the end: the last one whose comment reaches exactly the archive's end, else the
 * last one before which its directory fits.
 */
function endRecordIn(held: Held): number | undefined {
  const from = Math.max(0, held.length - endRecordBytes - afterEndBytesMax);
  const tail = Buffer.concat([...held.pieces({ from, to: held.length })]);
  let fitting: number | undefined;
  for (let at = tail.lastIndexOf(endRecord); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf(endRecord, at - 1)) {
    if (at + endRecordBytes > tail.length) continue;
    if (at + endRecordBytes + tail.readUInt16LE(at + 20) === tail.length) return from + at;
    const directoryEnd = tail.readUInt32LE(at + 12) + tail.readUInt32LE(at + 16);
    const isZip64 = tail.readUInt32LE(at + 16) === 0xffffffff;
    if (isZip64 || directoryEnd <= from + at) fitting ??= from + at;
  }
  return fitting;
}

async function hold(source: ByteSource): Promise<Held> {
  const held = new Held();
  for await (const piece of source.pieces()) {
    if (held.length + piece.length > zipBytesMax)
      throw new InputDamage("too-long", `a zip archive may have ${zipBytesMax} bytes; unpack this one first`);
    held.add(piece);
  }
  return held;
}

// Names are decoded here: yauzl would refuse the whole archive for one name that points upwards.
function open(held: Held): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false };
    fromRandomAccessReader(held, held.length, options, (error, zip) => (error ? reject(error) : resolve(zip)));
  });
}

function nameOf(entry: Entry): string {
  const isUtf8 = (entry.generalPurposeBitFlag & 0x800) !== 0;
  return entry.fileNameRaw.toString(isUtf8 || isAscii(entry.fileNameRaw) ? "utf8" : "latin1");
}

function isAscii(bytes: Buffer): boolean {
  return bytes.every((byte) => byte < 128);
}

function damageOf(cause: unknown): InputDamage {
  if (cause instanceof InputDamage) return cause;
  const message = cause instanceof Error ? cause.message : "unknown cause";
  if (/encrypt/i.test(message)) return new InputDamage("encrypted", "the archive is encrypted");
  const isTruncated = /truncated|EOF|not found/i.test(message);
  return new InputDamage(isTruncated ? "truncated" : "malformed", `the zip archive cannot be read: ${message}`);
}
