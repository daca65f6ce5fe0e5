import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { sampleRecords } from "../../testing/sample-log.ts";
import { SocError } from "../soc-error.ts";
import { proveInclusion, verifyInclusion } from "./inclusion.ts";
import { bundlePath, edgeTiles, formatBundle, parseBundle, readThroughTiles, recordBytesMax, tilePath, tileWidth } from "./tile.ts";
import { openTiledTree } from "./tiled-tree.ts";
import { leafHash, rootOf } from "./tree.ts";

const leaves = sampleRecords(66_200).map(leafHash);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** Everything that was ever published, under its path. */
function grown(sizes: readonly number[]): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  let tree = openTiledTree();
  for (const size of sizes) {
    while (tree.size() < size) tree.append(leaves[tree.size()]!);
    for (const tile of tree.takeTiles()) files.set(tilePath(tile), tile.bytes);
    // As a process that starts anew would.
    tree = openTiledTree({ size, edgeTiles: edgeTiles(size).map((place) => files.get(tilePath(place))!) });
    assert.equal(hex(tree.root()), hex(rootOf(leaves.slice(0, size))), `size ${size}`);
  }
  return files;
}

describe("tiles", () => {
  test("have the paths of C2SP tlog-tiles", () => {
    assert.equal(tilePath({ level: 0, index: 1_234_067, width: 256 }), "tile/0/x001/x234/067");
    assert.equal(tilePath({ level: 1, index: 0, width: 17 }), "tile/1/000.p/17");
    assert.equal(tilePath({ level: 2, index: 1000, width: 256 }), "tile/2/x001/000");
    assert.equal(bundlePath({ index: 999, width: 1 }), "tile/entries/999.p/1");
  });

  test("at the edge of 70,000 leaves are those that the specification counts", () => {
    assert.deepEqual(edgeTiles(70_000), [
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ]);
    assert.deepEqual(edgeTiles(256), [{ level: 1, index: 0, width: 1 }]);
    assert.deepEqual(edgeTiles(0), []);
  });

  test("are the same however the log grew, but for partial ones that were published on the way", () => {
    const size = 66_200;
    const atOnce = grown([size]);
    const slowly = grown([1, 2, 255, 256, 257, 300, 511, 512, 513, 20_000, 65_535, 65_536, 65_537, size]);
    for (const [path, bytes] of atOnce) assert.equal(hex(slowly.get(path)!), hex(bytes), path);
    for (const path of slowly.keys()) assert.ok(atOnce.has(path) || path.includes(".p/"), path);
  });

  test("give a proof for any leaf of any published size", async () => {
    const sizes = [1, 255, 256, 257, 700, 65_535, 65_536, 66_200];
    const files = grown(sizes);
    for (const size of sizes) {
      const root = rootOf(leaves.slice(0, size));
      const read = readThroughTiles(size, async (place) => files.get(tilePath(place)) ?? new Uint8Array());
      for (const index of new Set([0, size >> 1, Math.max(0, size - 2), size - 1])) {
        const proof = await proveInclusion(index, size, read);
        assert.ok(verifyInclusion({ index, size, leaf: leaves[index]!, root, proof }), `${index} of ${size}`);
      }
    }
  });

  test("that are missing, short or long are refused by name", async () => {
    for (const bytes of [new Uint8Array(), new Uint8Array(31), new Uint8Array(tileWidth * 32 + 1)]) {
      const read = readThroughTiles(300, async () => bytes);
      await assert.rejects(
        proveInclusion(3, 300, read),
        (error) => error instanceof SocError && error.code === "transparency/damaged-tile",
      );
    }
    assert.throws(
      () => openTiledTree({ size: 5, edgeTiles: [new Uint8Array(64)] }),
      (error) => error instanceof SocError,
    );
  });
});

describe("bundles of entries", () => {
  test("are read back, and anything cut off is refused", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 30 }), fc.nat(), (records, cut) => {
        const bytes = formatBundle(records);
        assert.deepEqual(parseBundle(bytes).map(hex), records.map(hex));
        const shorter = bytes.subarray(0, cut % (bytes.length + 1));
        try {
          assert.ok(parseBundle(shorter).length <= records.length);
        } catch (error) {
          assert.ok(error instanceof SocError);
        }
      }),
    );
    assert.throws(() => parseBundle(formatBundle(sampleRecords(257))), SocError);
    assert.throws(() => formatBundle([new Uint8Array(recordBytesMax + 1)]), /does not fit/);
  });
});
