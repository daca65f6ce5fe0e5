import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { defects } from "./defects.ts";

/** As many as `npm test` plays against the product as it is. */
const episodesMax = 3_000;
/** A story that a person can follow. */
const movesMax = 6;
const script = fileURLToPath(new URL("./with-defect.ts", import.meta.url));

// Guarantee: each planted mistake is found, by a guarantee that it breaks, in no more episodes than the run without mistakes has,
// and what is printed of it is short.
describe("what the judge finds", () => {
  for (const [number, { name, breaks }] of defects.entries()) {
    test(name, async (context) => {
      const { played, broke, moves } = await play(number);
      context.diagnostic(`found in episode ${played}, ${moves.join(", ")}: ${broke.join("; ") || "nothing"}`);
      assert.ok(
        broke.some((guarantee) => (breaks as readonly string[]).includes(guarantee)),
        `broke: ${broke.join("; ") || "nothing"}`,
      );
      assert.ok(moves.length <= movesMax, `its shortest story has ${moves.length} moves`);
    });
  }
});

async function play(
  number: number,
): Promise<{ readonly played: number; readonly broke: readonly string[]; readonly moves: readonly string[] }> {
  const child = spawn(process.execPath, [script, String(number), String(episodesMax), "1"], { stdio: ["ignore", "pipe", "pipe"] });
  const said: Buffer[] = [];
  const faults: Buffer[] = [];
  child.stdout.on("data", (bytes) => said.push(bytes));
  child.stderr.on("data", (bytes) => faults.push(bytes));
  const code = await new Promise((settle) => child.once("close", settle));
  assert.equal(code, 0, Buffer.concat(faults).toString("utf8"));
  return JSON.parse(Buffer.concat(said).toString("utf8"));
}
