import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AutonomyEvent } from "../../core/autonomy/grant.ts";
import { nightEndsMs, quietNight } from "../../testing/handover-findings.ts";
import { composeHandover } from "./compose.ts";
import type { HandoverFindings, RunningClock, ShiftFigures } from "./findings.ts";

const hourMs = 3_600_000;
const none = { measured: false as const, because: "nothing was counted" };
const share = { measured: true as const, right: 3, of: 120, share: 0.025, interval: [0.005, 0.071] as [number, number] };
const figures: ShiftFigures = {
  flow: {
    ...{ accepted: 1_250, closedByAgent: 1_200, closedByPeople: 0, escalated: 30, waitingInShadow: 20, open: 0, deadLettered: 0 },
    ...{ handedToPeople: 33, truePositives: 2 },
  },
  escalation: {
    rate: share,
    missedThreat: { measured: true, judged: 300, missed: 0, cover: { covered: 400, closed: 400 }, upperBound: 0.0099 },
    insufficientData: share,
  },
  autoClose: share,
  override: none,
  times: [
    { name: "a verdict", durations: { measured: true, n: 120, meanMs: 41_000, p50Ms: 9_000, p90Ms: 60_000, p95Ms: 90_000, leftOut: 0 } },
  ],
  approval: { ...none, leftOut: 0 },
};
const clock = (dueMs: number | undefined): RunningClock => ({
  ...{ caseId: "case-7", regime: "dora", stage: "initial", says: "Initial notification", article: "2025/301 art. 5", dueMs },
});
const sections = (more: Partial<HandoverFindings>) =>
  new Map(
    composeHandover({ ...quietNight(), ...more }).sections.map(({ name, facts }) => [
      name,
      facts.map(({ urgency, says }) => `${urgency}: ${says}`),
    ]),
  );

// Guarantees: what is configured is told, if only that there is nothing; what is not configured takes no line; a rate stands beside its bound.
describe("what falls due, and the shift in figures", () => {
  test("nothing that is not configured takes a line", () => {
    assert.deepEqual(sections({}).get("duties"), []);
    assert.deepEqual(sections({}).get("figures"), []);
  });

  test("what is configured and has nothing says so in one line each", () => {
    assert.deepEqual(
      sections({ clocks: [], samples: { waiting: 0, overdue: 0 }, exercises: { notice: undefined }, alarms: [] }).get("duties"),
      [
        "to-know: No clock of a regulator runs.",
        "to-know: No quality sample waits to be judged.",
        "to-know: The last exercise went against no promise.",
        "to-know: No source and no share of verdicts is out of the ordinary.",
      ],
    );
  });

  test("clocks by how little time is left, samples, exercises, alarms, grants", () => {
    const duties = sections({
      clocks: [clock(nightEndsMs + 3 * hourMs), clock(nightEndsMs + 11 * hourMs), clock(nightEndsMs - hourMs), clock(undefined)],
      samples: { waiting: 4, overdue: 1 },
      exercises: { notice: "the exercise of 2026-05-04 02:00 UTC found 2 violations" },
      alarms: [{ id: "al-1", says: 'The source "edr" is silent: 0 in the last hour', sinceMs: nightEndsMs - hourMs }],
      proposedGrants: [{ id: "g-1", says: "close edr/x", lapsesAtMs: nightEndsMs + 24 * hourMs }],
    }).get("duties");
    assert.deepEqual(duties, [
      "now: Initial notification of case-7 runs (2025/301 art. 5): it is due at 2026-05-05 09:00 UTC, in 3 h.",
      "now: Initial notification of case-7 runs (2025/301 art. 5): it was due at 2026-05-05 05:00 UTC, 1 h ago.",
      "this-shift: Initial notification of case-7 runs (2025/301 art. 5): it is due at 2026-05-05 17:00 UTC, in 11 h.",
      "this-shift: 4 quality samples wait to be judged, 1 of them overdue.",
      "this-shift: The exercise of 2026-05-04 02:00 UTC found 2 violations.",
      'this-shift: The source "edr" is silent: 0 in the last hour (since 2026-05-05 05:00 UTC).',
      "to-know: Initial notification of case-7 runs (2025/301 art. 5): its deadline is not known yet.",
      'to-know: The grant g-1 waits for signatures until 2026-05-06 06:00 UTC: "close edr/x".',
    ]);
  });

  test("the figures of the shift, the escalation rate with its bound and its insufficient data", () => {
    assert.deepEqual(sections({ figures }).get("figures"), [
      "to-know: 1,250 alerts were accepted: 1,200 closed by the agent, 30 with people, 20 waiting in shadow mode.",
      "to-know: Escalation rate 2.50 % (3 of 120; 0.50 % to 7.10 %); missed threats among what the agent closed: at most 0.99 % (0 missed of 300 judged; covers 400 of 400 closings); insufficient data: 2.50 % (3 of 120; 0.50 % to 7.10 %).",
      "to-know: Closed without a person: 2.50 % (3 of 120; 0.50 % to 7.10 %).",
      "to-know: People reversed the agent: not measured.",
      "to-know: Time to a verdict: mean 41 s, median 9.0 s, p90 1.0 min, p95 1.5 min (n = 120).",
      "to-know: Time to decide on containment: not measured.",
    ]);
  });

  test("changes of autonomy are told, and what was taken back is for this shift", () => {
    const facts: AutonomyEvent[] = [
      { type: "GrantGiven", id: "g-1", by: ["person:mara", "person:joss"], atMs: 0 },
      { type: "ClassDemoted", class: "edr/\u202ex", cause: "sample", says: "two misses", by: "agent:watchkeeper", atMs: 0 },
    ];
    const happened = facts.map((fact, sequence) => ({ world: "autonomy", sequence, atMs: nightEndsMs - hourMs, type: fact.type, fact }));
    assert.deepEqual(sections({ happened }).get("changes"), [
      "this-shift: 2026-05-05 05:00 UTC: mara and joss gave the grant g-1.",
      'this-shift: 2026-05-05 05:00 UTC: the class "edr/⟦U+202E⟧x" lost its autonomy (sample): two misses.',
    ]);
  });
});
