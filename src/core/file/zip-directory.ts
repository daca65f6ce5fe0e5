/** One member as the central directory names it; sizes are what it claims. */
export type ZipMember = {
  readonly name: string;
  readonly encrypted: boolean;
  /** 0 stored, 8 deflated (PKWARE APPNOTE 4.4.5). */
  readonly method: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly headerAt: number;
};

/** Bounds on one directory: members, bytes of a name, and how far before the file's end its end record is looked for (APPNOTE 4.3.16). */
export const zipLimits = { membersMax: 2_000, nameBytesMax: 1_024, commentBytesMax: 65_557 } as const;

/** The members of a ZIP by its central directory (APPNOTE 4.3.12), at most `zipLimits.membersMax`; undefined when there is no directory. Inflates nothing. */
export function zipDirectory(bytes: Uint8Array): readonly ZipMember[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endRecordAt(view);
  if (end === undefined) return undefined;
  const members: ZipMember[] = [];
  let at = view.getUint32(end + 16, true);
  while (members.length < zipLimits.membersMax && at + 46 <= bytes.length && view.getUint32(at, true) === 0x02014b50) {
    const nameBytes = view.getUint16(at + 28, true);
    const next = at + 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > bytes.length || nameBytes > zipLimits.nameBytesMax) break;
    members.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes)),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      method: view.getUint16(at + 10, true),
      packedBytes: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      headerAt: view.getUint32(at + 42, true),
    });
    at = next;
  }
  return members;
}

/** A member's packed bytes, without opening them; undefined when the local header is not where the directory says. */
export function packedMember(bytes: Uint8Array, member: ZipMember): Uint8Array | undefined {
  const at = member.headerAt;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (at + 30 > bytes.length || view.getUint32(at, true) !== 0x04034b50) return undefined;
  const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  const end = start + member.packedBytes;
  return end > bytes.length ? undefined : bytes.subarray(start, end);
}

function endRecordAt(view: DataView): number | undefined {
  const last = view.byteLength - 22;
  for (let at = last; at >= Math.max(0, last - zipLimits.commentBytesMax); at--) if (view.getUint32(at, true) === 0x06054b50) return at;
  return undefined;
}
