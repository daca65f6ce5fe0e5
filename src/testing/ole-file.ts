const free = 0xffffffff;
const endOfChain = 0xfffffffe;
const sectorBytes = 512;
const miniBytes = 64;
const smallBelowBytes = 4_096;

type Stream = { readonly path: string; readonly content: Uint8Array };

/** Builds a compound file ([MS-CFB] version 3) with one storage per first path part; streams below 4,096 bytes lie in the mini stream, as they must. */
export function oleFile(streams: readonly Stream[]): Buffer {
  const names = namesOf(streams);
  const directorySectors = Math.ceil(names.length / 4);
  const mini = pack(streams.filter(isSmall), miniBytes);
  const large = pack(
    streams.filter((stream) => !isSmall(stream)),
    sectorBytes,
  );
  const miniSectors = Math.ceil(mini.bytes.length / sectorBytes);
  const miniTableAt = 1 + directorySectors;
  const largeAt = miniTableAt + 1 + miniSectors;
  const table = [
    0xfffffffd,
    ...chain(1, directorySectors),
    ...chain(miniTableAt, 1),
    ...chain(miniTableAt + 1, miniSectors),
    ...large.table.map((next) => (next === endOfChain ? next : next + largeAt)),
  ];
  if (table.length > 128 || mini.table.length > 128) throw new Error("the fixture is larger than one table sector");
  const directory = directoryOf({
    names,
    sectors: directorySectors,
    root: { start: miniTableAt + 1, bytes: mini.bytes.length },
    place: (stream) => (isSmall(stream) ? mini.starts.get(stream)! : large.starts.get(stream)! + largeAt),
  });
  const miniPadded = Buffer.concat([mini.bytes, Buffer.alloc(miniSectors * sectorBytes - mini.bytes.length)]);
  return Buffer.concat([headerOf(miniTableAt), tableSector(table), directory, tableSector(mini.table), miniPadded, large.bytes]);
}

type Named = { readonly name: string; readonly kind: 1 | 2 | 5; readonly parent: number; readonly stream?: Stream };

function namesOf(streams: readonly Stream[]): Named[] {
  const storages = [...new Set(streams.flatMap(({ path }) => (path.includes("/") ? [path.split("/")[0]!] : [])))];
  const parentOf = (path: string) => (path.includes("/") ? 1 + storages.indexOf(path.split("/")[0]!) : 0);
  return [
    { name: "Root Entry", kind: 5, parent: -1 },
    ...storages.map((name): Named => ({ name, kind: 1, parent: 0 })),
    ...streams.map((stream): Named => ({ name: stream.path.split("/").at(-1)!, kind: 2, parent: parentOf(stream.path), stream })),
  ];
}

function isSmall({ content }: Stream): boolean {
  return content.length < smallBelowBytes;
}

function chain(start: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => (index === count - 1 ? endOfChain : start + index + 1));
}

/** Lays streams one behind the other in units, with the table that joins the units of each. */
function pack(streams: readonly Stream[], unit: number): { bytes: Buffer; table: number[]; starts: Map<Stream, number> } {
  const table: number[] = [];
  const starts = new Map<Stream, number>();
  const pieces = streams.map((stream) => {
    const count = Math.max(1, Math.ceil(stream.content.length / unit));
    starts.set(stream, table.length);
    table.push(...chain(table.length, count));
    return Buffer.concat([stream.content, Buffer.alloc(count * unit - stream.content.length)]);
  });
  return { bytes: Buffer.concat(pieces), table, starts };
}

function tableSector(entries: readonly number[]): Buffer {
  const table = Buffer.alloc(sectorBytes, 0xff);
  for (const [index, next] of entries.entries()) table.writeUInt32LE(next, index * 4);
  return table;
}

type Directory = { names: readonly Named[]; sectors: number; root: { start: number; bytes: number }; place: (stream: Stream) => number };

function directoryOf({ names, sectors, root, place }: Directory): Buffer {
  const directory = Buffer.alloc(sectors * sectorBytes);
  for (const [index, { name, kind, parent, stream }] of names.entries()) {
    const entry = directory.subarray(index * 128, index * 128 + 128);
    const sibling = names.findIndex((other, at) => at > index && other.parent === parent);
    const child = names.findIndex((other) => other.parent === index);
    entry.write(name, 0, "utf16le");
    entry.writeUInt16LE(name.length * 2 + 2, 64);
    entry[66] = kind;
    entry.writeUInt32LE(free, 68);
    entry.writeUInt32LE(sibling < 0 ? free : sibling, 72);
    entry.writeUInt32LE(child < 0 ? free : child, 76);
    entry.writeUInt32LE(stream ? place(stream) : kind === 5 ? root.start : 0, 116);
    entry.writeUInt32LE(stream ? stream.content.length : kind === 5 ? root.bytes : 0, 120);
  }
  return directory;
}

function headerOf(miniTableAt: number): Buffer {
  const header = Buffer.alloc(sectorBytes);
  header.write("d0cf11e0a1b11ae1", 0, "hex");
  header.writeUInt16LE(3, 26);
  header.writeUInt16LE(9, 30);
  header.writeUInt16LE(6, 32);
  header.writeUInt32LE(1, 44);
  header.writeUInt32LE(1, 48);
  header.writeUInt32LE(smallBelowBytes, 56);
  header.writeUInt32LE(miniTableAt, 60);
  header.writeUInt32LE(1, 64);
  header.writeUInt32LE(endOfChain, 68);
  header.fill(0xff, 76);
  header.writeUInt32LE(0, 76);
  return header;
}

/** A VBA module stream whose source is kept as [MS-OVBA] 2.4.1 packs it, without any copying: one flag byte before every eight characters. */
export function vbaModule(source: string): Buffer {
  const text = Buffer.from(`Attribute VB_Name = "ThisDocument"\r\n${source}`, "latin1");
  const out: Buffer[] = [Buffer.alloc(64, 0x2a), Buffer.from([1])];
  // A chunk holds at most 4,096 characters; with its flags it must stay below 4,098 bytes, so that chunks of 3,600 fit.
  for (let at = 0; at < text.length; at += 3_600) {
    const piece = text.subarray(at, at + 3_600);
    const packed: number[] = [];
    for (let index = 0; index < piece.length; index += 8) packed.push(0, ...piece.subarray(index, index + 8));
    const header = Buffer.alloc(2);
    header.writeUInt16LE(0x8000 | 0x3000 | (packed.length - 1), 0);
    out.push(header, Buffer.from(packed));
  }
  return Buffer.concat(out);
}
