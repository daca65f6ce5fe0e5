import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { evolveQualitySamples } from "../../core/quality-sample/evolve.ts";
import { sampleLimits } from "../../core/quality-sample/limits.ts";
import { type ClosedUnit, emptyQualitySamples, type QualitySample } from "../../core/quality-sample/quality-sample.ts";
import { figureOver, goldsIn, missedFigure, unitsOf } from "./figures.ts";
import { missedThreats } from "./missed-threat.ts";

// Guarantees: a bound says of how many closings it speaks, is none where that is too few, and what nobody judged in time is no good news.

const nowMs = 1_000_000;
const stratum = { class: "rule x", severity: "low", playbook: "none", asset: "low" } as unknown as ClosedUnit["stratum"];
const agent = { verdict: "benign", severity: "low", category: "other", title: "", because: "" } as const;

/** Closings of which the first are drawn, and of these the first judged harmless; `dueAtMs` holds for all samples. */
function closings(given: {
  readonly closed: number;
  readonly drawn: number;
  readonly judged: number;
  readonly chanceless: number;
  readonly dueAtMs: number;
}) {
  const state = emptyQualitySamples();
  for (let n = 1; n <= given.closed + given.chanceless; n++) {
    const caseId = `case-${n}`;
    const sample = n <= given.drawn ? `qs-${n}` : null;
    const epoch = n <= given.closed ? 1 : null;
    const place = { world: "watch-000001", sequence: n };
    const unit = {
      caseId,
      revision: 1,
      place,
      closedAtMs: n,
      epoch,
      stratum,
      category: "other" as const,
      classes: ["rule x"],
      alertIds: [],
    };
    state.units.set(caseId, { ...unit, share: epoch === null ? 0 : 0.1, sample, atMs: n, truth: undefined });
    if (sample === null) continue;
    const judged = n <= given.judged ? [{ by: "person:wim", verdict: "benign", because: "", atMs: n } as const] : [];
    const held = { id: sample, kind: "closure", caseId, class: "rule x", blind: undefined, agent, judgements: 1 } as const;
    state.samples.set(sample, { ...held, dueAtMs: given.dueAtMs, atMs: n, judged, letGo: undefined } satisfies QualitySample);
  }
  return state;
}

const period = { fromMs: 0, toMs: nowMs };
const figureOf = (state: ReturnType<typeof closings>) => missedFigure(unitsOf(state, period), figureOver(state, period, nowMs));
const later = { closed: 1_000, drawn: 100, judged: 100, dueAtMs: nowMs + 1 };

describe("what a bound covers", () => {
  test("given closings without a chance of being drawn, when they are few, then the bound says of how many it speaks", () => {
    const figure = figureOf(closings({ ...later, chanceless: 50 }));
    assert.ok(figure.measured);
    assert.deepEqual(figure.cover, { covered: 1_000, closed: 1_050 });
    const { all, ofClass } = missedThreats(closings({ ...later, chanceless: 50 }), period, nowMs);
    for (const each of [all, ofClass("rule x")]) assert.ok(each.measured && each.cover.covered === 1_000 && each.cover.closed === 1_050);
  });

  test("given more than 5 of 100 without one, then there is no bound, whole and of the class", () => {
    const state = closings({ ...later, chanceless: 60 });
    const figure = figureOf(state);
    assert.ok(!figure.measured);
    assert.match(figure.because, /^the bound would cover 1000 of 1060 closings, less than 95 %: 60 had no chance of being drawn$/);
    const { all, ofClass } = missedThreats(state, period, nowMs);
    assert.deepEqual([all.measured, ofClass("rule x").measured], [false, false]);
  });
});

describe("what nobody judged", () => {
  test("given drawn cases that are overdue, then each is a miss in the bound, and before they are due none is", () => {
    const [due, waiting] = [nowMs - 1, nowMs + 1].map((dueAtMs) => figureOf(closings({ ...later, judged: 80, chanceless: 0, dueAtMs })));
    assert.ok(due?.measured && waiting?.measured);
    assert.deepEqual([due.overdue, waiting.overdue, due.estimate], [20, 0, 0]);
    assert.ok(due.upperBound > 0.2 && waiting.upperBound < 0.04, `${due.upperBound} ${waiting.upperBound}`);
  });

  test("given a chance of which nothing was judged in time, beside one that was judged whole, then there is no bound and it is named", () => {
    const state = closings({ closed: 2_000, drawn: 100, judged: 100, chanceless: 0, dueAtMs: nowMs - 1 });
    for (const [caseId, unit] of state.units)
      if (Number(caseId.slice(5)) > 1_000)
        state.units.set(caseId, { ...unit, share: 0.05, ...(caseId === "case-2000" && { sample: "qs-gone" }) });
    const figure = figureOf(state);
    assert.ok(!figure.measured);
    assert.match(
      figure.because,
      /^the bound would cover 1000 of 2000 closings.*of 1000 nothing that was drawn was judged when it was due$/,
    );
  });

  test("where closings of the period are held no more, no bound speaks for the rest, of none of its parts", () => {
    const state = closings({ ...later, chanceless: 0 });
    state.forgottenUpToMs = 1;
    const figure = figureOf(state);
    assert.ok(!figure.measured && figure.because.includes("before the closed cases"));
    assert.equal(missedThreats(state, period, nowMs).ofSeverity("low").measured, false);
    const since = { fromMs: 2, toMs: nowMs };
    assert.equal(missedFigure(unitsOf(state, since), figureOver(state, since, nowMs)).measured, true);
  });
});

test("reviewers are measured by the latest gold alerts, of which a named number is held", () => {
  const state = emptyQualitySamples();
  const { goldsHeldMax } = sampleLimits;
  for (let n = 1; n <= goldsHeldMax + 3; n++) {
    const id = `qs-${n}`;
    const held = {
      kind: "gold",
      caseId: null,
      class: "rule x",
      blind: undefined,
      agent,
      judgements: 1,
      dueAtMs: nowMs,
      letGo: undefined,
    } as const;
    state.samples.set(id, { ...held, id, atMs: n, judged: [] } as QualitySample);
    const verdict = n <= 3 ? "benign" : "true-positive";
    evolveQualitySamples(state, { type: "SampleJudged", id, by: "person:wim", verdict, because: "", atMs: n });
  }
  assert.deepEqual(goldsIn(state), { found: goldsHeldMax, judged: goldsHeldMax });
});
