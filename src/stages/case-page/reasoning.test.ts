import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type Evidence, trusts } from "../../core/evidence/evidence.ts";
import type { PlaybookQuestion } from "../../core/playbook/playbook.ts";
import type { Question } from "../investigate/question.ts";
import { defaultPolicy, maliciousnessOf, standingOf, weigh } from "../investigate/standing.ts";
import { type Reasoned, reasoningOf } from "./reasoning.ts";

// Guarantees: the sum that a page shows is the one that the verdict was drawn from, whatever the evidence; nobody restates it.

const anyEvidence: fc.Arbitrary<Evidence[]> = fc
  .array(
    fc.record({
      tool: fc.constantFrom("detection/x", "intake/alert", "events/search", "changes/planned", "correlation/kill-chain"),
      weight: fc.oneof(fc.double({ min: -8, max: 8, noNaN: true }), fc.constantFrom(0, -2.5, 3)),
      group: fc.constantFrom("rule a", "rule b", "change", "reputation", "<script>\u202e"),
      trust: fc.constantFrom(...trusts),
      answer: fc.constantFrom("critical", "high", "seen", "failed", "unknown"),
    }),
    { maxLength: 12 },
  )
  .map((items) =>
    items.map(
      (item, at): Evidence => ({
        ...item,
        id: `e-${at + 1}`,
        question: "?",
        source: { kind: "answer", query: "{}", records: [], recordsTotal: 0 },
        digest: "",
        says: "http://evil.example.test \u202e",
      }),
    ),
  );
const prior = fc.double({ min: -6, max: 6, noNaN: true });

const reasoned = (evidence: readonly Evidence[], from: Partial<Reasoned> = {}): Reasoned => ({
  prior: -2,
  evidence,
  maliciousness: 0.5,
  claims: { malicious: "an attack", benign: "allowed" },
  policy: defaultPolicy,
  questions: [],
  settled: new Map(),
  ...from,
});

/** Items of alerts as an investigation makes them: each graver rule halves the weight. */
const ofRules = (...weights: readonly number[]): Evidence[] =>
  weights.map((weight, at) => ({
    id: `e-${at + 1}`,
    question: "?",
    tool: "intake/alert",
    source: { kind: "record", path: "x", record: at, digest: "" },
    digest: "",
    says: "s",
    answer: "critical",
    weight,
    group: `rule r-${at}`,
    trust: "attacker-writable",
  }));

describe("reasoningOf", () => {
  test("what an alert says by itself stands beside the part of it that counts, and why the sum shows less is said", () => {
    const [malicious, benign] = reasoningOf(reasoned(ofRules(7.9, 3.9, 2, 0.25), { prior: 0 })).hypotheses;
    assert.deepEqual(
      malicious?.steps.map(({ weight, own }) => [weight, own]),
      [
        [7.9, 7.9],
        [3.9, 7.8],
        [2, 8],
        [0.25, 2],
      ],
    );
    assert.deepEqual(
      benign?.steps.map(({ own }) => own),
      [-7.9, -7.8, -8, -2],
    );
    const [first, second, third, fourth] = malicious!.steps.map(({ because }) => because);
    assert.equal(first, "it counts in full");
    assert.equal(second, "it counts in full; by itself it would say 7.8, and graver rules count before it");
    for (const cut of [third, fourth]) assert.match(cut ?? "", /the sum stands at its bound/);
    const [capped] = malicious!.steps.slice(2);
    assert.ok(capped && Math.abs(capped.moved - 0.2) < 1e-9, "12 is the bound of a sum");
  });

  test("where too many graver rules came before nothing is claimed of what an alert says by itself", () => {
    const steps = reasoningOf(reasoned(ofRules(...Array.from({ length: 12 }, (_, at) => 4 / 2 ** at)))).hypotheses[0]?.steps ?? [];
    assert.deepEqual(
      steps.map(({ own }) => own !== null),
      steps.map((_, at) => at <= 8),
    );
  });

  test("every item moves what the sum with it differs from the sum before it, and the last sum is the verdict's own", () => {
    fc.assert(
      fc.property(anyEvidence, prior, (evidence, start) => {
        const { hypotheses } = reasoningOf(reasoned(evidence, { prior: start }));
        const [malicious, benign] = hypotheses;
        assert.equal(malicious?.logOdds, weigh(start, evidence), "to the last bit");
        assert.equal(malicious?.probability, maliciousnessOf(weigh(start, evidence)));
        assert.equal(malicious?.steps.at(-1)?.after ?? weigh(start, []), malicious?.logOdds);
        const sum = malicious!.steps.reduce((total, { moved }) => total + moved, weigh(start, []));
        assert.ok(Math.abs(sum - malicious!.logOdds) < 1e-9);
        assert.ok(Math.abs(malicious!.probability + benign!.probability - 1) < 1e-9);
        assert.equal(benign!.logOdds + malicious!.logOdds, 0);
      }),
      { numRuns: 500 },
    );
  });

  test("what counts alone gives the same sum: the items that do not count can be taken away", () => {
    fc.assert(
      fc.property(anyEvidence, prior, (evidence, start) => {
        const { steps } = reasoningOf(reasoned(evidence, { prior: start })).hypotheses[0]!;
        const counted = new Set(steps.filter((step) => step.counted).map(({ evidence: id }) => id));
        const left = evidence.map((item) => (counted.has(item.id) ? item : { ...item, weight: 0 }));
        // A change that covers the case is one among the facts that stay: where it no longer counts, alerts weigh in full again.
        fc.pre(standingOf(weigh(start, left), left, defaultPolicy) === standingOf(weigh(start, evidence), evidence, defaultPolicy));
        const covers = (items: readonly Evidence[]) => items.some(({ trust, weight }) => trust === "change-calendar" && weight <= -2.5);
        fc.pre(!covers(evidence));
        assert.ok(Math.abs(weigh(start, left) - weigh(start, evidence)) < 1e-9);
      }),
      { numRuns: 300 },
    );
  });

  test("where the playbook is not here any more, the beginning is worked back from what the case says", () => {
    const evidence = [item("e-1", "a", 2), item("e-2", "b", -0.5)];
    const maliciousness = maliciousnessOf(weigh(-1.25, evidence));
    const { hypotheses, priorFrom } = reasoningOf(reasoned(evidence, { prior: undefined, maliciousness }));
    assert.equal(priorFrom, "worked-back");
    assert.equal(hypotheses[0]?.probability, maliciousness);
    assert.ok(Math.abs(hypotheses[0]!.prior + 1.25) < 0.01);
  });

  test("of one fact only the strongest counts, and each says why", () => {
    const { steps } = reasoningOf(reasoned([item("e-1", "a", 1), item("e-2", "a", 3), item("e-3", "b", 0)])).hypotheses[0]!;
    assert.deepEqual(
      steps.map(({ evidence, counted, moved }) => [evidence, counted, moved]),
      [
        ["e-1", false, 1],
        ["e-2", true, 2],
        ["e-3", false, 0],
      ],
    );
    assert.match(steps[0]!.because, /e-2/);
    assert.match(steps[2]!.because, /nothing/);
  });

  test("an open question says how far its answers could move the odds beyond what its group says, and whether one could decide", () => {
    const asked = (key: string, group: string, answers: Record<string, number>): Question => ({
      key,
      about: { type: "host", value: "ws-1\u202e.example.test" },
      window: { fromMs: 0, toMs: 1 },
      from: { id: key, asks: "Is it so?", group, answers, cost: 1, tool: "events/search" } as unknown as PlaybookQuestion,
    });
    const questions = [
      asked("answered", "a", { seen: 9 }),
      asked("far", "far", { seen: 6, "not-seen": -1 }),
      asked("covered", "a", { seen: 1 }),
      asked("failed", "other", { seen: 0.5 }),
    ];
    const settled = new Map([
      ["answered", "e-1"],
      ["failed", "failed"],
    ]);
    const { wouldChange } = reasoningOf(reasoned([item("e-1", "a", 2)], { questions, settled }));
    assert.deepEqual(
      wouldChange.map(({ why, up, down, couldDecide }) => [why, up, down, couldDecide]),
      [
        ["not-asked", 6, 1, true],
        ["failed", 0.5, 0, false],
      ],
    );
    assert.equal(wouldChange[0]?.highest, maliciousnessOf(6));
    assert.ok(!JSON.stringify(wouldChange).includes("\u202e"));
  });
});

function item(id: string, group: string, weight: number): Evidence {
  const source = { kind: "answer", query: "{}", records: [], recordsTotal: 0 } as const;
  return { id, question: "?", tool: "events/search", source, digest: "", says: "so", answer: "seen", weight, group, trust: "inventory" };
}
