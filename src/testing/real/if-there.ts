import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { Missing } from "./part.ts";

/** Runs the body on a real product and stops it whatever happens. A missing product is named in one line, and fails on the build machine (`CI`). */
export async function ifThere<Part extends { readonly stop: () => Promise<void> }>(
  t: TestContext,
  part: Part | Missing,
  body: (part: Part) => Promise<void>,
): Promise<void> {
  if ("missing" in part) {
    assert.equal(process.env.CI, undefined, `missing where it must not be: ${part.missing}`);
    t.diagnostic(`not run: ${part.missing}`);
    return;
  }
  try {
    await body(part);
  } finally {
    await part.stop();
  }
}
