import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { ContainmentEvent } from "../../core/containment/containment.ts";
import { binOf, middleOf, percentileOf } from "../../core/measure/bin.ts";
import { EscalationRate } from "../../core/measure/figure.ts";
import { slotMs, slotOf } from "../../core/measure/tally.ts";
import { isZone, stretchesOf } from "../../core/measure/zone.ts";
import { verdicts } from "../../core/verdict/verdict.ts";
import { driftOf, escalationOf, flowOf, notMeasured, shareOf } from "./figures.ts";
import { reviewOf } from "./fold-decided.ts";
import { measureContainment } from "./fold-people.ts";
import { hold, openMeasuring, takeChanges } from "./measuring.ts";

const minuteMs = 60_000;

// Guarantees: a figure that nothing was counted for is none; a rate never stands without its bound; days are those of the zone.
describe("figures", () => {
  test("of nothing are not measured, never 0", () => {
    assert.deepEqual(shareOf(0, 0, "alerts"), { measured: false, because: "there were no alerts in the period" });
    const none = { truePositive: 0, benign: 0, falsePositive: 0, insufficientData: 0, open: 3 };
    assert.equal(driftOf(none, { ...none, benign: 1 }).measured, false);
    assert.equal(driftOf({ ...none, benign: 1 }, none).measured, false);
  });

  test("an escalation rate cannot be said without the missed-threat bound and the insufficient data of the same period", () => {
    const row = { severity: "low", category: "other", n: 3 } as const;
    const rows = [
      { ...row, outcome: "escalated", verdict: "insufficient-data", handed: true },
      { ...row, outcome: "agent", verdict: "benign", handed: false },
      { ...row, outcome: "people", verdict: "benign", handed: true },
      { ...row, outcome: "open", verdict: "none", handed: false },
    ];
    const figure = escalationOf(rows, notMeasured("no samples"));
    assert.ok(figure.rate.measured && figure.insufficientData.measured && !figure.missedThreat.measured);
    assert.deepEqual([figure.rate.right, figure.rate.of, figure.insufficientData.right], [6, 9, 3]);
    assert.ok(EscalationRate.safeParse(figure).success);
    const { missedThreat: _, ...alone } = figure;
    assert.ok(!EscalationRate.safeParse(alone).success);
  });

  test("what waits in shadow is in the flow by itself, and in neither part of the escalation rate", () => {
    const row = { severity: "low", category: "other", handed: false, n: 3 } as const;
    const settled = [
      { ...row, outcome: "agent", verdict: "benign" },
      { ...row, outcome: "escalated", verdict: "true-positive", handed: true },
    ];
    const shadow = { ...row, outcome: "waiting", verdict: "benign", n: 40 };
    const { accepted, closedByAgent, closedByPeople, escalated, waitingInShadow, open, deadLettered } = flowOf(
      [...settled, shadow] as never,
      2,
    );
    assert.deepEqual([closedByAgent, escalated, waitingInShadow, open], [3, 3, 40, 0]);
    assert.equal(accepted, closedByAgent + closedByPeople + escalated + waitingInShadow + open + deadLettered);
    const none = notMeasured("no samples");
    assert.deepEqual(escalationOf([...settled, shadow] as never, none), escalationOf(settled as never, none));
  });

  test("drift of one and the same mix is 0, and grows as it moves", () => {
    const mix = (truePositive: number) => ({ truePositive, benign: 100, falsePositive: 50, insufficientData: 20, open: 9 });
    const [same, some, much] = [driftOf(mix(10), mix(10)), driftOf(mix(10), mix(20)), driftOf(mix(10), mix(200))];
    assert.ok(same.measured && some.measured && much.measured);
    assert.deepEqual([same.index, same.n, same.nBefore], [0, 180, 180]);
    assert.deepEqual([same.grade, much.grade], ["steady", "changed"]);
    assert.ok(0 < some.index && some.index < much.index && much.index > 0.25);
  });

  test("percentiles from bins are within 2.5 % of exact ones", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 2 ** 39 }), { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0.5, 0.9, 0.95),
        (all, share) => {
          const bins = new Map<number, number>();
          for (const each of all) bins.set(binOf(each), (bins.get(binOf(each)) ?? 0) + 1);
          const exact = all.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(share * all.length)) - 1]!;
          assert.ok(Math.abs(percentileOf(bins, share) - exact) <= 0.0251 * exact);
        },
      ),
    );
    assert.equal(middleOf(binOf(0)), 0);
  });
});

describe("what a person's decision says of the agent's", () => {
  test("every combination: who does not know cannot be wrong, and escalating what was closed reverses it", () => {
    for (const verdict of verdicts)
      for (const said of [undefined, ...verdicts])
        for (const closed of [true, false])
          for (const status of ["closed", "escalated"] as const) {
            const review = reviewOf({ verdict: said, closed }, { status, verdict });
            if (said === undefined) assert.equal(review, undefined);
            else if (status === "escalated") assert.equal(review, closed ? "reversed" : undefined);
            else if (said === "insufficient-data") assert.equal(review, "abstained");
            else assert.equal(review, (said === "true-positive") === (verdict === "true-positive") ? "agreed" : "reversed");
          }
  });
});

describe("days and hours of a zone", () => {
  test("a day of daylight-saving has 23 or 25 hours, and midnight is the zone's", () => {
    const period = [slotOf(Date.UTC(2026, 2, 27)), slotOf(Date.UTC(2026, 2, 31))] as const;
    const { bounds, names } = stretchesOf("Europe/Vienna", "day", ...period);
    assert.deepEqual(names, ["2026-03-27", "2026-03-28", "2026-03-29", "2026-03-30", "2026-03-31"]);
    const hours = names.map((_, at) => ((bounds[at + 1]! - bounds[at]!) * slotMs) / 3_600_000);
    assert.deepEqual(hours, [23, 24, 23, 24, 2]);
    const autumn = stretchesOf("Europe/Vienna", "day", slotOf(Date.UTC(2026, 9, 24, 22)), slotOf(Date.UTC(2026, 9, 25, 23)));
    assert.deepEqual([autumn.names, (autumn.bounds[1]! - autumn.bounds[0]!) / 4], [["2026-10-25"], 25]);
    const twice = stretchesOf("Europe/Vienna", "hour", slotOf(Date.UTC(2026, 9, 25, 0)), slotOf(Date.UTC(2026, 9, 25, 3)));
    assert.deepEqual(
      [twice.names, twice.bounds.map((slot) => slot - twice.bounds[0]!)],
      [
        ["02", "03"],
        [0, 8, 12],
      ],
    );
  });

  test("halves and quarters of an hour are those of Kolkata and Kathmandu; what is no zone is none", () => {
    for (const [zone, minutes] of [
      ["Asia/Kolkata", 330],
      ["Asia/Kathmandu", 345],
      ["America/St_Johns", -150],
      ["Pacific/Kiritimati", 840],
      ["UTC", 0],
    ] as const) {
      const { bounds } = stretchesOf(zone, "day", slotOf(Date.UTC(2026, 6, 1)), slotOf(Date.UTC(2026, 6, 4)));
      assert.equal(((((bounds[1]! * slotMs) / minuteMs + minutes) % 1_440) + 1_440) % 1_440, 0, zone);
    }
    assert.deepEqual([isZone("Mars/Olympus"), isZone("Europe/Vienna")], [false, true]);
  });
});

describe("containment", () => {
  const action = { id: "c-1", case: { world: "watch", id: "case-1" } };
  const fact = (each: object) => each as ContainmentEvent;
  const facts = [
    fact({ type: "ActionProposed", action, needs: { tier: 3, approvers: 2 }, atMs: 10 * minuteMs }),
    fact({ type: "ActionApproved", id: "c-1", by: "person:mara", atMs: 12 * minuteMs }),
    fact({ type: "ActionApproved", id: "c-1", by: "person:mara", atMs: 13 * minuteMs }),
    fact({ type: "ActionApproved", id: "c-1", by: "person:joss", atMs: 15 * minuteMs }),
    fact({ type: "OutcomeRecorded", id: "c-1", outcome: "unknown", atMs: 16 * minuteMs }),
    fact({ type: "OutcomeRecorded", id: "c-1", outcome: "confirmed", atMs: 17 * minuteMs }),
    fact({ type: "OutcomeRecorded", id: "c-1", outcome: "confirmed", atMs: 90 * minuteMs }),
  ];
  const start = { kind: "start", id: "case-1", receivedAtMs: 2 * minuteMs, severity: "high", category: "malware" } as const;

  test("approval is the last word that was needed, response is read back, and which record is counted first makes no difference", () => {
    const early = openMeasuring([start]);
    for (const each of facts) measureContainment(early, each);
    assert.deepEqual(
      takeChanges(early).tallies.filter(({ family }) => family === "time"),
      [
        { family: "time", slot: 0, key: ["approval", "tier", 3, binOf(5 * minuteMs)], n: 1, sum: 5 * minuteMs },
        { family: "time", slot: 0, key: ["mttr", "category", "malware", binOf(15 * minuteMs)], n: 1, sum: 15 * minuteMs },
        { family: "time", slot: 0, key: ["mttr", "severity", "high", binOf(15 * minuteMs)], n: 1, sum: 15 * minuteMs },
      ],
    );
    const none = openMeasuring();
    for (const each of facts) measureContainment(none, each);
    assert.deepEqual(
      takeChanges(none).tallies.filter(({ key }) => key[0] === "mttr"),
      [],
      "whose alerts nobody knows yet has no time to respond",
    );
    hold(none, start);
    assert.ok(none.starts.has("case-1"));
  });
});
