import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { countClosure } from "../../src/core/quality-sample/decide-closure.ts";
import { chancesOf, macOf } from "../../src/core/quality-sample/draw.ts";
import { evolveQualitySamples } from "../../src/core/quality-sample/evolve.ts";
import { emptyQualitySamples, outcomeOf } from "../../src/core/quality-sample/quality-sample.ts";
import { openRandom } from "../../src/learning/random.ts";
import { figureOver, missedFigure, unitsOf } from "../../src/stages/quality-sample/figures.ts";
import { missRates, playFirstTests, playMonths, playStops } from "./runs.ts";
import { planFor, simulatedPlace } from "./world.ts";

// Guarantees, on places whose truth is known: the bound holds as often as it says, also with reviewers who overlook every fifth threat; the stop rule stops
// what is bad about when its theory says and leaves alone what is good. The long mode is `node simulation/quality-samples/main.ts`.

const runs = 400;

describe("months of 200,000 closed cases", () => {
  for (const missRate of missRates) {
    test(`the bound covers a miss rate of ${missRate * 100} % in at least 94 of 100 months`, () => {
      const { covered, meanEstimate, judged } = playMonths(missRate, runs, 0.05, { sensitivity: 1, corrected: false }, 21);
      // Three standard deviations of so few months are let pass below 94.
      assert.ok(covered >= 0.94 - 3 * Math.sqrt((0.94 * 0.06) / runs), `covered ${covered}`);
      assert.ok(Math.abs(meanEstimate - missRate) < 0.1 * missRate, `estimate ${meanEstimate}`);
      assert.ok(judged > 9_000 && judged < 11_500);
    });

    test(`reviewers who find 80 % leave it covering, corrected by what gold alerts tell of them: ${missRate * 100} %`, () => {
      const { covered, meanEstimate } = playMonths(missRate, runs, 0.05, { sensitivity: 0.8, corrected: true }, 22);
      assert.ok(covered >= 0.95, `covered ${covered}`);
      assert.ok(Math.abs(meanEstimate - missRate) < 0.1 * missRate, `estimate ${meanEstimate}`);
    });
  }

  test("not corrected, the same reviewers make the bound false: the correction is what holds it", () => {
    assert.ok(playMonths(0.03, runs, 0.05, { sensitivity: 0.8, corrected: false }, 23).covered < 0.5);
  });
});

describe("the stop rule", () => {
  test("takes as many judgements as Wald computes, and is wrong no more often than it may", () => {
    const [good, bad] = [playFirstTests(0.002, 4_000, 31), playFirstTests(0.01, 4_000, 32)];
    assert.ok(good.stopped <= 0.05, `stops what is good: ${good.stopped}`);
    assert.ok(bad.stopped >= 0.95 - 0.01, `stops what is bad: ${bad.stopped}`);
    assert.deepEqual([Math.round(good.wald), Math.round(bad.wald)], [551, 326]);
    // His numbers leave out by how far the last step goes beyond the end.
    for (const { mean, wald } of [good, bad]) assert.ok(mean < wald * 1.3, `${mean} where Wald has ${wald}`);
  });

  test("never stops an honest class in at least 95 of 100 histories, and always one that misses 1 % or 3 %", () => {
    assert.ok(playStops(0.0005, 2_000, 5_000, 33).stopped <= 0.05);
    for (const missRate of [0.01, 0.03]) assert.ok(playStops(missRate, 1_000, 5_000, 34).stopped >= 0.99);
    assert.ok((playStops(0.03, 1_000, 5_000, 35).within95 ?? Number.POSITIVE_INFINITY) <= 299);
  });
});

test("the record's own fold comes to the same: closures drawn by a secret, judged, and estimated", () => {
  const random = openRandom(41);
  const place = simulatedPlace(20_000, 0.01, random);
  const [state, plan] = [emptyQualitySamples(), planFor(place, 0.05)];
  evolveQualitySamples(state, { type: "EpochCommitted", epoch: 1, commitment: "0".repeat(64), plan, atMs: 0 });
  evolveQualitySamples(state, { type: "EpochBegan", epoch: 1, after: { world: "watch-000001", sequence: 0 }, atMs: 0 });
  const secret = Buffer.alloc(32, 7);
  const blind = { fromMs: 0, toMs: 0, alerts: [], alertsTotal: 1, assets: [], observables: [], found: [] };
  const agent = { verdict: "benign", severity: "low", category: "other", title: "", because: "" } as const;
  const bad = new Set<string>();
  let number = 0;
  for (const { stratum, closed, missed } of place.strata)
    for (let each = 0; each < closed; each++) {
      const caseId = `case-${++number}`;
      if (each < missed) bad.add(caseId);
      const facts = countClosure(
        {
          ...{ type: "CountClosure", caseId, revision: 1, place: { world: "watch-000001", sequence: number }, closedAtMs: number, stratum },
          ...{ category: "other", classes: [stratum.class], alertIds: [], chances: { epoch: 1, of: chancesOf(macOf(secret, caseId)) } },
          ...{ blind, agent, gold: undefined, dueAtMs: 0, atMs: 0 },
        },
        state,
      );
      for (const fact of facts) evolveQualitySamples(state, fact);
    }
  for (const { id, caseId } of [...state.samples.values()])
    for (const by of ["person:wim", "person:ute"] as const) {
      const sample = state.samples.get(id);
      if (!sample || outcomeOf(sample) !== "waiting") continue;
      const verdict = bad.has(caseId ?? "") ? "true-positive" : "benign";
      evolveQualitySamples(state, { type: "SampleJudged", id, by, verdict, because: "", atMs: 0 });
    }
  const figure = missedFigure(unitsOf(state, { fromMs: 0, toMs: 1e9 }), figureOver(state, { fromMs: 0 }, 0));
  assert.ok(figure.measured);
  assert.deepEqual([figure.closed, figure.judged], [place.closed, figure.drawn]);
  assert.ok(Math.abs(figure.estimate - 0.01) < 0.004 && figure.upperBound > 0.01 && figure.upperBound < 0.02, JSON.stringify(figure));
  const found = [...bad].filter((caseId) => state.units.get(caseId)?.sample !== null).length;
  assert.equal(figure.missed, found);
});
