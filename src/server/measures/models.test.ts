import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ModelEvent } from "../../core/model/model-event.ts";
import { foldModel } from "../../stages/measure/fold-model.ts";
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
    const { calls, failed, tokens, cost, perDay, perCase } = modelFigures(rows, 3, { connected: true, currency: "EUR" });
    assert.deepEqual({ calls, failed, tokens, cost }, { calls: 3, failed: 1, tokens: 3_000, cost: 6 });
    assert.deepEqual(perDay, { measured: true, of: 3, tokens: 1_000, cost: 2 });
    assert.deepEqual(perCase, { measured: true, of: 2, tokens: 1_500, cost: 3 });
  });

  test("of nothing is not measured, and says why", () => {
    const none = modelFigures([], 30, { connected: true, currency: null });
    assert.deepEqual(none.perCase, { measured: false, because: "no model was asked about a case in the period" });
    assert.equal(modelFigures([], 30, { connected: false, currency: null }).says, "no model is connected");
  });
});
