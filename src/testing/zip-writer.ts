import { crc32, deflateRawSync } from "node:zlib";

/** One member of a zip to write; everything that a zip claims can be made a lie. */
export type ZipMember = {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly stored?: boolean;
  readonly encrypted?: boolean;
  readonly method?: number;
  readonly claimedSize?: number;
  readonly claimedSum?: number;
  /** Points its directory entry at another member's bytes. */
  readonly sharesWith?: number;
};

/** Writes a zip archive (APPNOTE 4.3), byte by byte the same for the same members. */
export function zipOf(members: readonly ZipMember[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const member of members) {
    const data = member.stored ? Buffer.from(member.bytes) : deflateRawSync(member.bytes);
    const name = Buffer.from(member.name);
    const local = Buffer.concat([headerOf(member, data, name, false), name, data]);
    offsets.push(offset);
    const entry = headerOf(member, data, name, true);
    entry.writeUInt32LE(member.sharesWith === undefined ? offset : offsets[member.sharesWith]!, 42);
    directory.push(entry, name);
    bodies.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, list, end]);
}

function headerOf(member: ZipMember, data: Buffer, name: Buffer, inDirectory: boolean): Buffer {
  const header = Buffer.alloc(inDirectory ? 46 : 30);
  const shift = inDirectory ? 2 : 0;
  header.writeUInt32LE(inDirectory ? 0x02014b50 : 0x04034b50, 0);
  if (inDirectory) header.writeUInt16LE(20, 4);
  header.writeUInt16LE(20, 4 + shift);
  header.writeUInt16LE(0x800 | (member.encrypted ? 1 : 0), 6 + shift);
  header.writeUInt16LE(member.method ?? (member.stored ? 0 : 8), 8 + shift);
  header.writeUInt16LE(0x21, 12 + shift);
  header.writeUInt32LE(member.claimedSum ?? crc32(member.bytes), 14 + shift);
  header.writeUInt32LE(data.length, 18 + shift);
  header.writeUInt32LE(member.claimedSize ?? member.bytes.length, 22 + shift);
  header.writeUInt16LE(name.length, 26 + shift);
  return header;
}
