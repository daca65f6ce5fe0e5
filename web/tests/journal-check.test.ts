import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { toBase64 } from "../../src/core/transparency/base64.ts";
import { formatCheckpoint } from "../../src/core/transparency/checkpoint.ts";
import { proveConsistency } from "../../src/core/transparency/consistency.ts";
import { proveInclusion } from "../../src/core/transparency/inclusion.ts";
import { signNote } from "../../src/core/transparency/note.ts";
import { formatTlogProof } from "../../src/core/transparency/tlog-proof.ts";
import { formatVerifierKey, verifierKeyOf } from "../../src/core/transparency/verifier-key.ts";
import { sampleLogKey, wholeTree } from "../../src/testing/sample-log.ts";
import { checkOneEntry, checkRecord } from "../src/pages/journal/verify/check.ts";

// Guarantees: a server that holds the key cannot show a record that is not the one which the browser kept, whatever it proves beside; an honest record that
// grows, also while it is checked, holds.

const origin = "log.example.org/watchkeeper";
const log = sampleLogKey(origin);
const publicKey = formatVerifierKey(verifierKeyOf(log, "note"));
const recordOf = (sequence: number, by: string) => JSON.stringify(["1", sequence, "case-1", "CaseClosed", 1_770_000_000_000, by]);
const history = (by: string) => Array.from({ length: 12 }, (_, sequence) => recordOf(sequence, sequence === 0 ? by : "b"));
const [honest, rewritten] = [history("mara"), history("somebody else")];

const treeAt = (texts: readonly string[], size: number) => wholeTree(texts.slice(0, size).map((text) => Buffer.from(text)));
const noteAt = (texts: readonly string[], size: number) =>
  signNote(formatCheckpoint({ origin, size, root: treeAt(texts, size).root() }), log);
const growth = async (texts: readonly string[], from: number, to: number) => ({
  checkpoint: noteAt(texts, to),
  proof: from === to ? [] : (await proveConsistency(from, to, treeAt(texts, to).read)).map(toBase64),
});
const keptAt = (size: number) => ({ key: publicKey, given: true, note: noteAt(honest, size), keptAt: "2026-11-01T00:00:00Z" });
const now = () => "2026-11-23T00:00:00Z";
type GrowthFrom = (from: number) => ReturnType<typeof growth>;

const recordChecked = (note: string, kept: number, growthFrom: GrowthFrom) =>
  checkRecord({ publicKey, checkpoint: note }, { key: publicKey, kept: keptAt(kept) }, { growthFrom, now });

async function entryChecked(texts: readonly string[], size: number, kept: number | undefined, growthFrom: GrowthFrom) {
  const proof = formatTlogProof({
    index: 0,
    proof: await proveInclusion(0, size, treeAt(texts, size).read),
    checkpoint: noteAt(texts, size),
  });
  const shown = { sequence: 0, stream: "case-1", type: "CaseClosed", recordedAtMs: 1_770_000_000_000, hash: "" };
  const brought = { key: publicKey, kept: kept === undefined ? undefined : keptAt(kept) };
  return checkOneEntry({ publicKey, checkpoint: noteAt(texts, size) }, brought, { record: texts[0] ?? "", proof, shown, growthFrom });
}
const refused = ({ steps, kept }: Awaited<ReturnType<typeof checkRecord>>, pattern: RegExp) => {
  assert.equal(steps.at(-1)?.holds, "no", JSON.stringify(steps));
  assert.match(steps.at(-1)?.says ?? "", pattern);
  assert.equal(kept, undefined);
};
const holds = ({ steps }: Awaited<ReturnType<typeof checkRecord>>) =>
  assert.deepEqual([steps.filter((step) => step.holds === "no"), steps.at(-1)?.holds], [[], "yes"]);

describe("the record against what this browser kept", () => {
  test("a rewritten history is refused, whatever growth the server answers with", async () => {
    const fork = noteAt(rewritten, 7);
    refused(await recordChecked(fork, 4, () => growth(honest, 4, 4)), /ends before the checkpoint/);
    refused(await recordChecked(fork, 4, (from) => growth(honest, from, 7)), /something before entry 4 was changed/);
    refused(await recordChecked(fork, 4, (from) => growth(honest, from, 9)), /something before entry 4 was changed/);
    refused(
      await recordChecked(fork, 4, (from) => growth(from === 4 ? honest : rewritten, from, 9)),
      /something before entry 4 was changed/,
    );
    refused(await recordChecked(fork, 4, (from) => growth(rewritten, from, 7)), /something before entry 4 was changed/);
    refused(await recordChecked(noteAt(rewritten, 4), 4, (from) => growth(honest, from, 4)), /something before entry 4 was changed/);
    refused(await recordChecked(noteAt(honest, 3), 4, (from) => growth(honest, from, 4)), /entries were taken away/);
  });

  test("an honest record holds at every size, also where it is signed anew meanwhile, and what is shown is kept", async () => {
    for (let kept = 1; kept <= 8; kept++)
      for (let size = kept; size <= 8; size++)
        for (const top of [size, size + 2]) {
          const check = await recordChecked(noteAt(honest, size), kept, (from) => growth(honest, from, top));
          holds(check);
          assert.equal(check.kept?.note, noteAt(honest, size));
        }
    let signed = 7;
    holds(await recordChecked(noteAt(honest, 6), 4, (from) => growth(honest, from, Math.min(++signed, 10))));
  });

  test("a record that is signed at every answer is not called proven", async () => {
    let signed = 6;
    refused(await recordChecked(noteAt(honest, 5), 4, (from) => growth(honest, from, ++signed)), /signed anew each time/);
    assert.equal(signed, 12);
  });

  test("an entry of a rewritten history is refused, whether its checkpoint is newer than the kept one or older", async () => {
    for (const [size, kept] of [
      [7, 4],
      [4, 4],
      [3, 6],
    ] as const)
      for (const texts of [honest, rewritten])
        refused(
          await entryChecked(rewritten, size, kept, (from) => growth(texts, from, 9)),
          new RegExp(`before entry ${kept} was changed`),
        );
    refused(await entryChecked(rewritten, 7, 4, () => growth(honest, 4, 4)), /ends before the checkpoint/);
  });

  test("an honest entry holds and says which kept record it is of; without a kept one that is said too", async () => {
    for (const [size, kept] of [
      [7, 4],
      [4, 4],
      [3, 6],
    ] as const) {
      const check = await entryChecked(honest, size, kept, (from) => growth(honest, from, 9));
      holds(check);
      assert.ok(check.steps.some(({ says }) => says === `It is the record of which this browser kept ${kept} entries on 2026-11-01.`));
    }
    const { steps } = await entryChecked(honest, 4, undefined, () => assert.fail("nothing is asked"));
    assert.deepEqual(steps.filter(({ holds }) => holds === "note").length, 1);
  });
});
