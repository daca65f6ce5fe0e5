import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { alertOf } from "../../testing/alerts.ts";
import { type ConfirmedCase, runOf } from "../../testing/confirmed-cases.ts";
import { openScene, type Scene } from "../../testing/containment-scene.ts";
import { deskParts, inventoryOf, people, testStopFile } from "../../testing/containment-world.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { memoryEffector } from "../../testing/memory-effector.ts";
import { memoryProduct } from "../../testing/memory-product.ts";
import { caseRevisionOf } from "./case-revision.ts";

const users = 500;
const alerts = 10_000;
const hours = 4;
const startMs = Date.UTC(2026, 4, 5, 9);
/** Per hour, and at one time: 1.6 % of 500 accounts. */
const budgets = {
  "per-hour": 5,
  "per-rule-per-hour": 10_000,
  "per-source-per-hour": 10_000,
  "class-share-per-hour": 1,
  "standing-share": 0.016,
};
const standingMax = 8;

/** Somebody writes alerts that name every user, from as many products and under as many rules as it takes; every case of it was believed. */
const storm = runOf(
  Array.from({ length: users }, (_, index): ConfirmedCase => {
    const perUser = alerts / users;
    const named = Array.from({ length: perUser }, (__, each) => {
      const number = index * perUser + each + 1;
      return alertOf(number, { user: `user-${index + 1}`, product: `product-${each}`, rule: `rule ${number}`, severity: "critical" });
    });
    return { id: `case-${index + 1}`, alerts: named, propose: [{ action: "disable-account", target: `user-${index + 1}` }] };
  }),
);

async function stormyOffice(orders: object) {
  const clock = fakeClock(startMs);
  const targets = Object.fromEntries(Array.from({ length: users }, (_, index) => [`d-${index + 1}`, [`account:user-${index + 1}`]]));
  const product = memoryProduct({ targets, nowMs: clock.nowMs });
  const journal = memoryJournalStore();
  const stopFile = testStopFile();
  const index = inventoryOf(users, startMs);
  const open = (executor: string) =>
    openScene(
      deskParts({
        effectors: [memoryEffector({ product })],
        clock,
        journal,
        stopFile,
        executor,
        inventory: async () => ({ index, digest: "sha256:inventory" }),
        caseRevision: async (_, caseId) => caseRevisionOf(storm, caseId),
        orders: { budgets, ...orders },
      }),
    );
  return { clock, product, open };
}

/** Two people who say yes to everything that waits. */
async function approveAll(scene: Scene): Promise<void> {
  for (const id of [...scene.desk.state.waiting]) await scene.approve(id, people.omar, people.ines);
}

const quiet = async (scene: Scene) => {
  for (let pass = 0; pass < 20; pass++) if ((await scene.pass()).taken.length === 0) return;
};

// Guarantees that whoever writes alerts cannot turn containment against the company (invariants.md 3.8): by themselves, and with people who say yes to
// everything, no more accounts are contained than the orders say, across restarts, and the record says why the others were not.
test(`a storm of ${alerts} alerts that names every one of ${users} users contains exactly what the budgets allow`, async (t) => {
  const { clock, product, open } = await stormyOffice({ "release-after-minutes": { "disable-account": 60 * hours * 2 } });
  let scene = await open("first");
  await scene.adopt();
  const filed = await scene.desk.fileProposals({ world: "office", run: storm });
  assert.equal(filed.proposed.length, users);
  let most = 0;
  let byThemselves = 0;
  const perHour: number[] = [];
  for (let hour = 0; hour < hours; hour++) {
    const before = product.contained().length;
    scene = await open(`hour-${hour}`);
    await quiet(scene);
    byThemselves = Math.max(byThemselves, product.contained().length - before);
    await scene.desk.fileProposals({ world: "office", run: storm, asker: scene.asker(people.mara) });
    await approveAll(scene);
    scene = await open(`hour-${hour} again`);
    await quiet(scene);
    perHour.push(product.contained().length - before);
    most = Math.max(most, product.contained().length);
    clock.pass(3_600_001);
  }
  const { state } = scene.desk;
  const refused = [...state.actions.values()].filter(({ refusal }) => refusal?.why === "budget").length;
  assert.ok(perHour.every((count) => count <= budgets["per-hour"]));
  assert.equal(most, standingMax);
  // Nearly used up, a budget leaves what is left of it to people.
  assert.equal(byThemselves, 0.8 * budgets["per-hour"]);
  assert.ok(refused > 0 && state.breakers.has("account"));
  assert.match(state.breakers.get("account")?.says ?? "", /allowed/);
  t.diagnostic(
    `${alerts} alerts name ${users} users: ${perHour.join(" + ")} contained by the hour (${byThemselves} of an hour's by themselves), ${most} at most (the orders allow ${standingMax}), ${refused} refused for the budget, breaker: ${state.breakers.get("account")?.says}`,
  );
});
