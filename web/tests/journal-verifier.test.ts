import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { toBase64 } from "../../src/core/transparency/base64.ts";
import { formatCheckpoint } from "../../src/core/transparency/checkpoint.ts";
import { proveConsistency, verifyConsistency } from "../../src/core/transparency/consistency.ts";
import { proveInclusion, verifyInclusion } from "../../src/core/transparency/inclusion.ts";
import { cosignatureLine, signNote } from "../../src/core/transparency/note.ts";
import { formatTlogProof, verifyTlogProof } from "../../src/core/transparency/tlog-proof.ts";
import { leafHash as ownLeafHash } from "../../src/core/transparency/tree.ts";
import { formatVerifierKey, verifierKeyOf } from "../../src/core/transparency/verifier-key.ts";
import { sampleLogKey, sampleRecords, wholeTree } from "../../src/testing/sample-log.ts";
import { Unproven } from "../src/pages/journal/verify/bytes.ts";
import { checkCheckpoint, readKey } from "../src/pages/journal/verify/checkpoint.ts";
import { checkEntry, checkShown, readHashes } from "../src/pages/journal/verify/entry.ts";
import { hasGrown, isIncluded, leafHash } from "../src/pages/journal/verify/tree.ts";

// Guarantees: the verifier of the console believes what the product's own code believes, and no text in which a single bit was changed. The oracle is the
// code that writes and checks records; the verifier shares none of it.

const origin = "log.example.org/watchkeeper";
const log = sampleLogKey(origin);
const keyText = formatVerifierKey(verifierKeyOf(log, "note"));
const key = await readKey(keyText);
const sizesMax = 20;
const texts = sampleRecords(sizesMax).map((bytes) => Buffer.from(bytes).toString());
const treeAt = (size: number) => wholeTree(texts.slice(0, size).map((text) => Buffer.from(text)));
const noteAt = (size: number) => signNote(formatCheckpoint({ origin, size, root: treeAt(size).root() }), log);
const proofAt = async (index: number, size: number) => {
  const proof = await proveInclusion(index, size, treeAt(size).read);
  return formatTlogProof({ index, proof, checkpoint: noteAt(size) });
};

/** The text with one bit of its UTF-8 changed, for every bit; what is no UTF-8 any more cannot come out of an answer. */
function* bent(text: string): Generator<string> {
  const bytes = Buffer.from(text);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    const read = changed.toString("utf8");
    if (Buffer.from(read).equals(changed)) yield read;
  }
}

describe("the verifier of the console", () => {
  test("believes every entry of every tree up to 20, as the product does", async () => {
    for (let size = 1; size <= sizesMax; size++)
      for (let index = 0; index < size; index++) {
        const [record = "", proof] = [texts[index], await proofAt(index, size)];
        assert.equal((await checkEntry({ sequence: index, record, proof }, key)).size, size);
        assert.equal(verifyTlogProof(proof, Buffer.from(record), [verifierKeyOf(log, "note")]).index, index);
      }
  });

  test("refuses a proof, a record and a key in which any one bit was changed", async () => {
    const [sequence, size] = [6, 13];
    const [record = "", proof] = [texts[sequence], await proofAt(sequence, size)];
    let refused = 0;
    const refuses = async (asked: Promise<unknown>, what: string) => {
      await assert.rejects(asked, Unproven, what);
      refused++;
    };
    for (const text of bent(proof)) await refuses(checkEntry({ sequence, record, proof: text }, key), text);
    for (const text of bent(record)) await refuses(checkEntry({ sequence, record: text, proof }, key), text);
    for (const text of bent(keyText))
      await refuses(
        readKey(text).then((other) => checkEntry({ sequence, record, proof }, other)),
        text,
      );
    for (const text of bent(noteAt(size))) await refuses(checkCheckpoint(text, key), text);
    assert.ok(refused > 5_000, String(refused));
  });

  test("refuses an entry under another number, another record's key, and a witness's line in the place of a signature", async () => {
    const [record = "", proof] = [texts[3], await proofAt(3, 8)];
    await assert.rejects(checkEntry({ sequence: 4, record, proof }, key), Unproven);
    const other = await readKey(formatVerifierKey(verifierKeyOf(sampleLogKey(origin, 2), "note")));
    await assert.rejects(checkEntry({ sequence: 3, record, proof }, other), /not signed by this key/);
    const text = formatCheckpoint({ origin, size: 8, root: treeAt(8).root() });
    await assert.rejects(checkCheckpoint(`${text}\n${cosignatureLine(text, log, 7)}`, key), Unproven);
    await assert.rejects(readKey(formatVerifierKey(verifierKeyOf(log, "cosignature"))), Unproven);
  });

  test("passes over the lines of witnesses", async () => {
    const text = formatCheckpoint({ origin, size: 8, root: treeAt(8).root() });
    const cosigned = signNote(text, log) + cosignatureLine(text, sampleLogKey("witness.example.net", 2), 1_770_000_000);
    assert.equal((await checkCheckpoint(cosigned, key)).size, 8);
  });

  test("believes that anything grew out of nothing, and out of something only what did", async () => {
    const newer = { size: 2, root: treeAt(2).root() };
    assert.ok(await hasGrown({ size: 0, root: newer.root }, newer, []));
    assert.ok(!(await hasGrown({ size: 0, root: newer.root }, newer, [newer.root])));
  });

  test("believes that a record grew exactly where the product does, whatever is claimed", async () => {
    const hash = ownLeafHash(Buffer.from("another"));
    for (let from = 1; from <= sizesMax; from++)
      for (let to = from; to <= sizesMax; to++) {
        const [older, newer] = [from, to].map((size) => ({ size, root: treeAt(size).root() })) as [Sized, Sized];
        const proof = await proveConsistency(from, to, treeAt(to).read);
        assert.ok(await hasGrown(older, newer, readHashes(proof.map(toBase64))), `${from} to ${to}`);
        const claims: readonly (readonly [Sized, Sized, readonly Uint8Array[]])[] = [
          [older, newer, [...proof, hash]],
          [older, newer, proof.slice(1)],
          [older, { ...newer, root: hash }, proof],
          [{ ...older, root: hash }, newer, proof],
          [newer, older, proof],
          ...proof.map((_, at) => [older, newer, proof.with(at, hash)] as const),
        ];
        for (const [one, two, given] of claims) {
          const own = verifyConsistency({ older: one, newer: two, proof: given });
          assert.equal(await hasGrown(one, two, given), own, `${one.size} to ${two.size}, ${given.length}`);
        }
      }
  });

  test("believes that a leaf is included exactly where the product does, whatever is claimed", async () => {
    const hash = await leafHash(Buffer.from("another"));
    for (const size of [1, 2, 3, 7, 8, 11, 20])
      for (let index = 0; index < size; index++) {
        const root = treeAt(size).root();
        const leaf = await leafHash(Buffer.from(texts[index] ?? ""));
        const proof = await proveInclusion(index, size, treeAt(size).read);
        for (const at of [index, index + 1, index - 1, size, 0.5, -1])
          for (const given of [proof, [...proof, hash], proof.slice(1), proof.toReversed()])
            for (const each of [leaf, hash]) {
              const own = verifyInclusion({ index: at, size, leaf: each, root, proof: given });
              assert.equal(await isIncluded(each, at, { size, root }, given), own, `${at} of ${size}`);
            }
      }
  });

  test("holds what the page shows of an entry against the proven text", () => {
    const shown = { sequence: 3, stream: "case-1", type: "CaseOpened", recordedAtMs: 5 };
    checkShown(JSON.stringify(shown), shown);
    checkShown(JSON.stringify(["journal-v1", 3, "case-1", "CaseOpened", 5, "{}", ""]), shown);
    for (const change of [{ sequence: 4 }, { stream: "case-2" }, { type: "CaseClosed" }, { recordedAtMs: 6 }])
      assert.throws(() => checkShown(JSON.stringify(shown), { ...shown, ...change }), Unproven);
  });
});

type Sized = { readonly size: number; readonly root: Uint8Array };
