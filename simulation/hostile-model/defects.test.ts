import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { defects } from "./defects.ts";
import { guarantees } from "./judge.ts";

/** No more than a quarter of what is played against the product as it is. */
const episodesMax = 700;
const script = fileURLToPath(new URL("./with-defect.ts", import.meta.url));

// Guarantee: each planted mistake is found, by a guarantee that it breaks; and each guarantee can be broken.
describe("what the judge of models finds", () => {
  test("every guarantee has a mistake that breaks it", () => {
    const broken = new Set(defects.flatMap(({ breaks }) => breaks));
    assert.deepEqual(
      guarantees.filter((guarantee) => !broken.has(guarantee)),
      [],
    );
  });

  for (const [number, { name, breaks }] of defects.entries())
    test(name, async (context) => {
      const { played, broke, strategy, how } = await play(number);
      context.diagnostic(`found within ${played} episodes by ${strategy}: ${broke.join("; ") || "nothing"} (${how})`);
      assert.ok(
        broke.some((guarantee) => (breaks as readonly string[]).includes(guarantee)),
        `broke: ${broke.join("; ") || "nothing"}`,
      );
    });
});

type Found = { readonly played: number; readonly broke: readonly string[]; readonly strategy?: string; readonly how?: string };

async function play(number: number): Promise<Found> {
  const child = spawn(process.execPath, [script, String(number), String(episodesMax), "1"], { stdio: ["ignore", "pipe", "pipe"] });
  const said: Buffer[] = [];
  const faults: Buffer[] = [];
  child.stdout.on("data", (bytes) => said.push(bytes));
  child.stderr.on("data", (bytes) => faults.push(bytes));
  const code = await new Promise((settle) => child.once("close", settle));
  assert.equal(code, 0, Buffer.concat(faults).toString("utf8"));
  return JSON.parse(Buffer.concat(said).toString("utf8")) as Found;
}
