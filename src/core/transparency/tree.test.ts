import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import { emptyRoot, leafHash, nodeHash, openTree, rootOf, treeSizeMax } from "./tree.ts";

/** RFC 6962, section 2.1, word for word and without our hashing. */
function definition(records: readonly Uint8Array[]): Buffer {
  const sha = (...parts: readonly Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();
  if (records.length === 0) return sha();
  if (records.length === 1) return sha(Uint8Array.of(0), records[0]!);
  let split = 1;
  while (split * 2 < records.length) split *= 2;
  return sha(Uint8Array.of(1), definition(records.slice(0, split)), definition(records.slice(split)));
}

const records = (count: number) => Array.from({ length: count }, (_, at) => Buffer.from(`record ${at}`));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("the tree", () => {
  test("has the root of RFC 6962 at every size up to 300", () => {
    const all = records(300);
    const tree = openTree();
    assert.equal(hex(tree.root()), hex(definition([])));
    for (const [at, record] of all.entries()) {
      tree.append(leafHash(record));
      assert.equal(tree.size(), at + 1);
      if (at < 40 || at % 23 === 0 || at > 250) assert.equal(hex(tree.root()), hex(definition(all.slice(0, at + 1))), `size ${at + 1}`);
    }
  });

  test("goes on from its right edge as if it had never stopped", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), (before, after) => {
        const leaves = records(before + after).map(leafHash);
        const first = openTree();
        for (const leaf of leaves.slice(0, before)) first.append(leaf);
        const second = openTree({ size: before, edge: first.edge() });
        for (const leaf of leaves.slice(before)) second.append(leaf);
        assert.equal(hex(second.root()), hex(rootOf(leaves)));
        assert.equal(hex(first.root()), hex(rootOf(leaves.slice(0, before))));
      }),
      { numRuns: 50 },
    );
  });

  test("hashes a record of any length, from nothing to far above the scratch buffer", () => {
    for (const length of [0, 1, 55, 64, 16_383, 16_384, 16_385, 200_000]) {
      const record = Buffer.alloc(length, 7);
      assert.equal(hex(leafHash(record)), hex(definition([record])), `length ${length}`);
    }
  });

  test("a leaf cannot be passed off as a node", () => {
    const [left, right] = [leafHash(Buffer.from("a")), leafHash(Buffer.from("b"))];
    assert.notEqual(hex(leafHash(Buffer.concat([left, right]))), hex(nodeHash(left, right)));
  });

  test("tells of each complete subtree once, leaves first", () => {
    const told: string[] = [];
    const tree = openTree(undefined, (level) => told.push(String(level)));
    for (const leaf of records(6).map(leafHash)) tree.append(leaf);
    assert.equal(told.join(" "), "0 0 1 0 0 1 2 0 0 1");
  });

  test("an edge that is not of its size is refused", () => {
    assert.throws(() => openTree({ size: 3, edge: [emptyRoot] }), /another edge/);
    assert.doesNotThrow(() => openTree({ size: treeSizeMax, edge: Array.from({ length: 53 }, () => emptyRoot) }));
  });
});
