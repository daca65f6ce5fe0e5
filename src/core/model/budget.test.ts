import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ModelBudget } from "../configuration/models.ts";
import { admit } from "./budget.ts";
import { decideModel } from "./decide-model.ts";
import type { ModelEvent } from "./model-event.ts";
import { evolveModel, type ModelStanding, noModel } from "./model-standing.ts";
import { dayOf, evolveSpend, type ModelSpend, noSpend } from "./spend.ts";

const dayMs = 86_400_000;
const use = (tokens: number, costMicros = 0) => ({ inputTokens: tokens, outputTokens: 0, isEstimate: false, costMicros, ms: 1 });
const call = (id: string, reservedTokens: number, reservedCostMicros = 0) => ({
  id,
  role: "reader" as const,
  name: "told",
  model: "told-1",
  parameters: { temperature: 0, outputTokensMax: 100, timeMs: 1_000 },
  prompt: { id: "reader", version: 1, digest: "", bytes: 0, slots: [] },
  reservedTokens,
  reservedCostMicros,
});

/** A record with several cases that one process after the other decides on. */
function openBook(budget: ModelBudget) {
  let spend: ModelSpend = noSpend;
  const cases = new Map<string, ModelStanding>();
  const take = (event: ModelEvent) => {
    const before = cases.get(event.caseId);
    const open = event.type === "ModelAnswered" ? before?.calls.find((each) => each.call.id === event.callId && !each.outcome) : undefined;
    spend = evolveSpend(spend, event, open && { ...open.call, askedAtMs: open.askedAtMs });
    cases.set(event.caseId, evolveModel(before, event));
  };
  return {
    spend: () => spend,
    of: (caseId: string) => cases.get(caseId) ?? noModel,
    ask(caseId: string, reserveTokens: number, nowMs: number, alertId?: string, reserveMicros = 0) {
      const standing = cases.get(caseId);
      const asked = { budget, standing, spend, nowMs, reserveTokens, ...(alertId !== undefined && { alertId }) };
      const admission = admit(asked);
      const key = `key ${spend.calls} ${standing?.skipped.length ?? 0}`;
      const command = admission.may
        ? ({
            type: "AskModel",
            key,
            ...(alertId !== undefined && { alertId }),
            call: call(`m-${spend.calls + 1}`, reserveTokens, reserveMicros),
            atMs: nowMs,
          } as const)
        : ({ type: "SkipModel", key, role: "reader", atMs: nowMs, ...{ ...admission, may: undefined } } as const);
      for (const event of decideModel(command, { caseId, model: standing })) take(event);
      return admission;
    },
    answer(caseId: string, callId: string, tokens: number, atMs: number, why?: "unreachable" | "refused") {
      const outcome = why
        ? ({ kind: "failed", why, detail: "", use: use(tokens) } as const)
        : ({ kind: "accepted", digest: "", said: "", use: use(tokens, 1_000_000) } as const);
      for (const event of decideModel({ type: "TakeModelAnswer", callId, outcome, atMs }, { caseId, model: cases.get(caseId) }))
        take(event);
    },
  };
}

const budgetOf = (parts: Partial<ModelBudget> = {}): ModelBudget => ({ ...ModelBudget.parse({}), ...parts });

describe("the budget of models", () => {
  // Guarantees that whoever asks in whatever order, nothing that is counted goes beyond its budget while servers say the truth; answers that never come count by what they reserved.
  test("no order of questions and answers spends more than a case, an alert, a day or a minute may", () => {
    const step = fc.record({
      caseId: fc.constantFrom("case-1", "case-2", "case-3"),
      alertId: fc.constantFrom("a-1", "a-2", undefined),
      tokens: fc.integer({ min: 1, max: 2_000 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      isAnswered: fc.boolean(),
      laterMs: fc.integer({ min: 0, max: dayMs / 8 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const budget = budgetOf({
          "tokens-per-case": 5_000,
          "tokens-per-alert": 2_500,
          "tokens-per-day": 12_000,
          "tokens-per-minute": 6_000,
          "seconds-per-case": 3_600,
          "calls-per-case": 6,
        });
        const book = openBook(budget);
        let nowMs = 20_000 * dayMs;
        const takenOn = new Map<number, number>();
        for (const { caseId, alertId, tokens, share, isAnswered, laterMs } of steps) {
          nowMs += laterMs;
          const { may } = book.ask(caseId, tokens, nowMs, alertId);
          if (!may) continue;
          const callId = `m-${book.spend().calls}`;
          const used = isAnswered ? Math.floor(tokens * share) : tokens;
          if (isAnswered) book.answer(caseId, callId, used, nowMs);
          takenOn.set(dayOf(nowMs), (takenOn.get(dayOf(nowMs)) ?? 0) + used);
          assert.equal(book.spend().dayTokens, takenOn.get(dayOf(nowMs)));
          assert.ok(book.spend().dayTokens <= 12_000);
          assert.ok(book.spend().latest.reduce((sum, each) => sum + each.tokens, 0) <= 6_000);
          const standing = book.of(caseId);
          assert.ok(standing.tokens <= 5_000 && standing.calls.length <= 6);
          const ofAlert = standing.calls.filter((each) => alertId !== undefined && each.alertId === alertId);
          assert.ok(ofAlert.reduce((sum, each) => sum + (each.outcome?.use.inputTokens ?? each.call.reservedTokens), 0) <= 2_500);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("a new day begins with a whole budget, and the cost of a day ends it too", () => {
    const book = openBook(budgetOf({ "tokens-per-day": 1_000, "cost-per-day": 2 }));
    assert.ok(book.ask("case-1", 900, dayMs).may);
    assert.ok(!book.ask("case-2", 900, dayMs + 1_000).may);
    assert.ok(book.ask("case-2", 900, 2 * dayMs).may);
    const dear = openBook(budgetOf({ "cost-per-day": 2 }));
    for (const n of [1, 2]) {
      assert.ok(dear.ask("case-1", 10, dayMs).may);
      dear.answer("case-1", `m-${n}`, 5, dayMs);
    }
    const third = dear.ask("case-1", 10, dayMs);
    assert.ok(!third.may && /the cost of a day/.test(third.detail));
  });

  // Guarantees that a process which ends between question and answer leaves no money behind that nobody counts.
  test("a call whose answer was lost costs its day what it reserved, before anybody says so and after; one that is answered costs what it took", () => {
    const book = openBook(budgetOf({ "cost-per-day": 5 }));
    assert.ok(book.ask("case-1", 10, dayMs, undefined, 3_000_000).may);
    assert.equal(book.spend().dayCostMicros, 3_000_000);
    assert.ok(book.ask("case-2", 10, dayMs + 1, undefined, 3_000_000).may);
    const third = book.ask("case-3", 10, dayMs + 2, undefined, 3_000_000);
    assert.ok(!third.may && /the cost of a day/.test(third.detail));
    book.answer("case-2", "m-2", 5, dayMs + 3);
    assert.equal(book.spend().dayCostMicros, 4_000_000);
    assert.ok(book.ask("case-4", 10, dayMs + 4, undefined, 3_000_000).may);
    assert.ok(book.ask("case-5", 10, 2 * dayMs, undefined, 2_000_000).may, "a new day begins with a whole budget");
    book.answer("case-4", "m-3", 5, 2 * dayMs);
    assert.equal(book.spend().dayCostMicros, 2_000_000, "what belongs to the day before changes nothing of this one");
  });

  test("the breaker opens after failures in a row of the server, for its time, and one good answer closes it; what was said opens nothing", () => {
    const budget = budgetOf({ "failures-in-a-row": 3, "rest-minutes": 10 });
    const book = openBook(budget);
    const failing = (why: "unreachable" | "refused") => {
      for (const n of [1, 2, 3]) {
        const caseId = `case-${why}-${n}`;
        assert.ok(book.ask(caseId, 10, dayMs).may);
        book.answer(caseId, `m-${book.spend().calls}`, 10, dayMs, why);
      }
    };
    failing("refused");
    failing("unreachable");
    const open = book.ask("case-1", 10, dayMs + 599_999);
    assert.ok(!open.may && open.why === "breaker-open");
    assert.ok(book.ask("case-1", 10, dayMs + 600_000).may);
    book.answer("case-1", `m-${book.spend().calls}`, 10, dayMs + 600_000);
    assert.equal(book.spend().failuresInRow, 0);
    assert.ok(book.ask("case-2", 10, dayMs + 600_001).may);
  });

  test("too many tokens in a minute open the breaker for its time, also when they are no longer burning", () => {
    const book = openBook(budgetOf({ "tokens-per-minute": 1_000, "rest-minutes": 5 }));
    assert.ok(book.ask("case-1", 800, dayMs).may);
    assert.ok(!book.ask("case-2", 800, dayMs + 1_000).may);
    assert.ok(!book.ask("case-3", 10, dayMs + 120_000).may, "still open though the minute is over");
    assert.ok(book.ask("case-4", 10, dayMs + 301_001).may);
  });

  test("an answer to what was never asked, a second answer and a key that is known change nothing", () => {
    const asked = decideModel({ type: "AskModel", key: "k", call: call("m-1", 10), atMs: 1 }, { caseId: "case-1" });
    let model = asked.reduce(evolveModel, noModel as ModelStanding);
    assert.deepEqual(decideModel({ type: "AskModel", key: "k", call: call("m-2", 10), atMs: 2 }, { caseId: "case-1", model }), []);
    const outcome = { kind: "accepted", digest: "", said: "", use: use(4) } as const;
    assert.deepEqual(decideModel({ type: "TakeModelAnswer", callId: "m-9", outcome, atMs: 2 }, { caseId: "case-1", model }), []);
    for (const event of decideModel({ type: "TakeModelAnswer", callId: "m-1", outcome, atMs: 2 }, { caseId: "case-1", model }))
      model = evolveModel(model, event);
    assert.equal(model.tokens, 4);
    assert.deepEqual(decideModel({ type: "TakeModelAnswer", callId: "m-1", outcome, atMs: 3 }, { caseId: "case-1", model }), []);
    const told: ModelEvent = { type: "ModelAnswered", caseId: "case-1", callId: "m-1", outcome, atMs: 3 };
    assert.equal(evolveModel(model, told), model);
  });
});
