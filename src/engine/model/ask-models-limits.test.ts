import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { minuteMs, noonMs, placed } from "../../testing/alerts.ts";
import { closing, investigated, saying, settledCase, suspicious } from "../../testing/model-scene.ts";
import { smallWorld } from "../../testing/small-world.ts";
import { emptyAnswers, failedAnswer, modelParts, toldModel } from "../../testing/told-model.ts";
import { investigateStep } from "../investigate-step.ts";
import { caseRecordOf, openRecorder } from "../recorder.ts";

/** So many alerts of different machines, people and rules: a case each. */
const storm = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ...suspicious({
      timeMs: noonMs + index * minuteMs,
      host: `ws-${index}`,
      user: `user-${index}`,
      observables: [],
      rule: `rule ${index}`,
    })[0]!,
    id: `a-${index + 1}`,
  }));

describe("a model within its bounds", () => {
  test("a model that never answers is waited for as long as its time, and no longer", async () => {
    const slow = toldModel(() => new Promise(() => {}), { parameters: { temperature: 0, outputTokensMax: 500, timeMs: 700 } });
    let nowMs = noonMs;
    const slept: number[] = [];
    const clock = {
      nowMs: () => nowMs,
      sleep: async (delayMs: number) => {
        slept.push(delayMs);
        nowMs += delayMs;
      },
    };
    const models = modelParts(slow, { budget: { "seconds-per-case": 3 } });
    const world = smallWorld({ models, tools: closing() });
    const recorder = await placed(suspicious(), world);
    await investigated(recorder, {
      ...world,
      clock: { ...clock, sleep: (delayMs) => (delayMs >= 30_000 ? new Promise(() => {}) : clock.sleep(delayMs)) },
    });
    const { model } = settledCase(recorder.state);
    assert.deepEqual(
      model?.calls.map(({ outcome }) => outcome?.kind === "failed" && outcome.why),
      ["late", "late"],
    );
    assert.deepEqual(
      model?.skipped.map(({ role, why }) => [role, why]),
      [["writer", "budget-spent"]],
    );
    assert.ok(slept.reduce((sum, each) => sum + each, 0) <= 3_000 + 2_000);
  });

  test("a process that ended between question and answer leaves the reservation spent, and nothing is asked again", async () => {
    const world = smallWorld({ tools: closing() });
    const dying = toldModel(({ role }) => (role === "planner" ? Promise.reject(new Error("killed")) : emptyAnswers[role]));
    const recorder = await placed(suspicious(), world);
    const record = caseRecordOf(recorder);
    const dead = new Error("the process ended");
    let asks = 0;
    const tell: typeof record.tell = async (decide) => {
      // The planner's question is durable; its answer is not.
      if (asks === 2) throw dead;
      await record.tell(() => {
        const facts = decide();
        asks += facts.filter(({ type }) => type === "ModelAsked").length;
        return facts;
      });
    };
    await assert.rejects(investigateStep("case-1", { ...record, tell }, { ...world, models: modelParts(dying) }), dead);
    const again = await openRecorder(world.journal, world.clock);
    const model = toldModel(saying({}));
    const state = await investigated(again, { ...world, models: modelParts(model) });
    const { model: added, status } = settledCase(state);
    assert.equal(status, "closed");
    assert.deepEqual(
      model.asked.map(({ role }) => role),
      ["writer"],
      "neither reader nor planner is asked twice",
    );
    const lost = added?.calls.find(({ key }) => key === "planner");
    assert.ok(lost?.outcome?.kind === "failed" && lost.outcome.why === "broken-off");
    const { inputTokens, outputTokens, costMicros } = lost.outcome.use;
    assert.equal(inputTokens + outputTokens, lost.call.reservedTokens);
    assert.equal(outputTokens, lost.call.parameters.outputTokensMax);
    assert.equal(costMicros, Math.ceil(inputTokens * 3 + outputTokens * 15), "at the most that it may have cost");
    assert.equal(state.modelSpend.dayTokens, added?.tokens);
  });

  test("hundreds of cases in a storm stop at the budget of a day, and go on without a model", async () => {
    const alerts = storm(30);
    const model = toldModel(saying({}));
    const world = smallWorld({
      tools: closing(),
      models: modelParts(model, { budget: { "tokens-per-day": 20_000, "tokens-per-minute": 1_000_000 } }),
    });
    const recorder = await placed(alerts, world);
    const state = await investigated(recorder, world);
    assert.equal(state.casesSettled, state.cases.size);
    assert.ok(state.modelSpend.dayTokens <= 20_000 && state.modelSpend.dayTokens > 15_000, `${state.modelSpend.dayTokens}`);
    const skipped = [...state.cases.values()].filter(
      (each) => each.status !== "unopened" && each.model?.skipped.some(({ why }) => why === "budget-spent"),
    );
    assert.ok(skipped.length > 10);
  });

  test("a server that fails again and again is left alone", async () => {
    const alerts = storm(12);
    const model = toldModel(() => failedAnswer("unreachable"));
    const world = smallWorld({ tools: closing(), models: modelParts(model) });
    const recorder = await placed(alerts, world);
    const state = await investigated(recorder, world);
    assert.equal(model.asked.length, 5);
    const last = state.cases.get(`case-${state.cases.size}`);
    assert.ok(last && last.status !== "unopened" && last.model?.skipped.every(({ why }) => why === "breaker-open"));
  });
});
