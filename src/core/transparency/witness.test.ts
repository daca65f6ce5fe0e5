import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { sampleLogKey, sampleRecords, type WholeTree, wholeTree } from "../../testing/sample-log.ts";
import { type Checkpoint, formatCheckpoint } from "./checkpoint.ts";
import { proveConsistency, verifyConsistency } from "./consistency.ts";
import { cosignatureLine, signNote, verifyNote } from "./note.ts";
import { emptyRoot, sameHash } from "./tree.ts";
import { verifierKeyOf } from "./verifier-key.ts";
import { type CosignDecision, decideCosignature, formatCosignRequest, withSignatures } from "./witness.ts";

const origin = "log.example.org/watchkeeper";
const log = sampleLogKey(origin);
const logs = [verifierKeyOf(log, "note")];
const sizeMax = 24;
// Three histories of one log: they part after 5 and after 11 entries.
const branches = [sampleRecords(sizeMax), parting(5), parting(11)];
function parting(after: number) {
  return [...sampleRecords(after), ...sampleRecords(sizeMax - after, `parted after ${after}`)];
}
const trees: readonly (readonly WholeTree[])[] = branches.map((records) =>
  Array.from({ length: sizeMax + 1 }, (_, size) => wholeTree(records.slice(0, size))),
);
const rootAt = (branch: number, size: number) => (size === 0 ? emptyRoot : trees[branch]![size]!.root());
const signed = (branch: number, size: number, key = log) => signNote(formatCheckpoint({ origin, size, root: rootAt(branch, size) }), key);

async function request(branch: number, older: number, size: number): Promise<string> {
  const proof = older > 0 && older <= size ? await proveConsistency(older, size, trees[branch]![size]!.read) : [];
  return formatCosignRequest({ older, proof, checkpoint: signed(branch, size) });
}

const nothing = () => undefined;
const holding = (branch: number, size: number) => (): Checkpoint => ({ origin, size, root: rootAt(branch, size) });
const reason = (decision: CosignDecision) => (decision.type === "cosign" ? "cosign" : decision.because);

describe("a witness", () => {
  test("cosigns growth, from nothing and from what it holds, and the same size again", async () => {
    for (let older = 0; older <= sizeMax; older++)
      for (let size = older; size <= sizeMax; size++) {
        const held = older === 0 ? nothing : holding(0, older);
        assert.equal(reason(decideCosignature(await request(0, older, size), logs, held)), "cosign", `${older} to ${size}`);
      }
  });

  test("never cosigns a smaller tree, another root of the same size, or growth from another history", async () => {
    for (const branch of [1, 2])
      for (let held = 0; held <= sizeMax; held++)
        for (let size = 0; size <= sizeMax; size++) {
          const decision = decideCosignature(
            await request(branch, Math.min(held, size), size),
            logs,
            held === 0 ? nothing : holding(0, held),
          );
          const isOneHistory = held <= size && sameHash(rootAt(branch, held), rootAt(0, held));
          assert.equal(decision.type === "cosign", isOneHistory, `${branch}: ${held} to ${size}`);
        }
  });

  test("answers as C2SP tlog-witness orders, first things first", async () => {
    const grown = await request(0, 4, 9);
    const held = holding(0, 4);
    const refused = (text: string, known = logs, holds: () => Checkpoint | undefined = held) => decideCosignature(text, known, holds);
    assert.equal(reason(refused("old 4\n")), "malformed");
    assert.equal(reason(refused(grown, [])), "unknown-log");
    assert.equal(reason(refused(grown, [verifierKeyOf(sampleLogKey(origin, 7), "note")])), "not-signed");
    assert.equal(reason(refused(formatCosignRequest({ older: 9, proof: [], checkpoint: signed(0, 4) }))), "older-above-newer");
    assert.deepEqual(refused(await request(0, 3, 9)), { type: "refuse", because: "other-size", size: 4 });
    assert.deepEqual(refused(grown, logs, nothing), { type: "refuse", because: "other-size", size: 0 });
    const fork = refused(await request(1, 9, 9), logs, holding(0, 9));
    assert.ok(fork.type === "refuse" && fork.because === "other-root" && fork.size === 9 && fork.checkpoint.size === 9);
    assert.equal(reason(refused(await request(1, 9, 12), logs, holding(0, 9))), "inconsistent");
  });

  test("takes no proof where there is nothing to prove", () => {
    const some = [rootAt(0, 3)];
    const withProof = (older: number, size: number) => formatCosignRequest({ older, proof: some, checkpoint: signed(0, size) });
    assert.equal(reason(decideCosignature(withProof(0, 5), logs, nothing)), "inconsistent");
    assert.equal(reason(decideCosignature(withProof(5, 5), logs, holding(0, 5))), "inconsistent");
  });

  test("cosigns an empty tree with its one root alone", () => {
    const lying = signNote(formatCheckpoint({ origin, size: 0, root: rootAt(0, 3) }), log);
    assert.equal(reason(decideCosignature(formatCosignRequest({ older: 0, proof: [], checkpoint: lying }), logs, nothing)), "inconsistent");
  });

  // The log is hostile: it asks for any size of any of its histories, with any of its proofs, in any order.
  test("whatever a log asks, all that was ever cosigned is one history that only grew", async () => {
    const asked = fc.record({
      branch: fc.nat(2),
      proofBranch: fc.nat(2),
      older: fc.oneof(fc.nat(sizeMax), fc.constant(-1)),
      size: fc.nat(sizeMax),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { minLength: 1, maxLength: 40 }), async (requests) => {
        let held: Checkpoint | undefined;
        const cosigned: Checkpoint[] = [];
        for (const { branch, proofBranch, older: given, size } of requests) {
          const older = given === -1 ? (held?.size ?? 0) : given;
          const proof = older > 0 && older <= size ? await proveConsistency(older, size, trees[proofBranch]![size]!.read) : [];
          const text = formatCosignRequest({ older, proof, checkpoint: signed(branch, size) });
          const decision = decideCosignature(text, logs, () => held);
          if (decision.type !== "cosign") continue;
          held = decision.checkpoint;
          cosigned.push(held);
        }
        for (const [at, newer] of cosigned.entries())
          for (const older of cosigned.slice(0, at)) {
            const branch = [0, 1, 2].find((each) => sameHash(rootAt(each, newer.size), newer.root))!;
            assert.ok(older.size <= newer.size && sameHash(rootAt(branch, older.size), older.root));
            const proof = await proveConsistency(older.size, newer.size, trees[branch]![newer.size]!.read);
            assert.ok(verifyConsistency({ older, newer, proof }));
          }
      }),
      { numRuns: 300 },
    );
  });

  test("is joined to the checkpoint once, and read there", () => {
    const witness = sampleLogKey("witness.example.net", 2);
    const note = signed(0, 5);
    const line = cosignatureLine(formatCheckpoint({ origin, size: 5, root: rootAt(0, 5) }), witness, 1_770_000_000);
    const joined = withSignatures(note, [line, line]);
    assert.equal(joined, note + line);
    assert.equal(withSignatures(joined, [line]), joined);
    assert.equal(verifyNote(joined, [...logs, verifierKeyOf(witness, "cosignature")]).checked.length, 2);
  });
});
