import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { GuideEvent } from "../../core/model/guide.ts";
import type { ModelEvent } from "../../core/model/model-event.ts";
import { foldGuide, foldModel } from "../../stages/measure/fold-model.ts";
import { openMeasuring, takeChanges } from "../../stages/measure/measuring.ts";
import { modelFigures } from "./models.ts";

const asked = (caseId: string, id: string) =>
  ({ type: "ModelAsked", caseId, key: id, call: { id }, atMs: 0 }) as ModelEvent & { type: "ModelAsked" };
const answered = (caseId: string, callId: string, kind: "accepted" | "failed") =>
  ({
    ...{ type: "ModelAnswered", caseId, callId, atMs: 0 },
    outcome: { kind, use: { inputTokens: 900, outputTokens: 100, costMicros: 2_000_000, ms: 1, isEstimate: true } },
  }) as ModelEvent & { type: "ModelAnswered" };
const line = (id: string) => ({
  ...{ kind: "case" as const, id, openedAtMs: 0, status: "open" as const, by: undefined, verdict: undefined, category: undefined },
  ...{ agentVerdict: undefined, handed: false, assignee: undefined },
});

/** What a fold of these facts tallies. */
function counted(facts: readonly Parameters<typeof foldModel>[1][]) {
  const state = openMeasuring([line("case-1"), line("case-2")]);
  for (const fact of facts) foldModel(state, fact);
  return takeChanges(state).tallies.filter(({ family }) => family === "model");
}

describe("the cost of models", () => {
  test("is counted from the record, by day and by case, each case once", () => {
    const rows = counted([
      asked("case-1", "m-1"),
      answered("case-1", "m-1", "accepted"),
      asked("case-1", "m-2"),
      answered("case-1", "m-2", "failed"),
      asked("case-2", "m-3"),
      answered("case-2", "m-3", "accepted"),
    ]);
    const { calls, failed, tokens, cost, perDay, perCase, perAlert } = modelFigures(
      rows,
      { days: 3, alerts: 12 },
      { connected: true, currency: "EUR" },
    );
    assert.deepEqual({ calls, failed, tokens, cost }, { calls: 3, failed: 1, tokens: 3_000, cost: 6 });
    const took = (n: number) => rows.filter(({ key }) => key[0] === "took").reduce((all, { sum }) => all + sum, 0) / 1_000 / n;
    assert.ok(took(1) > 0);
    assert.deepEqual(perDay, { measured: true, of: 3, tokens: 1_000, seconds: took(3), cost: 2 });
    assert.deepEqual(perCase, { measured: true, of: 2, tokens: 1_500, seconds: took(2), cost: 3 });
    assert.deepEqual(perAlert, { measured: true, of: 12, tokens: 250, seconds: took(12), cost: 0.5 });
  });

  test("what people asked counts in what was taken, and in no case's share", () => {
    const use = { inputTokens: 400, outputTokens: 100, costMicros: 1_000_000, ms: 1, isEstimate: false };
    const state = openMeasuring([line("case-1")]);
    for (const fact of [asked("case-1", "m-1"), answered("case-1", "m-1", "accepted")]) foldModel(state, fact);
    foldGuide(state, { type: "GuideAsked", by: "person:mara", call: { id: "m-1" }, atMs: 0 } as unknown as GuideEvent);
    foldGuide(state, { type: "GuideAnswered", callId: "m-1", outcome: { kind: "accepted", digest: "", said: "", use }, atMs: 0 });
    const rows = takeChanges(state).tallies.filter(({ family }) => family === "model");
    const { calls, failed, tokens, cost, perCase } = modelFigures(rows, { days: 1, alerts: 4 }, { connected: true, currency: "EUR" });
    assert.deepEqual({ calls, failed, tokens, cost }, { calls: 2, failed: 0, tokens: 1_500, cost: 3 });
    assert.ok(perCase.measured && perCase.of === 1 && perCase.tokens === 1_000 && perCase.cost === 2);
    const alone = modelFigures(
      rows.filter(({ key }) => String(key[0]).startsWith("people-")),
      { days: 1, alerts: 4 },
      { connected: true, currency: "EUR" },
    );
    assert.deepEqual([alone.calls, alone.perDay.measured, alone.perCase.measured], [1, true, false]);
  });

  test("of nothing is not measured, and says why", () => {
    const none = modelFigures([], { days: 30, alerts: 0 }, { connected: true, currency: null });
    assert.deepEqual(none.perCase, { measured: false, because: "no model was asked in the period" });
    assert.equal(modelFigures([], { days: 30, alerts: 0 }, { connected: false, currency: null }).says, "no model is connected");
  });
});
