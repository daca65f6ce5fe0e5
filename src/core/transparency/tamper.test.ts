import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sampleLogKey, treeOfLeaves, type WholeTree } from "../../testing/sample-log.ts";
import { formatCheckpoint, verifyCheckpoint } from "./checkpoint.ts";
import { proveConsistency, verifyConsistency } from "./consistency.ts";
import { proveInclusion, verifyInclusion } from "./inclusion.ts";
import { signNote } from "./note.ts";
import { leafHash, openTree, rootOf, sameHash } from "./tree.ts";
import { verifierKeyOf } from "./verifier-key.ts";

// An outsider holds one checkpoint and the log's key. Whoever owns the machine may do anything to 10,000 entries but sign with that key.
const size = 10_000;
const origin = "log.example.org/watchkeeper";
const log = sampleLogKey(origin);
const record = (at: number) =>
  Buffer.from(
    JSON.stringify({ sequence: at, type: "EvidenceRecorded", commitment: Buffer.from(leafHash(Buffer.from(`${at}`))).toString("hex") }),
  );
const records = Array.from({ length: size }, (_, at) => record(at));
const leaves = records.map(leafHash);
const tree = treeOfLeaves(leaves);
const checkpoint = verifyCheckpoint(signNote(formatCheckpoint({ origin, size, root: tree.root() }), log), [verifierKeyOf(log, "note")]);

/** What the outsider does with a whole log: count it, and hash it. */
const isTheLog = (rootFound: Uint8Array, sizeFound: number) => sizeFound === checkpoint.size && sameHash(rootFound, checkpoint.root);
const changed = (at: number, bytes: Uint8Array): WholeTree => tree.change(new Map([[at, leafHash(bytes)]]));
const flipped = (bytes: Uint8Array, bit: number) => {
  const bent = Uint8Array.from(bytes);
  bent[bit >> 3]! ^= 1 << (bit & 7);
  return bent;
};

describe(`a log of ${size.toLocaleString("en")} entries and one checkpoint`, () => {
  test("as it was is found as it was", () => {
    assert.ok(isTheLog(rootOf(leaves), size));
    assert.ok(isTheLog(tree.root(), size));
  });

  test("a bit flipped in any one entry, and every bit of some, is found", (t) => {
    let flips = 0;
    const found = (at: number, bit: number) => {
      const bent = flipped(records[at]!, bit);
      flips++;
      assert.ok(!isTheLog(changed(at, bent).root(), size), `entry ${at}, bit ${bit}`);
    };
    for (let at = 0; at < size; at++) found(at, (at * 7_919) % (records[at]!.length * 8));
    for (const at of [0, 1, 255, 256, 613, 4_095, 4_096, 8_191, 9_998, 9_999])
      for (let bit = 0; bit < records[at]!.length * 8; bit++) found(at, bit);
    t.diagnostic(`${flips} single-bit changes, ${flips} found: every entry once, ten entries in every bit`);
    assert.ok(flips > 15_000);
  });

  // A changed leaf changes the root, as the test before shows of every entry; so here it is enough that each bit changes its leaf.
  test("every bit of every entry changes its leaf", { skip: process.env.WATCHKEEPER_LONG === undefined }, (t) => {
    let flips = 0;
    for (const [at, whole] of records.entries()) {
      const bent = Uint8Array.from(whole);
      for (let bit = 0; bit < bent.length * 8; bit++, flips++) {
        bent[bit >> 3]! ^= 1 << (bit & 7);
        if (sameHash(leafHash(bent), leaves[at]!)) assert.fail(`entry ${at}, bit ${bit}`);
        bent[bit >> 3]! ^= 1 << (bit & 7);
      }
    }
    t.diagnostic(`${flips} single-bit changes, ${flips} found: all there are`);
  });

  test("a change is the same to a proof of one entry as to a hash of all", async () => {
    for (const at of [0, 4_096, 9_999]) {
      const whole = rootOf(leaves.with(at, leafHash(flipped(records[at]!, 3))));
      assert.ok(sameHash(changed(at, flipped(records[at]!, 3)).root(), whole));
      const proof = await proveInclusion(at, size, tree.read);
      assert.ok(verifyInclusion({ index: at, size, leaf: leaves[at]!, root: checkpoint.root, proof }));
      assert.ok(!verifyInclusion({ index: at, size, leaf: leafHash(flipped(records[at]!, 3)), root: checkpoint.root, proof }));
    }
  });

  test("cut off at any length, or rolled back to it and grown anew, it is found", (t) => {
    const growing = openTree();
    let found = 0;
    for (let length = 0; length < size; length++) {
      assert.ok(!isTheLog(growing.root(), growing.size()), `the first ${length}`);
      // Whoever shows the shorter log must say its size; claiming the old size does not help, as the root is another.
      assert.ok(!sameHash(growing.root(), checkpoint.root));
      growing.append(leaves[length]!);
      found++;
    }
    t.diagnostic(`${found} truncations, ${found} found: every length`);
    assert.ok(isTheLog(growing.root(), growing.size()));
  });

  test("with any one entry deleted it is short; filled up again it is another log", (t) => {
    let found = 0;
    const filler = leafHash(Buffer.from("filler"));
    // A deletion moves everything after it, so the right part is hashed anew: all of it for a spread of places, the last thousand for every one.
    const places = [...Array.from({ length: 40 }, (_, at) => at * 251), ...Array.from({ length: 200 }, (_, at) => size - 1 - at)];
    for (const at of places) {
      const base = edgeAt(at);
      const growing = openTree({ size: at, edge: base });
      for (const leaf of leaves.slice(at + 1)) growing.append(leaf);
      assert.ok(!isTheLog(growing.root(), growing.size()), `without ${at}`);
      growing.append(filler);
      assert.ok(!isTheLog(growing.root(), growing.size()), `without ${at}, filled up`);
      found++;
    }
    t.diagnostic(`${found} deletions filled up to the old size, ${found} found; without filling up the size alone tells`);
  });

  test("with any two neighbours exchanged, or others far apart, it is found", (t) => {
    let found = 0;
    const exchange = (one: number, other: number) => {
      const swapped = tree.change(
        new Map([
          [one, leaves[other]!],
          [other, leaves[one]!],
        ]),
      );
      assert.ok(!isTheLog(swapped.root(), size), `${one} and ${other}`);
      found++;
    };
    for (let at = 0; at + 1 < size; at++) exchange(at, at + 1);
    for (let at = 0; at < 2_000; at++)
      exchange((at * 4_999) % size, (at * 7_001 + 1_234) % size === (at * 4_999) % size ? 0 : (at * 7_001 + 1_234) % size);
    t.diagnostic(`${found} exchanges, ${found} found: all neighbours, and 2,000 pairs far apart`);
  });

  test("forked at any entry, it has no proof that it grew from the checkpoint", async (t) => {
    let found = 0;
    const grown = treeOfLeaves([...leaves, ...Array.from({ length: 24 }, (_, at) => leafHash(Buffer.from(`later ${at}`)))]);
    const later = { size: grown.size, root: grown.root() };
    assert.ok(verifyConsistency({ older: checkpoint, newer: later, proof: await proveConsistency(size, grown.size, grown.read) }));
    const honest = await proveConsistency(size, grown.size, grown.read);
    for (let at = 0; at < size; at++) {
      const forked = grown.change(new Map([[at, leafHash(Buffer.from(`forged ${at}`))]]));
      const newer = { size: grown.size, root: forked.root() };
      // With the proof that the forked log would give, and with the one that the honest log gave.
      assert.ok(
        !verifyConsistency({ older: checkpoint, newer, proof: await proveConsistency(size, grown.size, forked.read) }),
        `forked at ${at}`,
      );
      assert.ok(!verifyConsistency({ older: checkpoint, newer, proof: honest }), `forked at ${at}`);
      found++;
    }
    t.diagnostic(`${found} forks, ${found} found: at every entry`);
  });
});

/** The right edge of the first entries, from the levels of the whole tree. */
function edgeAt(length: number): Uint8Array[] {
  const edge: Uint8Array[] = [];
  let start = 0;
  for (let level = 14; level >= 0; level--) {
    if (Math.floor(length / 2 ** level) % 2 === 0) continue;
    edge.push(tree.node(level, start / 2 ** level));
    start += 2 ** level;
  }
  return edge;
}
