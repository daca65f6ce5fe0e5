import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { emptyRun, evolveRun, type RunState } from "../core/run/run.ts";
import type { AlertScorer, Neighbourhood } from "../ports/scorer.ts";
import { scorecard } from "../stages/triage/scorecard.ts";
import { alertOf, noonMs } from "../testing/alerts.ts";
import { neighbourhoodsOf } from "./neighbourhoods.ts";

/** Says the place it was asked for and how many alerts there are, and refuses to go backwards in time, as the port says it may. */
function watching(): AlertScorer {
  return {
    ...scorecard,
    openNeighbours: (alerts) => {
      let last = Number.NEGATIVE_INFINITY;
      return (at): Neighbourhood => {
        const { timeMs } = alerts[at]!;
        assert.ok(timeMs >= last, "asked for backwards");
        last = timeMs;
        const activity = { isLikely: false, category: "other" as const, techniques: [], tactics: [] };
        return { logOdds: timeMs, knowledge: alerts.length, reasons: [], activity };
      };
    },
  };
}

function accept(state: RunState, from: number, minutes: readonly number[]): void {
  const alerts = minutes.map((minute, at) => alertOf(from + at, { timeMs: noonMs + minute * 60_000 }));
  evolveRun(state, { type: "BatchRead", inputIndex: 0, batch: from, alerts, refused: 0 });
}

test("an alert is found among all alerts of its run, in whatever order they came and are asked for", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 20 }), fc.array(fc.nat(50), { maxLength: 5 }), (first, later) => {
      const state = emptyRun();
      const scorer = watching();
      for (const [from, minutes] of [
        [1, first],
        [1_000, later],
      ] as const) {
        accept(state, from, minutes);
        const ask = neighbourhoodsOf(state, scorer)!;
        for (const alert of state.alerts.values()) {
          const found = ask(alert)!;
          assert.equal(found.logOdds, alert.timeMs);
          assert.equal(found.knowledge, state.alerts.size);
        }
        assert.equal(ask(alertOf(9_999)), undefined);
      }
    }),
  );
});

test("a scorer that looks at no neighbours is asked for none", () => {
  assert.equal(neighbourhoodsOf(emptyRun(), scorecard), undefined);
});
