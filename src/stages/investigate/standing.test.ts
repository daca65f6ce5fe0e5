import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { severities } from "../../core/alert/severity.ts";
import { type Evidence, trusts } from "../../core/evidence/evidence.ts";
import { combine, logOddsOf, probabilityOf } from "../../core/hypothesis/hypothesis.ts";
import { defaultPolicy, independentFacts, standingOf, weigh } from "./standing.ts";

/** Weights spread evenly: the library's own fractions lie mostly next to zero. */
const weights = (min: number, max: number) => fc.integer({ min: min * 1_000, max: max * 1_000 }).map((thousandths) => thousandths / 1_000);

const item: fc.Arbitrary<Evidence> = fc.record({
  id: fc.uuid(),
  question: fc.constant("Is it so?"),
  tool: fc.constantFrom(
    "detection/r-1",
    "intake/alert",
    "correlation/kill-chain",
    "changes/planned",
    "inventory/relation",
    "events/search",
  ),
  source: fc.constant({ kind: "answer" as const, query: "{}", records: [], recordsTotal: 0 }),
  digest: fc.constant(""),
  says: fc.constant("so"),
  answer: fc.constantFrom(...severities, "covered", "failed", "own"),
  weight: weights(-5, 5),
  group: fc.constantFrom("a", "b", "c", "d"),
  trust: fc.constantFrom(...trusts),
});
/** Half of the time what an investigation of something allowed collects: facts that speak for "benign", whoever could have written them. */
const soothing = item.map((each): Evidence => ({ ...each, weight: -Math.abs(each.weight) }));
const evidenceList = fc.oneof(fc.array(item, { maxLength: 12 }), fc.array(soothing, { maxLength: 5 }));

/** Two facts that nobody but us can have written and that do not lean on each other, found by looking at every pair. */
function hasTwoIndependent(evidence: readonly Evidence[]): boolean {
  const exculpatory = evidence.filter(({ weight, trust }) => weight <= -1 && trust !== "attacker-writable");
  return exculpatory.some((one) => exculpatory.some((other) => one.trust !== other.trust && one.group !== other.group));
}

/** What all answers here have in common: they say so, and stand on no record. */
const so = { source: { kind: "answer" as const, query: "{}", records: [], recordsTotal: 0 }, digest: "", says: "so" };

describe("when a case counts as decided", () => {
  // Guarantees that whoever writes telemetry, mail and alerts cannot talk a case into being benign.
  test("never benign without two independent facts of different trust domains that an attacker cannot write", () => {
    let benign = 0;
    fc.assert(
      fc.property(evidenceList, weights(-12, 3), (evidence, prior) => {
        const standing = standingOf(weigh(prior, evidence), evidence, defaultPolicy);
        if (standing === "benign") assert.ok(hasTwoIndependent(evidence));
        if (standing === "benign") benign++;
        if (evidence.every(({ trust }) => trust === "attacker-writable")) assert.notEqual(standing, "benign");
      }),
      { numRuns: 2_000 },
    );
    assert.ok(benign > 50, `only ${benign} of the cases were benign`);
  });

  test("one fact told by two sources is one fact, and so is one source telling two", () => {
    const base: Evidence = {
      ...{ ...so, id: "e-1", question: "Is it so?", tool: "changes/planned", answer: "covered" },
      ...{ weight: -3, group: "authorisation", trust: "change-calendar" as const },
    };
    const sameGroup: Evidence = { ...base, id: "e-2", trust: "inventory" };
    const sameTrust: Evidence = { ...base, id: "e-3", group: "identity" };
    const other: Evidence = { ...base, id: "e-4", group: "identity", trust: "inventory" };
    assert.equal(independentFacts([base, sameGroup]), 1);
    assert.equal(independentFacts([base, sameTrust]), 1);
    assert.equal(independentFacts([sameGroup, sameTrust]), 2);
    assert.equal(independentFacts([base, other]), 2);
    assert.equal(standingOf(-6, [base, sameGroup], defaultPolicy), "undecided");
    assert.equal(standingOf(-6, [base, other], defaultPolicy), "benign");
  });

  test("independent facts are counted as every way of pairing sources with facts would", () => {
    const best = (evidence: readonly Evidence[]): number => {
      const [first, ...rest] = evidence;
      if (!first) return 0;
      const without = best(rest);
      return Math.max(without, 1 + best(rest.filter(({ trust, group }) => trust !== first.trust && group !== first.group)));
    };
    fc.assert(
      fc.property(fc.array(item, { maxLength: 9 }), (evidence) => {
        assert.equal(
          independentFacts(evidence),
          best(evidence.filter(({ weight, trust }) => weight <= -1 && trust !== "attacker-writable")),
        );
      }),
    );
  });
});

describe("weighing", () => {
  test("one fact told five ways counts once, in each direction", () => {
    fc.assert(
      fc.property(fc.array(weights(-3, 3), { minLength: 1, maxLength: 5 }), (each) => {
        const told = combine(
          0,
          each.map((weight) => ({ group: "g", weight })),
        );
        assert.ok(Math.abs(told - (Math.max(0, ...each) + Math.min(0, ...each))) < 1e-9);
      }),
    );
  });

  test("the order of the evidence does not matter, and what weighs nothing changes nothing", () => {
    fc.assert(
      fc.property(evidenceList, (evidence) => {
        assert.ok(Math.abs(weigh(0, evidence) - weigh(0, evidence.toReversed())) < 1e-9);
        const failed = evidence.map((each) => ({ ...each, id: `${each.id}-failed`, weight: 0, answer: "failed" }));
        assert.equal(weigh(0, [...evidence, ...failed]), weigh(0, evidence));
      }),
    );
  });

  // Guarantees that an approved change is no cover: a critical alert weighs the same with it and without it.
  test("what a change calendar explains never includes a critical alert", () => {
    const critical = item.map(
      (each): Evidence => ({ ...each, tool: "detection/r-1", answer: "critical", weight: Math.abs(each.weight), group: "critical" }),
    );
    fc.assert(
      fc.property(evidenceList, critical, weights(-2, 2), (evidence, alert, prior) => {
        const [without, having] = [weigh(prior, evidence), weigh(prior, [...evidence, alert])];
        if (Math.abs(without) < 6 && Math.abs(having) < 12) assert.ok(Math.abs(having - without - alert.weight) < 1e-9);
      }),
      { numRuns: 500 },
    );
  });

  test("an explained alert still weighs something, and only a calendar with a second source explains it", () => {
    const alert: Evidence = {
      ...{ ...so, id: "e-1", question: "What does it report?", tool: "intake/alert", answer: "high" },
      ...{ weight: 4, group: "rule r-1", trust: "attacker-writable" as const },
    };
    const change: Evidence = {
      ...alert,
      id: "e-2",
      tool: "changes/planned",
      answer: "covered",
      weight: -3,
      group: "authorisation",
      trust: "change-calendar",
    };
    const identity: Evidence = {
      ...alert,
      id: "e-3",
      tool: "inventory/describe-identity",
      weight: -1.2,
      group: "identity",
      trust: "inventory",
    };
    assert.equal(weigh(0, [alert, change]), 1);
    assert.equal(weigh(0, [alert, identity]), 2.8);
    assert.ok(Math.abs(weigh(0, [alert, change, identity]) - (1 - 3 - 1.2)) < 1e-9);
  });

  test("odds and probabilities are two ways of saying one thing, and certainty can be undone", () => {
    fc.assert(
      fc.property(fc.double({ min: -11, max: 11, noNaN: true }), (logOdds) => {
        assert.ok(Math.abs(logOddsOf(probabilityOf(logOdds)) - logOdds) < 1e-3);
      }),
    );
    for (const certain of [0, 1]) assert.ok(Math.abs(logOddsOf(certain)) <= 12);
    assert.equal(
      combine(
        0,
        Array.from({ length: 50 }, (_, index) => ({ group: `g-${index}`, weight: 5 })),
      ),
      12,
    );
  });
});
