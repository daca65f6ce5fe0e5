import assert from "node:assert/strict";
import { test } from "node:test";
import type { Alert } from "../../core/alert/alert.ts";
import { alertOf } from "../../testing/alerts.ts";
import { type ConfirmedCase, runOf } from "../../testing/confirmed-cases.ts";
import { openScene } from "../../testing/containment-scene.ts";
import { deskParts, people } from "../../testing/containment-world.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { memoryEffector } from "../../testing/memory-effector.ts";
import { memoryProduct } from "../../testing/memory-product.ts";
import { openApprovalNews, type TellWaiting } from "./approvals.ts";
import { caseRevisionOf } from "./case-revision.ts";
import { approvalsOf } from "./lapsing.ts";

// Guarantees: what waits for people is told of once, what could not be told is told of again, and what nobody has to approve is told to nobody.

const seen = (number: number, parts: Partial<Alert> = {}) =>
  alertOf(number, { user: "user-1", host: "ws-1.example.test", product: "edr", rule: "Rule 1", ...parts });
/** One source alone: no standing order lets it run. */
const oneSource: ConfirmedCase = { id: "case-1", alerts: [seen(1)], propose: [{ action: "disable-account", target: "user-1" }] };
const twoSources: ConfirmedCase = { ...oneSource, alerts: [seen(1), seen(2, { product: "idp", rule: "Rule 2" })] };

async function filed(each: ConfirmedCase) {
  const clock = fakeClock(Date.UTC(2026, 4, 5, 9));
  const product = memoryProduct({ targets: { "d-1": ["account:user-1"] } });
  const run = runOf([each]);
  const caseRevision = async (_: string, caseId: string) => caseRevisionOf(run, caseId);
  const scene = await openScene(
    deskParts({
      effectors: [memoryEffector({ product })],
      clock,
      caseRevision,
      orders: { "release-after-minutes": { "disable-account": 30 } },
    }),
  );
  await scene.adopt();
  await scene.desk.fileProposals({ world: "office", run });
  return { scene, clock };
}

test("an action that waits is told of once, again where telling failed, and anew by a process that begins", async () => {
  const { scene, clock } = await filed(oneSource);
  const heard: string[] = [];
  let isDown = true;
  const tell: TellWaiting = async (actions) => {
    if (isDown) throw new Error("down");
    heard.push(...actions.map(({ actionId, caseId, title }) => `${actionId} ${caseId} ${title}`));
  };
  const news = openApprovalNews(tell);
  await assert.rejects(news(scene.desk.state, clock.nowMs()));
  isDown = false;
  for (let look = 0; look < 3; look++) await news(scene.desk.state, clock.nowMs());
  assert.deepEqual(heard, ["c-1 case-1 disable-account user-1"]);
  await openApprovalNews(tell)(scene.desk.state, clock.nowMs());
  assert.equal(heard.length, 2);
});

test("what runs by standing order, and what expired, is nobody's to approve", async () => {
  const heard: unknown[] = [];
  const news = () => openApprovalNews(async (actions) => void heard.push(...actions));
  const byItself = await filed(twoSources);
  await news()(byItself.scene.desk.state, byItself.clock.nowMs());
  const old = await filed(oneSource);
  await news()(old.scene.desk.state, old.scene.desk.state.actions.get("c-1")!.action.expiresAtMs);
  assert.deepEqual(heard, []);
});

test("an action that is asked anew says what was approved before it, and by whom an approval would lapse", async () => {
  const { scene, clock } = await filed(oneSource);
  assert.deepEqual(approvalsOf(scene.desk.state, "office", ["case-1"]), [], "nobody has approved it yet");
  await scene.approve("c-1", people.mara);
  const lapses = [{ action: "c-1", verb: "disable-account", target: "user-1", by: [people.mara.name] }];
  assert.deepEqual(approvalsOf(scene.desk.state, "office", ["case-2", "case-1"]), lapses);
  assert.deepEqual(approvalsOf(scene.desk.state, "office", ["case-2"]), []);
  assert.deepEqual(approvalsOf(scene.desk.state, "elsewhere", ["case-1"]), []);
  const grown = runOf([{ ...oneSource, alerts: [seen(1), seen(3)] }]);
  await scene.desk.fileProposals({ world: "office", run: grown });
  const heard: string[] = [];
  await openApprovalNews(async (actions) => void heard.push(...actions.map(({ actionId, says }) => `${actionId}: ${says}`)))(
    scene.desk.state,
    clock.nowMs(),
  );
  assert.equal(heard.length, 1);
  assert.match(heard[0] ?? "", /^c-2: .* It is asked anew: c-1 was approved, and voided because its case changed since it was proposed\.$/);
});
