import { edgeTiles, hashInTile, type Tile, tileHeight, tileWidth } from "./tile.ts";
import { type GrowingTree, hashBytes, openTree } from "./tree.ts";

/** A growing tree that also makes its tiles. */
export type TiledTree = GrowingTree & {
  /**
   * The tiles that are new since they were last taken: the full ones, lowest level first, then the partial ones of now.
   * Full tiles wait in memory until they are taken: 8 KiB for every 256 leaves.
   */
  readonly takeTiles: () => readonly Tile[];
};

/** What a tiled tree goes on from: its size and the bytes of its partial tiles, those that `edgeTiles(size)` names, in that order. */
export type TiledStart = { readonly size: number; readonly edgeTiles: readonly Uint8Array[] };

type Row = { readonly bytes: Uint8Array; index: number; width: number; widthTaken: number };

/** A tiled tree, empty or from where another one was. Refuses (`transparency/damaged-tile`) tiles that are too short for their names. */
export function openTiledTree(start: TiledStart = { size: 0, edgeTiles: [] }): TiledTree {
  const rows: Row[] = [];
  const full: Tile[] = [];
  const onNode = (nodeLevel: number, hash: Uint8Array) => {
    if (nodeLevel % tileHeight !== 0) return;
    const level = nodeLevel / tileHeight;
    rows[level] ??= { bytes: new Uint8Array(tileWidth * hashBytes), index: 0, width: 0, widthTaken: 0 };
    const row = rows[level];
    row.bytes.set(hash, row.width * hashBytes);
    row.width++;
    if (row.width < tileWidth) return;
    full.push({ level, index: row.index, width: tileWidth, bytes: row.bytes.slice() });
    row.index++;
    row.width = row.widthTaken = 0;
  };
  const edge = edgeOf(start, rows);
  const tree = openTree({ size: start.size, edge }, onNode);
  return {
    ...tree,
    takeTiles() {
      const taken = full.splice(0).toSorted((one, other) => one.level - other.level || one.index - other.index);
      for (const [level, row] of rows.entries()) {
        if (row.width === row.widthTaken) continue;
        taken.push({ level, index: row.index, width: row.width, bytes: row.bytes.slice(0, row.width * hashBytes) });
        row.widthTaken = row.width;
      }
      return taken;
    },
  };
}

/** Fills the rows from the partial tiles and reads the right edge out of them, largest subtree first. */
function edgeOf({ size, edgeTiles: tiles }: TiledStart, rows: Row[]): Uint8Array[] {
  const places = edgeTiles(size);
  if (places.length !== tiles.length) throw new Error(`a tree of ${size} leaves has ${places.length} partial tiles, not ${tiles.length}`);
  for (let hashes = size; hashes > 0; hashes = Math.floor(hashes / tileWidth))
    rows.push({ bytes: new Uint8Array(tileWidth * hashBytes), index: Math.floor(hashes / tileWidth), width: 0, widthTaken: 0 });
  const edge: Uint8Array[] = [];
  for (const [at, place] of places.entries()) {
    const bytes = tiles[at] as Uint8Array;
    const row = rows[place.level] as Row;
    const roots: Uint8Array[] = [];
    let first = place.index * tileWidth;
    for (let height = tileHeight - 1; height >= 0; height--) {
      if (Math.floor(place.width / 2 ** height) % 2 === 0) continue;
      roots.push(hashInTile(place, bytes, { level: place.level * tileHeight + height, index: first / 2 ** height }));
      first += 2 ** height;
    }
    edge.unshift(...roots);
    row.bytes.set(bytes.subarray(0, place.width * hashBytes));
    row.width = row.widthTaken = place.width;
  }
  return edge;
}
