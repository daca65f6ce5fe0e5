const free = 0xffffffff;
const endOfChain = 0xfffffffe;

/** Builds a compound file ([MS-CFB] version 3) with one storage per first path part; each stream is padded to 4,096 bytes, so that none is small. */
export function oleFile(streams: readonly { path: string; content: Uint8Array }[]): Buffer {
  const storages = [...new Set(streams.flatMap(({ path }) => (path.includes("/") ? [path.split("/")[0]!] : [])))];
  const names = ["Root Entry", ...storages, ...streams.map(({ path }) => path.split("/").at(-1)!)];
  const directorySectors = Math.ceil(names.length / 4);
  const padded = streams.map(({ content }) => Buffer.concat([content, Buffer.alloc(Math.max(0, 4_096 - content.length))]));
  const sizes = padded.map(({ length }) => Math.ceil(length / 512));
  const fat: number[] = [0xfffffffd];
  for (let sector = 1; sector <= directorySectors; sector++) fat.push(sector === directorySectors ? endOfChain : sector + 1);
  const starts = sizes.map((size) => {
    const start = fat.length;
    for (let sector = 0; sector < size; sector++) fat.push(sector === size - 1 ? endOfChain : start + sector + 1);
    return start;
  });
  if (fat.length > 128) throw new Error("the fixture is larger than one table sector");
  const table = Buffer.alloc(512, 0xff);
  for (const [index, next] of fat.entries()) table.writeUInt32LE(next >>> 0, index * 4);
  const directory = Buffer.alloc(directorySectors * 512);
  const parents = new Map<string, number[]>([["", []]]);
  for (const [index, storage] of storages.entries()) {
    parents.get("")!.push(1 + index);
    parents.set(storage, []);
  }
  for (const [index, { path }] of streams.entries())
    parents.get(path.includes("/") ? path.split("/")[0]! : "")!.push(1 + storages.length + index);
  for (const [index, name] of names.entries()) {
    const entry = directory.subarray(index * 128, index * 128 + 128);
    entry.write(name, 0, "utf16le");
    entry.writeUInt16LE(name.length * 2 + 2, 64);
    entry[66] = index === 0 ? 5 : index <= storages.length ? 1 : 2;
    const siblings = [...parents.values()].find((list) => list.includes(index)) ?? [];
    const children = parents.get(index === 0 ? "" : index <= storages.length ? name : "\0") ?? [];
    entry.writeUInt32LE(free, 68);
    entry.writeUInt32LE(siblings[siblings.indexOf(index) + 1] ?? free, 72);
    entry.writeUInt32LE(children[0] ?? free, 76);
    const stream = index - 1 - storages.length;
    entry.writeUInt32LE(stream >= 0 ? starts[stream]! : endOfChain, 116);
    entry.writeUInt32LE(stream >= 0 ? padded[stream]!.length : 0, 120);
  }
  const header = Buffer.alloc(512);
  header.write("d0cf11e0a1b11ae1", 0, "hex");
  header.writeUInt16LE(3, 26);
  header.writeUInt16LE(9, 30);
  header.writeUInt32LE(1, 44);
  header.writeUInt32LE(1, 48);
  header.writeUInt32LE(4_096, 56);
  header.writeUInt32LE(endOfChain, 60);
  header.writeUInt32LE(endOfChain, 68);
  header.fill(0xff, 76);
  header.writeUInt32LE(0, 76);
  return Buffer.concat([
    header,
    table,
    directory,
    ...padded.map((content, index) => Buffer.concat([content, Buffer.alloc(sizes[index]! * 512 - content.length)])),
  ]);
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
