import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { findDefect } from "../planted/find.ts";
import { defects } from "./defects.ts";
import { guarantees } from "./judge.ts";

/** No more than a quarter of what is played against the product as it is. */
const episodesMax = 700;
const script = new URL("./with-defect.ts", import.meta.url);

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
      const { played, broke, strategy, how } = await findDefect<Found>(script, number, episodesMax);
      context.diagnostic(`found within ${played} episodes by ${strategy}: ${broke.join("; ") || "nothing"} (${how})`);
      assert.ok(
        broke.some((guarantee) => (breaks as readonly string[]).includes(guarantee)),
        `broke: ${broke.join("; ") || "nothing"}`,
      );
    });
});

type Found = { readonly played: number; readonly broke: readonly string[]; readonly strategy?: string; readonly how?: string };
