import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { severities } from "../../core/alert/severity.ts";
import type { Assessment, AssessmentCase } from "../../core/assessment/assessment.ts";
import { verdicts } from "../../core/verdict/verdict.ts";
import { loadAttackCatalogue } from "../../knowledge/attack.ts";
import { rankedTacticsOf } from "../../stages/map-attack/map-case.ts";
import { assessmentOf } from "../../stages/report/assessment.ts";
import { caseWith, closing, hostileReading, saying } from "../../testing/model-scene.ts";
import { sampleAssessment } from "../../testing/sample-assessment.ts";
import { smallWorld } from "../../testing/small-world.ts";
import { failedAnswer, modelParts, type Telling, toldModel } from "../../testing/told-model.ts";
import { comparedOf, type Looked } from "./figures.ts";
import { pairOf } from "./pair.ts";

const catalogue = loadAttackCatalogue();

/** One case that the rules would close, as it is assessed with such a model; without one where none is given. */
async function assessed(tell?: Telling): Promise<Assessment> {
  const world = smallWorld({ tools: closing(), ...(tell && { models: modelParts(toldModel(tell)) }) });
  const { state } = await caseWith(world);
  const tacticsOf: Parameters<typeof assessmentOf>[1]["tacticsOf"] = (techniques, named) => rankedTacticsOf(techniques, catalogue, named);
  return { ...assessmentOf(state, { catalogue, inventory: world.inventory, tacticsOf }) };
}

const looked = (truth: Looked["truth"], without: Assessment, led: Assessment, name = "one"): Looked => ({
  name,
  truth,
  ...pairOf(without, led),
});

describe("a case that was investigated with a model and without", () => {
  test("is handed to a person by what was read, which is right for an attack and wrong for ordinary work", async () => {
    const without = await assessed();
    const led = await assessed(saying({ reader: hostileReading }));
    const pair = pairOf(without, led);
    assert.deepEqual(
      pair.cases.map(({ change, against, without: before, led: after }) => [change, against, before.told, after.told]),
      [["raised", [], "ordinary", "attack"]],
    );
    const good = comparedOf([looked("attack", without, led)], 3);
    assert.deepEqual([good.accuracy.without, good.accuracy.with, good.accuracy.difference], [0, 1, 1]);
    assert.deepEqual([good.raised, good.recordings, good.closedWithout], [{ attack: 1, ordinary: 0 }, { seen: 1, of: 3 }, 1]);
    const both = comparedOf([looked("attack", without, led), looked("ordinary", without, led, "two")], 2);
    assert.deepEqual([both.raised, both.accuracy.difference, both.violations], [{ attack: 1, ordinary: 1 }, 0, 0]);
    // Told by hand: without a model both are told ordinary, F1 2/3 and 0; with it both an attack.
    assert.deepEqual([both.macroF1?.without, both.macroF1?.with], [1 / 3, 1 / 3]);
    const { interval } = both.accuracy;
    assert.ok(interval && interval[0] < 0 && interval[1] > 0, "two recordings that go either way prove nothing");
  });

  test("takes what its calls took, and says which came to nothing and why", async () => {
    const without = await assessed();
    const led = await assessed(({ role }, count) =>
      role === "planner" ? failedAnswer("late") : saying({ writer: "no JSON" })({ role } as never, count),
    );
    const only = led.cases[0]!;
    const { tokens, calls, failures, cost, asked, differ, accuracy } = comparedOf([looked("ordinary", without, led)], 1);
    assert.deepEqual(
      [tokens.mean, tokens.p95, tokens.max, calls, asked],
      [only.model?.tokens, only.model?.tokens, only.model?.tokens, 3, 1],
    );
    assert.ok(tokens.mean > 300 && cost.total === (only.model?.costMicros ?? 0) / 1_000_000 && cost.total > 0);
    assert.deepEqual(failures, [
      { role: "planner", why: "late", count: 1 },
      { role: "writer", why: "unparseable", count: 1 },
    ]);
    // None of one recording differs: that says next to nothing, and the interval does not say more.
    assert.deepEqual([differ.seen, accuracy.difference, accuracy.interval], [0, 0, [-0.975, 0.975]]);
  });

  test("a model that says nothing of use leaves everything as it is", async () => {
    const without = await assessed();
    for (const tell of [() => "", () => "{}", () => failedAnswer("unreachable")] as Telling[]) {
      const { cases, against } = pairOf(without, await assessed(tell));
      assert.deepEqual([cases.map(({ change }) => change), against], [["same"], []]);
    }
  });
});

// Guarantees: whatever a case ends as with a model, it passes only as it was, or handed to a person and no less grave; anything else is counted against it.
describe("what a model may never do", () => {
  const base = sampleAssessment();
  const first = base.cases[0]!;
  const changed = (without: Partial<AssessmentCase>, led: Partial<AssessmentCase>) => {
    const withCase = (parts: Partial<AssessmentCase>): Assessment => ({ ...base, cases: [{ ...first, ...parts }] });
    return pairOf(withCase(without), withCase(led));
  };
  const end = fc.record({ verdict: fc.constantFrom(...verdicts), severity: fc.constantFrom(...severities), escalated: fc.boolean() });

  test("every other end is counted against it", () => {
    fc.assert(
      fc.property(end, end, (before, after) => {
        const rank = (one: { severity: (typeof severities)[number] }) => severities.indexOf(one.severity);
        const isSame = before.verdict === after.verdict && before.severity === after.severity && before.escalated === after.escalated;
        const isRaised = !before.escalated && after.escalated && after.verdict === "insufficient-data" && rank(after) >= rank(before);
        const [pair] = changed(before, after).cases;
        assert.equal(pair?.change, isSame ? "same" : isRaised ? "raised" : "against", JSON.stringify([before, after, pair?.against]));
      }),
    );
  });

  test("so are other techniques, other containment, other alerts, and cases that come or go", () => {
    const others: Partial<AssessmentCase>[] = [{ techniques: [] }, { alerts: [] }, { containment: [] }].filter(
      (parts) => JSON.stringify({ ...first, ...parts }) !== JSON.stringify(first),
    );
    assert.ok(others.length >= 2, "the sample has something to lose");
    for (const parts of others) assert.equal(changed({}, parts).cases[0]?.change, "against", Object.keys(parts).join());
    assert.equal(pairOf(base, { ...base, cases: [] }).against.length, base.cases.length);
    assert.equal(pairOf({ ...base, cases: [] }, base).against.length, base.cases.length);
    const unbalanced = { ...base, accounting: { ...base.accounting, closed: base.accounting.closed + 1 } };
    assert.deepEqual(pairOf(base, unbalanced).against, ["the ledger of alerts does not balance"]);
  });

  test("it is in the figures, with where it happened", () => {
    const pair = changed({ escalated: true, verdict: "true-positive" }, { escalated: false, verdict: "benign" });
    const { violations, firstViolations } = comparedOf([{ name: "a recording", truth: "attack", ...pair }], 1);
    assert.equal(violations, 2);
    assert.deepEqual(firstViolations[0], { recording: "a recording", case: first.id, says: "escalated became closed" });
  });
});
