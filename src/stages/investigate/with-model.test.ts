import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { categories } from "../../core/alert/category.ts";
import { severities, severityRank } from "../../core/alert/severity.ts";
import type { Conclusion } from "../../core/case/conclusion.ts";
import { trusts } from "../../core/evidence/evidence.ts";
import { type ModelStanding, noModel } from "../../core/model/model-standing.ts";
import { intents } from "../../core/model/reading.ts";
import { verdicts } from "../../core/verdict/verdict.ts";
import { attackWeightMin, ledBy, priorityWith, readerTool, withModel } from "./with-model.ts";

const severity = fc.constantFrom(...severities);
const text = fc.string({ maxLength: 20 });

/** Any conclusion that the rules can come to: what is undecided or an attack goes to a person. */
const without: fc.Arbitrary<Conclusion> = fc
  .record({
    verdict: fc.constantFrom(...verdicts),
    category: fc.constantFrom(...categories),
    severity,
    maliciousness: fc.double({ min: 0, max: 1, noNaN: true }),
    title: text,
    handedOver: fc.boolean(),
    because: text,
    unknowns: fc.array(text, { maxLength: 2 }),
    evidence: fc.array(fc.constantFrom("e-1", "e-2"), { minLength: 1, maxLength: 2 }),
  })
  .map(({ handedOver, ...rest }) => ({
    ...rest,
    escalate: handedOver || rest.verdict === "true-positive" || rest.verdict === "insufficient-data",
    hypotheses: [],
  }));

const key = fc.constantFrom("reader a-1 text", "reader a-2 text", "planner");
const span = { from: 0, to: 1, quote: "x" };

/** Whatever a hostile model could have had recorded, and more. */
const hostile: fc.Arbitrary<ModelStanding> = fc.record({
  calls: fc.constant([]),
  tokens: fc.nat(),
  costMicros: fc.nat(),
  readings: fc.array(
    fc.record({
      key,
      role: fc.constant("reader" as const),
      intent: fc.oneof(fc.constantFrom<string>(...intents), text),
      marks: fc.constantFrom([], [{ mark: "urgency", span }]),
      entities: fc.constant([]),
    }),
    { maxLength: 3 },
  ),
  questions: fc.constant([]),
  hypotheses: fc.constant([]),
  prose: fc.constant([]),
  skipped: fc.constant([]),
  evidence: fc.array(
    fc.record({
      id: fc.nat(99).map((n) => `e-m${n}`),
      question: text,
      tool: fc.constantFrom(readerTool, "intelligence/look-up"),
      source: key.map((query) => ({ kind: "answer" as const, query, records: [], recordsTotal: 0 })),
      digest: text,
      says: text,
      answer: text,
      weight: fc.double({ min: -10, max: 10, noNaN: true }),
      group: text,
      trust: fc.constantFrom(...trusts),
      by: fc.constant("model" as const),
    }),
    { maxLength: 6 },
  ),
  settled: fc.constant([]),
});

describe("a conclusion with a model", () => {
  // Guarantees decision 0126: the outcome lies in [without, without and a person], whatever the model said.
  test("is the one without it, or the same handed to a person and no less grave", () => {
    fc.assert(
      fc.property(without, hostile, severity, fc.boolean(), (alone, model, gravest, mayVetoClosing) => {
        const result = withModel(alone, ledBy(model, gravest), { mayVetoClosing });
        if (result === alone) return;
        assert.ok(!alone.escalate && mayVetoClosing, "only a case that would be closed changes, and only where policy lets it");
        assert.ok(result.escalate && result.verdict === "insufficient-data");
        assert.ok(severityRank(result.severity) >= severityRank(alone.severity));
        assert.ok(severityRank(result.severity) <= Math.max(severityRank(alone.severity), severityRank(gravest)));
        const { verdict: _, severity: __, escalate: ___, because: ____, raisedBy, ...rest } = result;
        const { verdict: _v, severity: _s, escalate: _e, because: _b, ...same } = alone;
        assert.deepEqual(rest, same, "maliciousness, category, title, unknowns, evidence and hypotheses stay");
        assert.ok(raisedBy && raisedBy.length > 0);
      }),
      { numRuns: 3_000 },
    );
  });

  test("a case that a model handed on is looked at no later than without one, and sooner where it is grave", () => {
    for (const severity of severities)
      for (const priority of [1, 2, 3, 4, 5]) {
        assert.equal(priorityWith(priority, { severity, isRaised: false }), priority);
        assert.ok(priorityWith(priority, { severity, isRaised: true }) <= priority);
      }
    assert.equal(priorityWith(5, { severity: "critical", isRaised: true }), 2);
    assert.equal(priorityWith(5, { severity: "medium", isRaised: true }), 3);
    assert.equal(priorityWith(1, { severity: "low", isRaised: true }), 1);
  });

  test("a case that goes to a person already is the very same", () => {
    fc.assert(
      fc.property(without, hostile, severity, (alone, model, gravest) => {
        if (alone.escalate) assert.equal(withModel(alone, ledBy(model, gravest), { mayVetoClosing: true }), alone);
      }),
    );
  });

  test("more of what a model led to never closes what less of it handed on", () => {
    fc.assert(
      fc.property(without, hostile, hostile, severity, (alone, less, more, gravest) => {
        const both = { ...less, readings: [...less.readings, ...more.readings], evidence: [...less.evidence, ...more.evidence] };
        const policy = { mayVetoClosing: true };
        if (withModel(alone, ledBy(less, gravest), policy).escalate) assert.ok(withModel(alone, ledBy(both, gravest), policy).escalate);
      }),
      { numRuns: 1_000 },
    );
  });

  test("an answer speaks for an attack from the named weight on, a reading by a hostile intent with a place", () => {
    const item = {
      id: "e-m1",
      question: "",
      digest: "",
      says: "",
      answer: "",
      group: "",
      trust: "attacker-writable",
      by: "model",
    } as const;
    const source = { kind: "answer", query: "reader a-1 text", records: [], recordsTotal: 0 } as const;
    const raisedBy = (parts: Partial<ModelStanding>) => ledBy({ ...noModel, ...parts }, "low").raisedBy;
    const answer = (weight: number) => ({ ...item, tool: "intelligence/look-up", source, weight });
    assert.deepEqual(raisedBy({ evidence: [answer(attackWeightMin)] }), ["e-m1"]);
    assert.deepEqual(raisedBy({ evidence: [answer(attackWeightMin - 0.01)] }), []);
    const reading = (intent: string, marks: number) => ({
      key: "reader a-1 text",
      role: "reader" as const,
      intent,
      marks: Array.from({ length: marks }, () => ({ mark: "urgency", span })),
      entities: [],
    });
    const read = { ...item, tool: readerTool, source, weight: 0 };
    assert.deepEqual(raisedBy({ evidence: [read], readings: [reading("extortion", 1)] }), ["e-m1"]);
    for (const harmless of [
      reading("extortion", 0),
      reading("marketing", 3),
      reading("unclear", 3),
      { ...reading("extortion", 1), key: "other" },
    ])
      assert.deepEqual(raisedBy({ evidence: [read], readings: [harmless] }), []);
  });
});
