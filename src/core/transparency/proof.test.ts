import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { sampleRecords, wholeTree } from "../../testing/sample-log.ts";
import { planConsistency, proveConsistency, verifyConsistency } from "./consistency.ts";
import { planInclusion, proofHashesMax, proveInclusion, verifyInclusion } from "./inclusion.ts";
import type { ReadHashes } from "./node.ts";
import { emptyRoot, foldRoots, leafHash, nodeHash, treeSizeMax } from "./tree.ts";

const sizeMax = 70;
const records = sampleRecords(sizeMax);
const leaves = records.map(leafHash);
const trees = Array.from({ length: sizeMax + 1 }, (_, size) => wholeTree(records.slice(0, size)));
const rootAt = (size: number) => (size === 0 ? emptyRoot : trees[size]!.root());

/** Each way to spoil a proof by a little: every byte of every hash, one hash less, one more, two swapped. */
function* spoiled(proof: readonly Uint8Array[]): Generator<readonly Uint8Array[]> {
  for (const [at, hash] of proof.entries()) {
    for (let byte = 0; byte < hash.length; byte += 5) {
      const bent = Uint8Array.from(hash);
      bent[byte]! ^= 1 << (byte % 8);
      yield proof.with(at, bent);
    }
    yield proof.toSpliced(at, 1);
    yield proof.toSpliced(at, 0, hash);
    if (at > 0 && Buffer.compare(proof[at - 1]!, hash) !== 0) yield proof.with(at, proof[at - 1]!).with(at - 1, hash);
    yield proof.with(at, hash.subarray(0, 31));
  }
  yield [...proof, leaves[0]!];
}

describe("an inclusion proof", () => {
  test(`shows every leaf of every size up to ${sizeMax}, and nothing else`, async () => {
    for (let size = 1; size <= sizeMax; size++) {
      const root = rootAt(size);
      for (let index = 0; index < size; index++) {
        const proof = await proveInclusion(index, size, trees[size]!.read);
        const claim = { index, size, leaf: leaves[index]!, root, proof };
        assert.ok(verifyInclusion(claim), `${index} of ${size}`);
        assert.ok(proof.length <= Math.ceil(Math.log2(size)));
        for (let other = 0; other < size; other++) if (other !== index) assert.ok(!verifyInclusion({ ...claim, index: other }));
        assert.ok(!verifyInclusion({ ...claim, leaf: leaves[(index + 1) % sizeMax]! }));
        assert.ok(!verifyInclusion({ ...claim, root: rootAt(size - 1) }));
      }
    }
  });

  test("is spoiled by any change of it", async () => {
    let tried = 0;
    for (const size of [1, 2, 3, 7, 8, 21, 64, 70])
      for (let index = 0; index < size; index++) {
        const proof = await proveInclusion(index, size, trees[size]!.read);
        for (const bent of spoiled(proof)) {
          assert.ok(!verifyInclusion({ index, size, leaf: leaves[index]!, root: rootAt(size), proof: bent }), `${index} of ${size}`);
          tried++;
        }
      }
    assert.ok(tried > 10_000);
  });
});

describe("a consistency proof", () => {
  test(`shows growth between any two sizes up to ${sizeMax}, and refuses any other older root`, async () => {
    for (let newer = 0; newer <= sizeMax; newer++)
      for (let older = 0; older <= newer; older++) {
        const proof = await proveConsistency(older, newer, trees[newer]!.read);
        const claim = { older: { size: older, root: rootAt(older) }, newer: { size: newer, root: rootAt(newer) }, proof };
        assert.ok(verifyConsistency(claim), `${older} to ${newer}`);
        assert.ok(
          !verifyConsistency({ ...claim, older: { size: older, root: rootAt((older + 1) % (sizeMax + 1)) } }),
          `${older} to ${newer}`,
        );
        if (older > 0) assert.ok(!verifyConsistency({ ...claim, newer: { size: newer, root: new Uint8Array(32).fill(3) } }));
        if (older < newer) assert.ok(!verifyConsistency({ ...claim, older: claim.newer, newer: claim.older }), "a log that shrinks");
      }
  });

  test("is spoiled by any change of it", async () => {
    for (const newer of [2, 3, 7, 8, 21, 64, 70])
      for (let older = 1; older <= newer; older++) {
        const proof = await proveConsistency(older, newer, trees[newer]!.read);
        for (const bent of spoiled(proof)) {
          const claim = { older: { size: older, root: rootAt(older) }, newer: { size: newer, root: rootAt(newer) }, proof: bent };
          assert.ok(!verifyConsistency(claim), `${older} to ${newer}`);
        }
      }
  });

  test("no proof joins two histories, wherever they part", async () => {
    const size = 60;
    for (let parted = 0; parted < size; parted++) {
      const forked = trees[size]!.change(new Map([[parted, leafHash(Buffer.from("another"))]]));
      for (let older = parted + 1; older < size; older++) {
        const proof = await proveConsistency(older, size, forked.read);
        const newer = { size, root: forked.root() };
        assert.ok(!verifyConsistency({ older: { size: older, root: rootAt(older) }, newer, proof }), `parted at ${parted}, ${older} seen`);
      }
    }
  });
});

describe("proofs of trees too large to hold", () => {
  // All leaves alike: then the root of a complete subtree depends on its level alone, and a tree of 2^53 leaves needs no memory.
  const levels: Uint8Array[] = [leafHash(Buffer.from("alike"))];
  while (levels.length < 54) levels.push(nodeHash(levels.at(-1)!, levels.at(-1)!));
  const alike: ReadHashes = async (nodes) => nodes.map(({ level }) => levels[level]!);
  const rootOfAlike = (size: number) => {
    const roots: Uint8Array[] = [];
    for (let level = 53, rest = size; level >= 0; level--) {
      if (rest < 2 ** level) continue;
      roots.push(levels[level]!);
      rest -= 2 ** level;
    }
    return foldRoots(roots);
  };
  const size = fc.oneof(
    fc.integer({ min: 1, max: treeSizeMax }),
    fc.integer({ min: 0, max: 52 }).map((power) => 2 ** power),
    fc.constant(treeSizeMax),
  );

  test("hold at any size up to 2^53 - 1, with at most 63 hashes", async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.double({ min: 0, max: 1, noNaN: true }), async (newer, part) => {
        const older = Math.max(1, Math.floor(newer * part));
        const growth = await proveConsistency(older, newer, alike);
        assert.ok(
          verifyConsistency({
            older: { size: older, root: rootOfAlike(older) },
            newer: { size: newer, root: rootOfAlike(newer) },
            proof: growth,
          }),
        );
        const proof = await proveInclusion(older - 1, newer, alike);
        assert.ok(verifyInclusion({ index: older - 1, size: newer, leaf: levels[0]!, root: rootOfAlike(newer), proof }));
        assert.ok(growth.length <= proofHashesMax && proof.length <= proofHashesMax);
      }),
      { numRuns: 300 },
    );
  });
});

describe("claims that make no sense", () => {
  const hash = emptyRoot;
  test("are not true, and nothing is thrown", () => {
    for (const size of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, treeSizeMax + 1])
      for (const index of [-1, 0, 0.5, Number.NaN]) {
        assert.equal(verifyInclusion({ index, size, leaf: hash, root: hash, proof: [] }), false);
        assert.equal(verifyConsistency({ older: { size: index, root: hash }, newer: { size, root: hash }, proof: [] }), false);
      }
    const tooMany = Array.from({ length: 64 }, () => hash);
    assert.equal(verifyInclusion({ index: 0, size: treeSizeMax, leaf: hash, root: hash, proof: tooMany }), false);
    assert.equal(verifyConsistency({ older: { size: 0, root: leaves[0]! }, newer: { size: 5, root: hash }, proof: [] }), false);
    assert.equal(verifyInclusion({ index: 0, size: 1, leaf: new Uint8Array(33), root: new Uint8Array(33), proof: [] }), false);
  });

  test("plans for them are a programmer's mistake", () => {
    assert.throws(() => planInclusion(3, 3), /no leaf/);
    assert.throws(() => planConsistency(4, 3), /no beginning/);
  });
});
