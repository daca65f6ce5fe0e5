import assert from "node:assert/strict";
import { test } from "node:test";
import { regulationLimits } from "../../core/regulation/limits.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { memoryViews } from "../../testing/memory-views.ts";
import { openTestRegulation } from "../../testing/regulation-scene.ts";
import { exampleCaseRow } from "../../testing/views-contract.ts";

// Guarantees: no escalated case is without papers because others came before it, and where there are too many the board says so. What a person closed as
// harmless asks nothing while that stands, and no longer; what somebody classified, or an authority asked for, runs on.

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

const mara = "person:mara" as const;
const asking = async (desk: Awaited<ReturnType<typeof openTestRegulation>>, caseId: string) => {
  const { clocks, undetermined } = await desk.board();
  return [...clocks, ...undetermined].filter((each) => each.caseId === caseId).length;
};

test("closed as harmless by a person, a case asks nothing and warns of nothing; opened again it asks since it was known at first", async () => {
  const clock = fakeClock(Date.parse("2026-11-10T09:00:00Z"));
  const views = memoryViews();
  const row = { openedAtMs: clock.nowMs(), firstMs: clock.nowMs(), settledAtMs: clock.nowMs() };
  let sequence = 0;
  const put = (more: object) =>
    views.put({ alerts: [], cases: [exampleCaseRow("case-1", { ...row, ...more })], world: "w", sequence: ++sequence });
  await put({ state: "escalated" });
  const desk = await openTestRegulation({ clock, views });
  await desk.tick();
  const before = (await desk.board()).clocks;
  assert.ok(before.length > 3);
  clock.set(clock.nowMs() + 3_600_000);
  await desk.heed({ caseId: "case-1", by: mara, verdict: "benign", closed: true });
  assert.equal(await asking(desk, "case-1"), 0);
  // The row says for a while how the case stood before: that is no news.
  clock.set(clock.nowMs() + 300_000);
  await desk.tick();
  await put({ state: "closed", settledAtMs: clock.nowMs() });
  clock.set(clock.nowMs() + 100 * 3_600_000);
  assert.deepEqual(
    (await desk.tick()).facts.filter(({ type }) => type !== "RecurrencesLookedFor"),
    [],
  );
  assert.equal(await asking(desk, "case-1"), 0);
  // Told again after a crash it is recorded once.
  await desk.heed({ caseId: "case-1", by: mara, verdict: "benign", closed: true });
  const papers = () => desk.recordsIn({ fromMs: 0, toMs: clock.nowMs() + 1 });
  assert.equal((await papers()).entries.filter(({ fact }) => fact?.type === "CaseFoundHarmless").length, 1);
  await put({ state: "in-progress", settledAtMs: undefined });
  await desk.tick();
  const again = (await desk.board()).clocks;
  const starts = (clocks: typeof before) =>
    clocks.map(({ regime, stage, startedMs, dueMs }) => [regime, stage, startedMs, dueMs]).toSorted();
  assert.deepEqual(starts(again), starts(before));
  assert.ok(again.some(({ state }) => state === "late"));
});

test("what somebody classified runs on when its case is closed as harmless, and so does what an authority asked for", async () => {
  const clock = fakeClock(Date.parse("2026-11-10T09:00:00Z"));
  const views = memoryViews();
  const row = { state: "escalated", openedAtMs: clock.nowMs(), firstMs: clock.nowMs() } as const;
  await views.put({ alerts: [], cases: [exampleCaseRow("case-1", row)], world: "w", sequence: 1 });
  const desk = await openTestRegulation({ clock, views });
  await desk.tick();
  await desk.classify(mara, { caseId: "case-1", regime: "dora", outcome: "reportable", because: "as the worksheet says" });
  const dueMs = clock.nowMs() + 5 * 86_400_000;
  await desk.giveDeadline(mara, { caseId: "case-1", regime: "gdpr", stage: "authority", dueMs, because: "the authority asked for it" });
  await desk.heed({ caseId: "case-1", by: mara, verdict: "false-positive", closed: true });
  const { clocks, undetermined } = await desk.board();
  assert.deepEqual(clocks.map(({ regime, stage, state }) => `${regime}/${stage} ${state}`).toSorted(), [
    "dora/initial running",
    "gdpr/authority running",
  ]);
  assert.deepEqual(
    undetermined.filter(({ regime }) => regime === "dora"),
    [],
  );
});

test("a case that a person finds to be an attack has papers, though it was never escalated; what is harmless and has none gets none", async () => {
  const views = memoryViews();
  const row = { state: "closed", openedAtMs: clock.nowMs(), firstMs: clock.nowMs() } as const;
  await views.put({ alerts: [], cases: ["case-1", "case-2"].map((id) => exampleCaseRow(id, row)), world: "w", sequence: 1 });
  const desk = await openTestRegulation({ clock, views });
  await desk.tick();
  await desk.heed({ caseId: "case-1", by: mara, verdict: "true-positive", closed: true });
  await desk.heed({ caseId: "case-2", by: mara, verdict: "benign", closed: true });
  assert.ok((await asking(desk, "case-1")) > 0);
  assert.equal(await desk.dossier("case-2"), undefined);
  // The word of the day after takes the first one back, and the one after that the second.
  await desk.heed({ caseId: "case-1", by: mara, verdict: "benign", closed: true });
  assert.equal(await asking(desk, "case-1"), 0);
  await desk.heed({ caseId: "case-1", by: "person:joss", verdict: "true-positive", closed: true });
  assert.ok((await asking(desk, "case-1")) > 0);
});

test("who classifies without a time does it now, however the clock moves meanwhile", async () => {
  const views = memoryViews();
  await views.put({ alerts: [], cases: escalated(1, 2), world: "w", sequence: 1 });
  let nowMs = clock.nowMs();
  const desk = await openTestRegulation({ clock: { ...clock, nowMs: () => ++nowMs }, views });
  await desk.tick();
  const held = await desk.classify(mara, { caseId: "case-00001", regime: "dora", outcome: "reportable", because: "as the worksheet says" });
  assert.deepEqual(
    held.classified.map(({ atMs, classifiedAtMs }) => atMs - classifiedAtMs),
    [0],
  );
});
