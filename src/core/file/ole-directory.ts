/** A named stream of a compound file ([MS-CFB] 2.6): `path` joins storages and stream by "/". */
export type OleStream = { readonly path: string; readonly bytes: number; readonly start: number };

/** An opened compound file: its streams, and their bytes on demand. */
export type OleFile = {
  readonly streams: readonly OleStream[];
  /** The first `bytesMax` bytes of a stream; fewer when its chain is broken. */
  readonly read: (stream: OleStream, bytesMax: number) => Uint8Array;
};

/** Bounds on what is read of a compound file ([MS-CFB]): sectors of its allocation table, directory entries, and depth of the storage tree. */
export const oleLimits = { sectorsMax: 65_536, entriesMax: 4_096, depthMax: 16 } as const;

const noSector = 0xfffffffa;
const miniStreamBelowBytes = 4_096;

type Layout = { readonly bytes: Uint8Array; readonly view: DataView; readonly sectorBytes: number; readonly fat: Uint32Array };
type Entry = {
  readonly name: string;
  readonly kind: number;
  readonly left: number;
  readonly right: number;
  readonly child: number;
  readonly start: number;
  readonly size: number;
};

/** Reads the directory of a compound file within `oleLimits`. Undefined when the header is not one; broken chains end early and never loop. */
export function openOle(bytes: Uint8Array): OleFile | undefined {
  const layout = layoutOf(bytes);
  if (!layout) return undefined;
  const entries = entriesOf(chain(layout, layout.view.getUint32(48, true), oleLimits.entriesMax * 128));
  const root = entries[0];
  if (!root) return undefined;
  const miniFat = wordsOf(chain(layout, layout.view.getUint32(60, true), oleLimits.sectorsMax * 4));
  const miniStream = chain(layout, root.start, Math.min(root.size, oleLimits.sectorsMax * 64));
  const read = (stream: OleStream, bytesMax: number) => {
    const wanted = Math.min(stream.bytes, bytesMax);
    return stream.bytes < miniStreamBelowBytes ? miniChain(miniStream, miniFat, stream.start, wanted) : chain(layout, stream.start, wanted);
  };
  return { streams: streamsOf(entries), read };
}

function layoutOf(bytes: Uint8Array): Layout | undefined {
  if (bytes.length < 512) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shift = view.getUint16(30, true);
  if (view.getUint32(0, true) !== 0xe011cfd0 || (shift !== 9 && shift !== 12)) return undefined;
  const sectorBytes = 1 << shift;
  const fatSectors: number[] = [];
  for (let index = 0; index < 109; index++) fatSectors.push(view.getUint32(76 + index * 4, true));
  collectDifat(view, sectorBytes, fatSectors);
  const perSector = sectorBytes / 4;
  const fat = new Uint32Array(Math.min(fatSectors.length * perSector, oleLimits.sectorsMax)).fill(0xffffffff);
  let filled = 0;
  for (const sector of fatSectors) {
    if (sector >= noSector) continue;
    const at = (sector + 1) * sectorBytes;
    for (let index = 0; index < perSector && filled < fat.length; index++, filled++)
      fat[filled] = at + index * 4 + 4 <= bytes.length ? view.getUint32(at + index * 4, true) : 0xffffffff;
  }
  return { bytes, view, sectorBytes, fat };
}

function collectDifat(view: DataView, sectorBytes: number, fatSectors: number[]): void {
  let sector = view.getUint32(68, true);
  for (let steps = 0; sector < noSector && steps < 64; steps++) {
    const at = (sector + 1) * sectorBytes;
    if (at + sectorBytes > view.byteLength) return;
    for (let index = 0; index < sectorBytes / 4 - 1; index++) fatSectors.push(view.getUint32(at + index * 4, true));
    sector = view.getUint32(at + sectorBytes - 4, true);
  }
}

/** The bytes of a sector chain, at most `bytesMax`; every sector at most once, since a hostile chain may loop. */
function chain({ bytes, sectorBytes, fat }: Layout, start: number, bytesMax: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  const seen = new Set<number>();
  let length = 0;
  for (let sector = start; sector < noSector && sector < fat.length && !seen.has(sector) && length < bytesMax; sector = fat[sector]!) {
    seen.add(sector);
    const at = (sector + 1) * sectorBytes;
    const piece = bytes.subarray(at, Math.min(at + sectorBytes, at + bytesMax - length));
    pieces.push(piece);
    length += piece.length;
  }
  return Buffer.concat(pieces, length);
}

function miniChain(miniStream: Uint8Array, miniFat: Uint32Array, start: number, wanted: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  const seen = new Set<number>();
  let length = 0;
  for (let sector = start; sector < noSector && !seen.has(sector) && length < wanted; sector = miniFat[sector] ?? noSector) {
    seen.add(sector);
    const piece = miniStream.subarray(sector * 64, Math.min(sector * 64 + 64, sector * 64 + wanted - length));
    pieces.push(piece);
    length += piece.length;
  }
  return Buffer.concat(pieces, length);
}

function wordsOf(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => view.getUint32(index * 4, true));
}

function entriesOf(directory: Uint8Array): Entry[] {
  const view = new DataView(directory.buffer, directory.byteOffset, directory.byteLength);
  const entries: Entry[] = [];
  for (let at = 0; at + 128 <= directory.length && entries.length < oleLimits.entriesMax; at += 128) {
    const nameBytes = Math.max(0, Math.min(view.getUint16(at + 64, true), 64) - 2);
    entries.push({
      name: new TextDecoder("utf-16le").decode(directory.subarray(at, at + nameBytes)),
      kind: directory[at + 66]!,
      left: view.getUint32(at + 68, true),
      right: view.getUint32(at + 72, true),
      child: view.getUint32(at + 76, true),
      start: view.getUint32(at + 116, true),
      size: view.getUint32(at + 120, true),
    });
  }
  return entries;
}

/** Walks the tree of entries from the root; each entry is visited once. */
function streamsOf(entries: readonly Entry[]): OleStream[] {
  const streams: OleStream[] = [];
  const seen = new Set<number>([0]);
  const waiting = [{ index: entries[0]!.child, path: "", depth: 0 }];
  while (waiting.length > 0) {
    const { index, path, depth } = waiting.pop()!;
    const entry = entries[index];
    if (!entry || seen.has(index) || depth > oleLimits.depthMax) continue;
    seen.add(index);
    const own = path === "" ? entry.name : `${path}/${entry.name}`;
    if (entry.kind === 2) streams.push({ path: own, bytes: entry.size, start: entry.start });
    if (entry.kind === 1) waiting.push({ index: entry.child, path: own, depth: depth + 1 });
    waiting.push({ index: entry.left, path, depth }, { index: entry.right, path, depth });
  }
  return streams.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.start - b.start));
}
