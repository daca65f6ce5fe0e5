import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyWatch, newDesk } from "../../core/watch/watch.ts";
import { caseWith, closing, hostileReading, saying } from "../../testing/model-scene.ts";
import { smallWorld } from "../../testing/small-world.ts";
import { modelParts, toldModel } from "../../testing/told-model.ts";
import { caseRow } from "./rows.ts";

/** The row of the one case, with alerts of a priority, as its investigation ended with such a reader. */
async function rowOf(priority: number, reader?: string) {
  const models = modelParts(toldModel(saying(reader === undefined ? {} : { reader })));
  const { state: run } = await caseWith(smallWorld({ tools: closing(), models }));
  const desks = new Map([["case-1", { ...newDesk(0), priority }]]);
  return caseRow("case-1", { ...emptyWatch(), run, desks }, undefined);
}

// Guarantees that the queue brings a case that a model handed on as soon as its severity calls for, and none later than without a model.
test("a case that a model handed on stands higher in the queue, and never lower", async () => {
  assert.equal((await rowOf(5))?.priority, 5, "nothing was found");
  assert.equal((await rowOf(5, hostileReading))?.priority, 3, "of medium severity");
  assert.equal((await rowOf(1, hostileReading))?.priority, 1);
});
