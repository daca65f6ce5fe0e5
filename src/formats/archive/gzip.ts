import { crc32 } from "node:zlib";
import { type Budget, inflate } from "./inflate.ts";
import { type ByteSource, InputDamage } from "./source.ts";

/** The longest name, comment or extra field in a gzip header, in bytes; they are passed over. */
const headerPartBytesMax = 65_536;

/**
 * The text of a gzip file (RFC 1952): all its members, one after another. Its checksums are checked here and not by zlib, which would
 * keep back what it had inflated when a sum is wrong. What follows the last member and is no gzip (padding) is ignored.
 */
export async function* gunzip(source: ByteSource, budget: Budget): AsyncGenerator<Uint8Array> {
  for (let members = 0; ; members++) {
    if (members > 0 && !startsMember(await source.peek(3))) return;
    await passHeader(source);
    let sum = 0;
    let length = 0;
    for await (const piece of inflate(source, budget)) {
      sum = crc32(piece, sum);
      length += piece.length;
      yield piece;
    }
    const trailer = await source.take(8);
    if (trailer.length < 8) throw new InputDamage("truncated", "the gzip file ends before its checksum");
    if (trailer.readUInt32LE(0) !== sum || trailer.readUInt32LE(4) !== length % 2 ** 32)
      throw new InputDamage("checksum", "the gzip file does not match its checksum");
  }
}

function startsMember(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

async function passHeader(source: ByteSource): Promise<void> {
  const header = await source.take(10);
  const flags = header[3] ?? 0;
  if ((flags & 4) !== 0) {
    const length = await source.take(2);
    if (length.length === 2) await source.take(length.readUInt16LE(0));
  }
  if ((flags & 8) !== 0) await passText(source);
  if ((flags & 16) !== 0) await passText(source);
  if ((flags & 2) !== 0) await source.take(2);
}

async function passText(source: ByteSource): Promise<void> {
  for (let passed = 0; passed < headerPartBytesMax; ) {
    const bytes = await source.some(512);
    if (bytes.length === 0) return;
    const end = bytes.indexOf(0);
    if (end >= 0) {
      source.unread(bytes.subarray(end + 1));
      return;
    }
    passed += bytes.length;
  }
  throw new InputDamage("malformed", "a name in the gzip header has no end");
}
