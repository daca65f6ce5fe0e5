import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openApiScene } from "../../testing/api-scene.ts";
import { FirstRun } from "../contract/demo.ts";
import { type FirstRunFacts, firstRunOf } from "./first-run.ts";

// Guarantees: whatever is missing is said with what to do about it, what is done asks for nothing, and demo data is offered only where nothing else is.

const fresh: FirstRunFacts = {
  administrators: 1,
  withSecondFactor: 0,
  ownSources: [],
  demo: "no",
  demoPerson: undefined,
  hasCases: false,
  firstVerdict: undefined,
  ordersProblem: "there is no file",
};
const stepsOf = (facts: Partial<FirstRunFacts>) => new Map(firstRunOf({ ...fresh, ...facts }).steps.map((step) => [step.step, step]));

describe("the first run", () => {
  test("a fresh installation may play the demo; one with a source, a case or the demo may not", () => {
    assert.equal(firstRunOf(fresh).mayPlayDemo, true);
    for (const facts of [{ ownSources: ["edge"] }, { hasCases: true }, { demo: "playing" }, { demo: "played" }] as const)
      assert.equal(firstRunOf({ ...fresh, ...facts }).mayPlayDemo, false, JSON.stringify(facts));
  });

  test("every step that is not done says what to do, and no other does; it fits its own shape", () => {
    const verdict = { case: "case-1", title: "t", verdict: "benign", at: "2026-01-01T00:00:00.000Z" };
    for (const facts of [
      {},
      { administrators: 0 },
      { withSecondFactor: 1 },
      { ownSources: ["edge"] },
      { demo: "playing" },
      { firstVerdict: verdict },
      { ordersProblem: undefined },
      { demoPerson: "demo", administrators: 0 },
    ] as const) {
      const said = FirstRun.parse(firstRunOf({ ...fresh, ...facts }));
      for (const { step, done, todo } of said.steps) assert.equal(todo === null, done, `${JSON.stringify(facts)}: ${step}`);
    }
  });

  test("demo data is no source of one's own", () => {
    assert.equal(stepsOf({ demo: "played" }).get("source")?.done, false);
    assert.equal(stepsOf({ ownSources: ["edge"] }).get("source")?.done, true);
  });

  test("playing takes the right to administer, and everybody who reads may look how far it is", async () => {
    const { ask } = await openApiScene();
    assert.equal((await ask({ url: "/api/v1/first-run" }, { role: "viewer" })).statusCode, 200);
    assert.equal((await ask({ url: "/api/v1/first-run" })).statusCode, 401);
    assert.equal((await ask({ method: "POST", url: "/api/v1/demo" }, { role: "lead" })).statusCode, 403);
    assert.equal((await ask({ method: "POST", url: "/api/v1/demo" }, { role: "admin" })).statusCode, 202);
  });
});
