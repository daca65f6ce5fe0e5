import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Alert } from "../../core/alert/alert.ts";
import { alertOf } from "../../testing/alerts.ts";
import { type ConfirmedCase, runOf } from "../../testing/confirmed-cases.ts";
import { openScene } from "../../testing/containment-scene.ts";
import { deskParts, people, testOrdersDigest, type WorldChoice } from "../../testing/containment-world.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { memoryEffector } from "../../testing/memory-effector.ts";
import { memoryProduct } from "../../testing/memory-product.ts";
import type { TestPerson } from "../../testing/people.ts";
import { caseRevisionOf } from "./case-revision.ts";

const seen = (number: number, parts: Partial<Alert> = {}) =>
  alertOf(number, { user: "user-1", host: "ws-1.example.test", product: number % 2 ? "edr" : "idp", rule: `Rule ${number}`, ...parts });

const twoSources: ConfirmedCase = {
  id: "case-1",
  alerts: [seen(1), seen(2)],
  propose: [{ action: "disable-account", target: "user-1" }],
};

async function office(choice: Partial<WorldChoice> = {}) {
  const clock = fakeClock(Date.UTC(2026, 4, 5, 9));
  const product = memoryProduct({ targets: { "d-1": ["account:user-1"] } });
  const state = { run: runOf([twoSources]) };
  const scene = await openScene(
    deskParts({
      effectors: [memoryEffector({ product })],
      clock,
      caseRevision: async (_, caseId) => caseRevisionOf(state.run, caseId),
      orders: { "release-after-minutes": { "disable-account": 30 } },
      ...choice,
    }),
  );
  await scene.adopt();
  const file = (cases: readonly ConfirmedCase[], caseId?: string, by?: TestPerson) => {
    state.run = runOf(cases);
    return scene.desk.fileProposals({ world: "office", run: state.run, caseId, ...(by && { asker: scene.asker(by) }) });
  };
  return { clock, product, scene, file };
}

describe("filing what an investigation proposed", () => {
  test("an action says what it is, on what it rests, and what it would touch", async () => {
    const { scene, file, clock } = await office();
    const filed = await file([twoSources]);
    assert.deepEqual(filed, { proposed: ["c-1"], refused: [], declined: [], before: [] });
    const { action, by } = scene.desk.state.actions.get("c-1")!;
    assert.equal(by, "agent:watchkeeper");
    assert.equal(action.target.id, "account:user-1");
    assert.equal(action.case.revision, caseRevisionOf(runOf([twoSources]), "case-1"));
    assert.deepEqual(action.rules, ["rule 1", "rule 2"]);
    assert.deepEqual(action.sources, ["edr", "idp"]);
    assert.deepEqual(action.evidence, [{ id: "e-case-1", digest: `sha256:${"e".repeat(64)}` }]);
    assert.equal(action.releaseAfterMs, 1_800_000);
    assert.equal(action.expiresAtMs, clock.nowMs() + 240 * 60_000);
    assert.equal(action.assessed.tier, 1);
    assert.equal(action.assessed.orders, testOrdersDigest);
  });

  test("what standing orders let run is carried out without anybody", async () => {
    const { scene, file, product } = await office();
    await file([twoSources]);
    await scene.pass();
    assert.deepEqual(product.contained(), ["d-1"]);
  });

  test("the same proposals filed again are the same actions", async () => {
    const { scene, file } = await office();
    await file([twoSources]);
    const { before, ...others } = await file([twoSources]);
    assert.deepEqual(others, { proposed: [], refused: [], declined: [] });
    assert.deepEqual(
      before.map(({ caseId, action, id }) => [caseId, action, id]),
      [["case-1", "disable-account", "c-1"]],
    );
    await scene.pass();
    assert.equal((await file([twoSources])).before.length, 1);
    assert.equal(scene.desk.state.proposed, 1);
  });

  test("an alert counts for a target under every name that the inventory has for it", async () => {
    const { scene, file } = await office();
    await file([
      { ...twoSources, alerts: [seen(1, { user: " USER-1 " }), seen(2, { user: "somebody-else" }), seen(3, { user: "user-2" })] },
    ]);
    assert.deepEqual(scene.desk.state.actions.get("c-1")?.action.rules, ["rule 1"]);
  });

  test("one source's word is not enough to run by itself", async () => {
    const { scene, file } = await office();
    await file([{ ...twoSources, alerts: [seen(1), seen(3)] }]);
    assert.equal(scene.desk.state.actions.get("c-1")?.needs.approvers, 1);
  });

  test("what has no handle, no evidence or no effector is on the record with its reason, once, and nothing else is held up by it", async () => {
    const effectors = [memoryEffector({ product: memoryProduct({ targets: {} }), verbs: ["disable-account"] })];
    const { scene, file } = await office({ effectors });
    const strange: ConfirmedCase = {
      id: "case-2",
      alerts: [seen(4), seen(5)],
      propose: [
        { action: "disable-account", target: "u\u200bser-1" },
        { action: "disable-account", target: "ghost" },
        { action: "disable-account", target: "user-7" },
        { action: "isolate-host", target: "ws-1.example.test" },
        { action: "kill-process", target: "C:\\Windows\\evil.exe" },
        { action: "disable-account", target: "user-1" },
      ],
    };
    const filed = await file([strange]);
    assert.deepEqual(filed.proposed, ["c-1"]);
    assert.deepEqual(
      filed.declined.map(({ says }) => says),
      [
        "the inventory knows no account of that name in that domain",
        "the inventory knows no account of that name in that domain",
        "no alert of this case names the target",
        'no effector is configured for "isolate-host"',
        "nobody says on which machine it is",
      ],
    );
    assert.equal(scene.desk.state.declinedProposals.size, 5);
    const { before } = await file([strange]);
    assert.equal(before.length, 6);
    assert.ok(
      before.every(({ says }) => says !== ""),
      "each with its reason, not only a number",
    );
  });

  test("only confirmed cases that are over propose, and one case can be asked for alone", async () => {
    const { scene, file } = await office();
    const other: ConfirmedCase = {
      id: "case-3",
      alerts: [seen(6, { user: "user-3" })],
      propose: [{ action: "disable-account", target: "user-3" }],
    };
    await file([twoSources, other], "case-3");
    assert.deepEqual(
      [...scene.desk.state.actions.values()].map(({ action }) => action.case.id),
      ["case-3"],
    );
  });

  test("a person may ask again for what is over; the agent does not", async () => {
    const { scene, file } = await office();
    await file([{ ...twoSources, alerts: [seen(1), seen(3)] }]);
    await scene.reject("c-1", people.omar, "the owner is at it");
    assert.deepEqual((await file([{ ...twoSources, alerts: [seen(1), seen(3)] }])).proposed, []);
    assert.deepEqual((await file([{ ...twoSources, alerts: [seen(1), seen(3)] }], undefined, people.omar)).proposed, ["c-2"]);
  });

  test("a case that changed since voids what was proposed of it, and proposes anew", async () => {
    const { scene, file, product } = await office();
    await file([twoSources]);
    const grown = { ...twoSources, conclusion: { because: "there is more" } };
    // What waited about the case as it was holds its target no longer.
    assert.deepEqual((await file([grown])).proposed, ["c-2"]);
    assert.equal(scene.statusOf("c-1"), "voided");
    assert.deepEqual(product.contained(), []);
    await scene.pass();
    assert.deepEqual(product.contained(), ["d-1"]);
  });

  test("what still waits about a case as it stood before is void, and the case as it stands is asked about in its stead", async () => {
    const { scene, file } = await office();
    const oneSource = { ...twoSources, alerts: [seen(1)] };
    await file([oneSource]);
    assert.equal(scene.desk.state.actions.get("c-1")?.status, "proposed");
    const grown = { ...oneSource, alerts: [seen(1), seen(3)] };
    assert.deepEqual((await file([grown])).proposed, ["c-2"]);
    const [former, latter] = ["c-1", "c-2"].map((id) => scene.desk.state.actions.get(id));
    assert.deepEqual([former?.status, former?.says], ["voided", "its case changed since it was proposed"]);
    assert.deepEqual([latter?.status, latter?.action.case.revision], ["proposed", caseRevisionOf(runOf([grown]), "case-1")]);
    assert.deepEqual((await file([grown])).proposed, []);
  });

  test("what was approved about a case as it stood before is void, with who changed the case, why and when", async () => {
    const { scene, file, clock } = await office({
      caseChange: async (world, id, sinceMs) => ({
        says: `${world}/${id} gave up a-3 (two stories) since ${sinceMs}`,
        by: people.ines.name,
      }),
    });
    await file([{ ...twoSources, alerts: [seen(1)] }]);
    const proposedAtMs = clock.nowMs();
    await scene.approve("c-1", people.mara);
    clock.set(clock.nowMs() + 60_000);
    await file([{ ...twoSources, alerts: [seen(1), seen(3)] }]);
    const held = scene.desk.state.actions.get("c-1");
    const because = `its case changed since it was proposed: office/case-1 gave up a-3 (two stories) since ${proposedAtMs}`;
    assert.deepEqual(held?.ended, { atMs: clock.nowMs(), by: people.ines.name, because });
    assert.equal(held.status, "voided");
    // An approval is of one digest: what is asked about the case as it stands now begins without any.
    assert.deepEqual(scene.desk.state.actions.get("c-2")?.approvals, []);
  });

  test("a case whose record cannot say what changed voids all the same", async () => {
    const { scene, file } = await office({ caseChange: () => Promise.reject(new Error("down")) });
    await file([{ ...twoSources, alerts: [seen(1)] }]);
    await file([{ ...twoSources, alerts: [seen(1), seen(3)] }]);
    assert.equal(scene.desk.state.actions.get("c-1")?.says, "its case changed since it was proposed");
  });

  test("a case that was looked at anew and stands as it stood keeps what was approved about it", async () => {
    const { scene, file } = await office();
    const oneSource = { ...twoSources, alerts: [seen(1)] };
    await file([oneSource]);
    await scene.approve("c-1", people.mara);
    await file([oneSource]);
    assert.deepEqual([scene.statusOf("c-1"), scene.desk.state.actions.get("c-1")?.approvals.length], ["proposed", 1]);
  });

  test("a case that proposes nothing any more leaves nothing waiting", async () => {
    const { scene, file } = await office();
    await file([{ ...twoSources, alerts: [seen(1)] }]);
    await file([{ ...twoSources, alerts: [seen(1), seen(3)], propose: [] }]);
    assert.equal(scene.desk.state.actions.get("c-1")?.status, "voided");
  });

  test("what needs the glass broken waits no longer than anything else may, and can be asked for", async () => {
    const quick = { "approval-minutes": 10, "break-glass-minutes": 30, protected: { accounts: ["user-1"] } };
    const { scene, file, clock } = await office({ orders: quick });
    assert.deepEqual((await file([twoSources], undefined, people.omar)).proposed, ["c-1"]);
    const { action } = scene.desk.state.actions.get("c-1")!;
    assert.equal(action.assessed.tier, 4);
    assert.equal(action.expiresAtMs, clock.nowMs() + 10 * 60_000);
  });
});
