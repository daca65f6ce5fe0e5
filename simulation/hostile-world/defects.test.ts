import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { findDefect } from "../planted/find.ts";
import { defects } from "./defects.ts";

/** As many as `npm test` plays against the product as it is. */
const episodesMax = 3_000;
/** A story that a person can follow. */
const movesMax = 6;
const script = new URL("./with-defect.ts", import.meta.url);

// Guarantee: each planted mistake is found, by a guarantee that it breaks, in no more episodes than the run without mistakes has,
// and what is printed of it is short.
describe("what the judge finds", () => {
  for (const [number, { name, breaks }] of defects.entries()) {
    test(name, async (context) => {
      const { played, broke, moves } = await findDefect<Found>(script, number, episodesMax);
      context.diagnostic(`found in episode ${played}, ${moves.join(", ")}: ${broke.join("; ") || "nothing"}`);
      assert.ok(
        broke.some((guarantee) => (breaks as readonly string[]).includes(guarantee)),
        `broke: ${broke.join("; ") || "nothing"}`,
      );
      assert.ok(moves.length <= movesMax, `its shortest story has ${moves.length} moves`);
    });
  }
});

type Found = { readonly played: number; readonly broke: readonly string[]; readonly moves: readonly string[] };
