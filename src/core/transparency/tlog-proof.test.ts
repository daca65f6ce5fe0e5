import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sampleLogKey, sampleRecords, wholeTree } from "../../testing/sample-log.ts";
import { SocError } from "../soc-error.ts";
import { formatCheckpoint } from "./checkpoint.ts";
import { proveInclusion } from "./inclusion.ts";
import { signNote } from "./note.ts";
import { formatTlogProof, parseTlogProof, tlogProofLengthMax, verifyTlogProof } from "./tlog-proof.ts";
import { verifierKeyOf } from "./verifier-key.ts";

const origin = "log.example.org/watchkeeper";
const log = sampleLogKey(origin);
const keys = [verifierKeyOf(log, "note")];
const records = sampleRecords(13);
const tree = wholeTree(records);
const checkpoint = signNote(formatCheckpoint({ origin, size: 13, root: tree.root() }), log);
const proofOf = async (index: number) => formatTlogProof({ index, proof: await proveInclusion(index, 13, tree.read), checkpoint });
const code = (expected: string) => (error: unknown) => error instanceof SocError && error.code === expected;

describe("a tlog-proof", () => {
  test("shows each record at its place, and no other record there", async () => {
    for (const [index, record] of records.entries()) {
      const text = await proofOf(index);
      assert.equal(verifyTlogProof(text, record, keys).index, index);
      assert.equal(verifyTlogProof(text, record, keys).checkpoint.size, 13);
      assert.throws(() => verifyTlogProof(text, records[(index + 1) % 13]!, keys), code("transparency/not-included"));
      assert.throws(
        () => verifyTlogProof(text.replace(`index ${index}`, `index ${(index + 1) % 13}`), record, keys),
        code("transparency/not-included"),
      );
      assert.throws(() => verifyTlogProof(text, record, [verifierKeyOf(sampleLogKey(origin, 9), "note")]), code("transparency/not-signed"));
    }
  });

  test("is written as c2sp.org/tlog-proof says, and read back", async () => {
    const text = await proofOf(4);
    assert.match(text, /^c2sp\.org\/tlog-proof@v1\nindex 4\n([A-Za-z0-9+/]{43}=\n){4}\nlog\.example\.org\/watchkeeper\n13\n/);
    const extra = Buffer.from("only told, not proven");
    const read = parseTlogProof(formatTlogProof({ ...parseTlogProof(text), extra }));
    assert.deepEqual([read.index, Buffer.from(read.extra!), read.checkpoint], [4, extra, checkpoint]);
    assert.equal(verifyTlogProof(formatTlogProof({ ...parseTlogProof(text), extra }), records[4]!, keys).index, 4);
  });

  test("of any other form is refused", async () => {
    const text = await proofOf(4);
    for (const bad of [
      "",
      "\n\n",
      text.replace("@v1", "@v2"),
      text.replace("index 4", "index 04"),
      text.replace("index 4", "index -4"),
      text.replace("index 4", "index 4 "),
      text.replace("index 4\n", ""),
      text.replace("index 4", "extra ????\nindex 4"),
      text.replace("=\n", "\n"),
      text.replaceAll("\n", "\r\n"),
      text.replace("\n\n", `\n${"A".repeat(43)}=`.repeat(64).concat("\n\n")),
      text.padEnd(tlogProofLengthMax + 1, "\n"),
    ])
      assert.throws(() => verifyTlogProof(bad, records[4]!, keys), SocError, JSON.stringify(bad.slice(0, 80)));
  });
});
