import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, test } from "node:test";
import { type LogQuestion, openLogOracle } from "../../../testing/log-oracle.ts";
import { sampleLogKey, sampleRecords, type WholeTree, wholeTree } from "../../../testing/sample-log.ts";
import { toBase64 } from "../base64.ts";
import { formatCheckpoint, verifyCheckpoint } from "../checkpoint.ts";
import { proveConsistency } from "../consistency.ts";
import { proveInclusion } from "../inclusion.ts";
import { cosignatureLine, signNote } from "../note.ts";
import { tilePath } from "../tile.ts";
import { openTiledTree } from "../tiled-tree.ts";
import { leafHash } from "../tree.ts";
import { formatVerifierKey, parseVerifierKey, verifierKeyOf } from "../verifier-key.ts";

// An outsider has Go's checksum-database code and no line of ours: what we write it must accept, what is bent it must refuse, and the other way round.
const oracle = openLogOracle();
after(() => oracle?.remove());

const records = sampleRecords(1_000);
const tree = wholeTree(records);
const origin = "log.example.org/watchkeeper";
const log = sampleLogKey(origin);
const witness = sampleLogKey("witness.example.net", 2);
const logKey = formatVerifierKey(verifierKeyOf(log, "note"));
const witnessKey = formatVerifierKey(verifierKeyOf(witness, "cosignature"));
const text = formatCheckpoint({ origin, size: 1_000, root: tree.root() });
const note = signNote(text, log) + cosignatureLine(text, witness, 1_770_000_000);

async function inclusion(index: number, of: WholeTree = tree): Promise<LogQuestion> {
  const proof = (await proveInclusion(index, of.size, of.read)).map(toBase64);
  return { ask: "record", size: of.size, root: toBase64(of.root()), index, leaf: toBase64(leafHash(records[index]!)), proof };
}

async function growth(older: number, of: WholeTree = tree): Promise<LogQuestion> {
  const before = toBase64(wholeTree(records.slice(0, older)).root());
  const proof = (await proveConsistency(older, of.size, of.read)).map(toBase64);
  return { ask: "growth", size: of.size, root: toBase64(of.root()), older, before, proof };
}

/** One bit of a hash in base64 flipped. */
function bent(hash: string, bit: number): string {
  const bytes = Buffer.from(hash, "base64");
  bytes[bit >> 3]! ^= 1 << (bit & 7);
  return toBase64(bytes);
}

describe("Go's sumdb code", { skip: oracle === undefined }, () => {
  const ask = (questions: readonly LogQuestion[]) => oracle!.ask(questions);
  const isAccepted = (question: LogQuestion) => ask([question])[0]!;

  test("opens our checkpoint with our verifier keys, and sees who signed", () => {
    const opened = isAccepted({ ask: "open", note, keys: [logKey, witnessKey] });
    assert.deepEqual([opened.ok, opened.text, opened.names], [true, text, [origin, "witness.example.net"]]);
  });

  test("refuses it with any bit of text or signature flipped", () => {
    const bytes = Buffer.from(signNote(text, log));
    const questions: LogQuestion[] = [];
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      // What is no longer UTF-8 cannot stand in the question; our own test has those too.
      if (Buffer.from(flipped.toString("utf8")).equals(flipped))
        questions.push({ ask: "open", note: flipped.toString("utf8"), keys: [logKey] });
    }
    assert.ok(questions.length > 1_000);
    assert.equal(ask(questions).filter(({ ok }) => ok).length, 0);
  });

  test("signs what we accept, with a key that it made", () => {
    const [made] = ask([{ ask: "key", note: origin }]);
    const [signed] = ask([{ ask: "sign", note: text, signer: made!.text! }]);
    const checkpoint = verifyCheckpoint(signed!.text!, [parseVerifierKey(made!.names![0]!)]);
    assert.equal(checkpoint.size, 1_000);
    assert.throws(() => verifyCheckpoint(signed!.text!, [verifierKeyOf(log, "note")]));
  });

  test("hashes a record as we do", () => {
    const answers = ask(records.slice(0, 50).map((record) => ({ ask: "leaf", record: toBase64(record) })));
    assert.deepEqual(
      answers.map(({ hash }) => hash),
      records.slice(0, 50).map((record) => toBase64(leafHash(record))),
    );
  });

  test("accepts our inclusion proof of every entry, and none with a bit flipped", async () => {
    const questions = await Promise.all(records.map((_, index) => inclusion(index)));
    assert.equal(ask(questions).filter(({ ok }) => ok).length, 1_000);
    const spoiled = questions.flatMap((question, at) => [
      { ...question, leaf: bent(question.leaf!, at % 256) },
      { ...question, root: bent(question.root!, (at * 7) % 256) },
      {
        ...question,
        proof: question.proof!.with(at % question.proof!.length, bent(question.proof![at % question.proof!.length]!, at % 256)),
      },
      { ...question, index: (question.index! + 1) % 1_000 },
    ]);
    assert.equal(ask(spoiled).filter(({ ok }) => ok).length, 0);
  });

  test("accepts our consistency proof from every size, and none from a forked history", async () => {
    const sizes = Array.from({ length: 999 }, (_, at) => at + 1);
    const honest = await Promise.all(sizes.map((older) => growth(older)));
    assert.deepEqual(
      ask(honest)
        .map(({ ok }, at) => (ok ? undefined : sizes[at]))
        .filter((size) => size !== undefined),
      [],
    );
    const forked = tree.change(new Map([[700, leafHash(Buffer.from("rewritten"))]]));
    const dishonest = await Promise.all(sizes.map((older) => growth(older, forked)));
    assert.deepEqual(
      ask(dishonest).map(({ ok }) => ok),
      sizes.map((older) => older <= 700),
    );
  });

  test("reads our tiles from a folder, and makes the same proofs out of them", async () => {
    const folder = mkdtempSync(join(tmpdir(), "watchkeeper-tiles-"));
    after(() => rmSync(folder, { recursive: true, force: true }));
    const tiled = openTiledTree();
    for (const record of records) tiled.append(leafHash(record));
    for (const tile of tiled.takeTiles()) {
      mkdirSync(dirname(join(folder, tilePath(tile))), { recursive: true });
      writeFileSync(join(folder, tilePath(tile)), tile.bytes);
    }
    const places = [0, 1, 255, 256, 613, 767, 768, 998, 999];
    const answers = ask(places.map((index) => ({ ask: "tiles", folder, size: 1_000, root: toBase64(tree.root()), index, older: index })));
    for (const [at, index] of places.entries()) {
      assert.equal(answers[at]!.why, undefined);
      assert.equal(answers[at]!.hash, toBase64(tree.root()));
      assert.deepEqual(answers[at]!.proof, (await inclusion(index)).proof);
      if (index > 0) assert.deepEqual(answers[at]!.growth ?? [], (await growth(index)).proof);
    }
    // A bent tile: this version of the reader does not look at every tile itself, so what counts is that the proof made of it is refused.
    const bytes = Buffer.concat(records.slice(512, 768).map(leafHash));
    bytes[40]! ^= 1;
    writeFileSync(join(folder, "tile/0/002"), bytes);
    const read = isAccepted({ ask: "tiles", folder, size: 1_000, root: toBase64(tree.root()), index: 613 });
    if (read.ok) assert.equal(isAccepted({ ...(await inclusion(613)), proof: read.proof! }).ok, false);
  });
});
