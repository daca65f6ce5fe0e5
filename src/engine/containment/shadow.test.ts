import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { alertOf } from "../../testing/alerts.ts";
import { type ConfirmedCase, runOf } from "../../testing/confirmed-cases.ts";
import { openScene } from "../../testing/containment-scene.ts";
import { deskParts, type people } from "../../testing/containment-world.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { memoryEffector } from "../../testing/memory-effector.ts";
import { memoryProduct } from "../../testing/memory-product.ts";
import { caseRevisionOf } from "./case-revision.ts";

const account: ConfirmedCase = {
  id: "case-1",
  alerts: ["edr", "idp"].map((product, at) => alertOf(at + 1, { user: "user-1", host: "ws-1.example.test", product, rule: `Rule ${at}` })),
  propose: [{ action: "disable-account", target: "user-1" }],
};

/** A small, reversible action of two sources: tier 1, which runs without a person where the agent may. */
async function filedUnder(why: { now: string | undefined }, asker?: (typeof people)[keyof typeof people]) {
  const clock = fakeClock(Date.UTC(2026, 4, 5, 9));
  const run = runOf([account]);
  const product = memoryProduct({ targets: { "d-1": ["account:user-1"] } });
  const parts = deskParts({
    effectors: [memoryEffector({ product })],
    clock,
    caseRevision: async (_, caseId) => caseRevisionOf(run, caseId),
    orders: { "release-after-minutes": { "disable-account": 30 } },
  });
  const scene = await openScene({ ...parts, whyNotAlone: async () => why.now });
  await scene.adopt();
  await scene.desk.fileProposals({ world: "office", run, caseId: "case-1", ...(asker && { asker: scene.asker(asker) }) });
  const held = () => scene.desk.state.actions.get("c-1")!;
  return { scene, held };
}

describe("containment in shadow mode", () => {
  test("what would run without a person takes one, and says why; under a grant it runs", async () => {
    const shadow = await filedUnder({ now: "nobody granted containing edr/rule 0 without a person" });
    const { tier, approvers, because } = shadow.held().action.assessed;
    assert.deepEqual([tier, approvers], [1, 1]);
    assert.ok(
      because.some((each) => each.includes("nobody granted containing edr/rule 0")),
      because.join("; "),
    );
    await shadow.scene.desk.carryOut(AbortSignal.timeout(10_000));
    assert.equal(shadow.held().status, "proposed");
    const granted = await filedUnder({ now: undefined });
    assert.equal(granted.held().action.assessed.approvers, 0);
    await granted.scene.desk.carryOut(AbortSignal.timeout(10_000));
    assert.equal(granted.held().status, "confirmed");
  });

  // Guarantees that a grant which ended between proposing and carrying out carries nothing out.
  test("what was proposed under a grant that ended since is not begun", async () => {
    const why: { now: string | undefined } = { now: undefined };
    const { scene, held } = await filedUnder(why);
    why.now = "the grant has ended";
    await scene.desk.carryOut(AbortSignal.timeout(10_000));
    assert.notEqual(held().status, "confirmed");
    assert.ok(["voided", "refused", "proposed"].includes(held().status), held().status);
  });
});
