import assert from "node:assert/strict";
import { test } from "node:test";
import { regulationLimits } from "../../core/regulation/limits.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { memoryViews } from "../../testing/memory-views.ts";
import { openTestRegulation } from "../../testing/regulation-scene.ts";
import { exampleCaseRow } from "../../testing/views-contract.ts";

// Guarantees: no escalated case is without papers because others came before it, and where there are too many the board says so.

const clock = fakeClock(Date.parse("2026-11-10T09:00:00Z"));
const escalated = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) =>
    exampleCaseRow(`case-${String(from + at).padStart(5, "0")}`, { state: "escalated", openedAtMs: clock.nowMs(), firstMs: clock.nowMs() }),
  );

test("papers are opened of every escalated case, however many stand before it in the queue", async () => {
  const views = memoryViews();
  const put = (cases: ReturnType<typeof escalated>) => views.put({ alerts: [], cases, world: "w", sequence: 1 });
  await put(escalated(0, 450));
  const desk = await openTestRegulation({ clock, views });
  const opened: number[] = [];
  for (let look = 0; look < 4; look++) opened.push((await desk.tick()).opened);
  assert.deepEqual(opened, [200, 200, 50, 0]);
  await put(escalated(900, 901));
  assert.equal((await desk.tick()).opened, 1);
  const { clocks } = await desk.board();
  assert.equal(new Set(clocks.map(({ caseId }) => caseId)).size, 451);
  assert.deepEqual(desk.problems, []);
});

test("where as many have papers as may, the board names it, and a person still opens those of a case", async () => {
  const views = memoryViews();
  await views.put({ alerts: [], cases: escalated(0, 2), world: "w", sequence: 1 });
  const desk = await openTestRegulation({ clock, views });
  await desk.tick();
  const { dossiers } = await desk.state();
  const [first] = dossiers.values();
  assert.ok(first);
  for (let n = dossiers.size; n < regulationLimits.dossiersMax; n++) dossiers.set(`made-${n}`, { ...first, caseId: `made-${n}` });
  await views.put({ alerts: [], cases: escalated(2, 3), world: "w", sequence: 2 });
  assert.equal((await desk.tick()).opened, 0);
  assert.match(desk.problems.join(), /^5000 cases have papers.*until somebody opens them$/);
  assert.equal((await desk.open("case-00002", "person:mara"))?.caseId, "case-00002");
});
