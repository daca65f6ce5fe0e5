import { SocError } from "../soc-error.ts";
import type { ReadHashes, TreeNode } from "./node.ts";
import { hashBytes, nodeHash } from "./tree.ts";

/** Hashes in a full tile, records in a full bundle (C2SP tlog-tiles). */
export const tileWidth = 256;

/** Levels of the tree that one tile holds: 2^8 = 256. */
export const tileHeight = 8;

/** The longest record that a bundle can hold: its length is written in two bytes. */
export const recordBytesMax = 65_535;

/** Where a tile is: its level counted in tiles, its number within the level from 0, and how many hashes it holds, 256 when it is full. */
export type TilePlace = { readonly level: number; readonly index: number; readonly width: number };

/** A tile with its bytes: the hashes one after another, 32 bytes each. */
export type Tile = TilePlace & { readonly bytes: Uint8Array };

/** The path of a tile below the log's folder, e.g. "tile/0/x001/234" or "tile/1/000.p/17" (C2SP tlog-tiles). */
export function tilePath({ level, index, width }: TilePlace): string {
  return `tile/${level}/${numberPath(index)}${suffixOf(width)}`;
}

/** The path of a bundle of records, e.g. "tile/entries/000.p/3". */
export function bundlePath({ index, width }: Omit<TilePlace, "level">): string {
  return `tile/entries/${numberPath(index)}${suffixOf(width)}`;
}

const suffixOf = (width: number) => (width === tileWidth ? "" : `.p/${width}`);

function numberPath(index: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/\d{3}/g) as string[];
  return groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/");
}

/** The tiles of a tree of `size` leaves that its right edge is in: the partial one of each level that has one, lowest level first. */
export function edgeTiles(size: number): TilePlace[] {
  const tiles: TilePlace[] = [];
  for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / tileWidth)) {
    const width = hashes % tileWidth;
    if (width > 0) tiles.push({ level, index: Math.floor(hashes / tileWidth), width });
  }
  return tiles;
}

/** The tile that holds a node in a tree of `size` leaves, as wide as it is at that size. */
export function tileOf({ level, index }: TreeNode, size: number): TilePlace {
  const tileLevel = Math.floor(level / tileHeight);
  const tile = Math.floor((index * 2 ** (level % tileHeight)) / tileWidth);
  const hashes = Math.floor(size / tileWidth ** tileLevel);
  return { level: tileLevel, index: tile, width: Math.min(tileWidth, hashes - tile * tileWidth) };
}

/** The hash of a node from the bytes of its tile. A tile that is too short for it is refused (`transparency/damaged-tile`). */
export function hashInTile(place: TilePlace, bytes: Uint8Array, { level, index }: TreeNode): Uint8Array {
  const height = level % tileHeight;
  const count = 2 ** height;
  const first = index * count - place.index * tileWidth;
  if (bytes.length < (first + count) * hashBytes || first < 0) throw damagedTile(place);
  let hashes: Uint8Array[] = Array.from({ length: count }, (_, at) => bytes.slice((first + at) * hashBytes, (first + at + 1) * hashBytes));
  for (let left = height; left > 0; left--)
    hashes = hashes.filter((_, at) => at % 2 === 0).map((hash, at) => nodeHash(hash, hashes[at * 2 + 1] as Uint8Array));
  return hashes[0] as Uint8Array;
}

/**
 * Reads nodes of a tree of `size` leaves out of its tiles, each tile once a call. What a tile says is not trusted here: a proof made of it is checked
 * against the root of a signed checkpoint. Refuses (`transparency/damaged-tile`) a tile that has not the width asked for.
 */
export function readThroughTiles(size: number, readTile: (place: TilePlace) => Promise<Uint8Array>): ReadHashes {
  return async (nodes) => {
    const read = new Map<string, Uint8Array>();
    const hashes: Uint8Array[] = [];
    for (const node of nodes) {
      const place = tileOf(node, size);
      const path = tilePath(place);
      const bytes = read.get(path) ?? (await readTile(place));
      if (bytes.length !== place.width * hashBytes) throw damagedTile(place);
      read.set(path, bytes);
      hashes.push(hashInTile(place, bytes, node));
    }
    return hashes;
  };
}

/** The bytes of a bundle: each record behind its length in two bytes, big-endian. A record above 65,535 bytes is a programmer's mistake. */
export function formatBundle(records: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(records.reduce((sum, record) => sum + 2 + record.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const record of records) {
    if (record.length > recordBytesMax) throw new Error(`a record of ${record.length} bytes does not fit a bundle`);
    view.setUint16(at, record.length);
    bytes.set(record, at + 2);
    at += 2 + record.length;
  }
  return bytes;
}

/** The records of a bundle. Refuses (`transparency/malformed`) one that is cut off or holds more than 256. */
export function parseBundle(bytes: Uint8Array): Uint8Array[] {
  const records: Uint8Array[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at < bytes.length) {
    const end = at + 2 <= bytes.length ? at + 2 + view.getUint16(at) : Number.POSITIVE_INFINITY;
    if (end > bytes.length || records.length === tileWidth) throw malformedBundle(records.length);
    records.push(bytes.slice(at + 2, end));
    at = end;
  }
  return records;
}

const damagedTile = (place: TilePlace) =>
  new SocError({
    code: "transparency/damaged-tile",
    problem: `${tilePath(place)} does not hold the hashes that its name promises`,
    remedy: 'run "watchkeeper journal verify", which makes the tiles anew from the record and compares',
    retry: "never",
  });

const malformedBundle = (records: number) =>
  new SocError({
    code: "transparency/malformed",
    problem: `the bundle of entries is cut off or too long after ${records} entries`,
    remedy: "ask for it again from where it came",
    retry: "never",
  });
