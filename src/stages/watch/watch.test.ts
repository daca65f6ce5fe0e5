import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Triage } from "../../core/alert/triage.ts";
import { evolveWatch } from "../../core/watch/evolve-watch.ts";
import { emptyWatch, newDesk, type WatchState, watchAccounting } from "../../core/watch/watch.ts";
import { alertOf } from "../../testing/alerts.ts";
import { casesDue, casesToReopen, casesToTell, dueAtMs } from "./cases.ts";
import { leaving } from "./window.ts";

const startMs = 1_000_000;
const settling = { settlingMs: 20_000, settlingMaxMs: 300_000 };

const triageOf = (alertId: string, parts: Partial<Triage> = {}): Triage => ({
  alertId,
  category: "other",
  severity: "medium",
  maliciousness: 0.3,
  tactics: [],
  techniques: [],
  priority: 3,
  because: [],
  bonds: [{ key: `host:${alertId}`, weight: 1 }],
  repeats: undefined,
  ...parts,
});

/** A watch to which alerts came, each in a case of its own; `say` goes on with it. */
function watchWith(count: number, triage: (number: number) => Partial<Triage> = () => ({})) {
  const state = emptyWatch();
  const alerts = Array.from({ length: count }, (_, at) => alertOf(at + 1));
  evolveWatch(state, {
    type: "IntakeRead",
    after: 0,
    upTo: count,
    batch: 0,
    atMs: startMs,
    records: count,
    events: 0,
    buried: 0,
    refused: 0,
    alerts,
    receivedAtMs: alerts.map(() => startMs),
  });
  evolveWatch(state, { type: "AlertsTriaged", triages: alerts.map(({ id }, at) => triageOf(id, triage(at + 1))) });
  for (const [at, { id }] of alerts.entries())
    evolveWatch(state, { type: "CaseOpened", caseId: `case-${at + 1}`, alertId: id, because: "first" });
  return state;
}

const conclusion = {
  verdict: "benign",
  category: "other",
  severity: "low",
  maliciousness: 0.1,
  title: "t",
  escalate: false,
  because: "b",
  unknowns: [],
  evidence: ["e-1"],
  hypotheses: [],
} as const;

function settle(state: WatchState, caseId: string, atMs: number, how: "CaseClosed" | "CaseEscalated" = "CaseClosed", tell = true): void {
  evolveWatch(state, { type: "TimeNoted", atMs });
  evolveWatch(state, { type: "CaseClaimed", caseId, claim: { worker: "w", epoch: 1 } });
  evolveWatch(state, { type: "VerdictReached", caseId, conclusion });
  evolveWatch(state, { type: how, caseId });
  if (tell) evolveWatch(state, { type: "CaseTold", caseId, revision: state.desks.get(caseId)?.revision ?? 0, atMs });
}

describe("which case is next", () => {
  test("a case waits after its last news, never beyond the most, and less under pressure", () => {
    const desk = fc.record({
      since: fc.nat(600_000),
      news: fc.nat(600_000),
      looks: fc.nat(20),
      pressure: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(desk, ({ since, news, looks, pressure }) => {
        const held = { ...newDesk(0), gatheringSinceMs: Math.min(since, news), newsAtMs: Math.max(since, news), looks };
        const at = dueAtMs(held, { ...settling, pressure });
        assert.ok(at <= held.gatheringSinceMs + settling.settlingMaxMs);
        assert.ok(at <= dueAtMs(held, { ...settling, pressure: pressure / 2 }));
        assert.ok(at >= Math.min(held.newsAtMs, held.gatheringSinceMs) + settling.settlingMs);
      }),
    );
  });

  test("priority 1 waits for nothing; begun cases stand first, then the urgent ones; a claim of who lives is not free", () => {
    const state = watchWith(4, (number) => ({ priority: number === 3 ? 1 : number === 4 ? 2 : 4 }));
    assert.deepEqual(casesDue(state, startMs, settling, () => true).due, ["case-3"]);
    const later = startMs + settling.settlingMs;
    assert.deepEqual(casesDue(state, later, settling, () => true).due, ["case-3", "case-4", "case-1", "case-2"]);
    evolveWatch(state, { type: "PlaybookChosen", caseId: "case-2", playbook: "p", digest: "d" });
    assert.deepEqual(casesDue(state, later, settling, () => true).due, ["case-2", "case-3", "case-4", "case-1"]);
    assert.deepEqual(casesDue(state, later, settling, (_, caseId) => caseId === "case-4").due, ["case-4"]);
    assert.equal(casesDue(state, startMs, settling, (_, caseId) => caseId === "case-1").nextAtMs, later);
  });

  test("a case that gathered as much as it may is due at once, and waits again once a look has seen it", () => {
    const state = watchWith(4);
    const bounded = { ...settling, gatheredMax: 3 };
    const joins = (...ids: string[]) => ids.map((alertId) => ({ alertId, because: "shares an address" }));
    evolveWatch(state, { type: "AlertsJoined", caseId: "case-1", joins: joins("a-2") });
    assert.deepEqual(casesDue(state, startMs, bounded, () => true).due, []);
    evolveWatch(state, { type: "AlertsJoined", caseId: "case-1", joins: joins("a-3") });
    assert.deepEqual(casesDue(state, startMs, bounded, () => true).due, ["case-1"]);
    evolveWatch(state, { type: "CaseClaimed", caseId: "case-1", claim: { worker: "w", epoch: 1 } });
    assert.deepEqual(casesDue(state, startMs, bounded, () => true).due, []);
  });

  test("what joined a settled case opens it again once others heard of its verdict, or waited long enough for that", () => {
    const state = watchWith(2);
    settle(state, "case-1", startMs, "CaseClosed", false);
    evolveWatch(state, { type: "AlertsJoined", caseId: "case-1", joins: [{ alertId: "a-2", because: "shares" }] });
    assert.deepEqual(casesToReopen(state, startMs + 1_000), []);
    assert.deepEqual(casesToTell(state, startMs), [{ caseId: "case-1", revision: 1 }]);
    assert.equal(casesToReopen(state, startMs + 10_000).length, 1);
    evolveWatch(state, { type: "CaseTold", caseId: "case-1", revision: 1, atMs: startMs });
    assert.deepEqual(
      casesToReopen(state, startMs).map(({ caseId }) => caseId),
      ["case-1"],
    );
    assert.deepEqual(casesToTell(state, startMs), []);
  });
});

describe("what leaves", () => {
  // Guarantees that memory is bounded by what may be held, and that nobody loses an open case or an alert that no look has seen.
  test("whatever is open or untold stays whole; the ledger is the same before and after", () => {
    const step = fc.record({
      caseNumber: fc.integer({ min: 1, max: 12 }),
      how: fc.constantFrom("CaseClosed", "CaseEscalated", "none"),
      tell: fc.boolean(),
      atMs: fc.nat(2_000_000),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 20 }),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(3_000_000),
        (steps, alertsHeldMax, laterMs) => {
          const state = watchWith(12);
          for (const { caseNumber, how, tell, atMs } of steps)
            if (how !== "none" && state.run.cases.get(`case-${caseNumber}`)?.status === "in-progress")
              settle(state, `case-${caseNumber}`, startMs + atMs, how, tell);
          const before = watchAccounting(state);
          const left = leaving(state, startMs + laterMs, { windowMs: 100_000, alertsHeldMax });
          const waiting = [...state.run.cases].filter(([, { status }]) => status === "escalated").map(([caseId]) => caseId);
          if (laterMs < 100_000 && waiting.length <= alertsHeldMax / 2)
            assert.ok(!waiting.some((caseId) => left.cases.includes(caseId)), "what waits for a person leaves for want of room");
          for (const caseId of left.cases) {
            const desk = state.desks.get(caseId);
            assert.ok(state.run.cases.get(caseId)?.status !== "in-progress" && desk && desk.told === desk.revision);
          }
          assert.deepEqual(left.alerts, []);
          evolveWatch(state, { type: "WindowMoved", ...left, atMs: startMs + laterMs });
          assert.deepEqual(watchAccounting(state), before);
          const after = watchAccounting(state);
          assert.equal(after.accepted, after.closed + after.escalated + after.open);
          for (const caseId of left.cases) assert.ok(!state.run.cases.has(caseId) && !state.desks.has(caseId));
        },
      ),
    );
  });

  test("of an open case that a look has seen, the gravest stay; what no look has seen does too", () => {
    const count = 400;
    const state = watchWith(1);
    const alerts = Array.from({ length: count }, (_, at) => alertOf(at + 2));
    evolveWatch(state, {
      type: "IntakeRead",
      after: 1,
      upTo: 2,
      batch: 1,
      atMs: startMs,
      records: 1,
      events: 0,
      buried: 0,
      refused: 0,
      alerts,
      receivedAtMs: alerts.map(() => startMs),
    });
    evolveWatch(state, { type: "AlertsTriaged", triages: alerts.map(({ id }, at) => triageOf(id, { maliciousness: at / count })) });
    const join = (ids: readonly string[]) =>
      evolveWatch(state, { type: "AlertsJoined", caseId: "case-1", joins: ids.map((alertId) => ({ alertId, because: "shares" })) });
    const ids = alerts.map(({ id }) => id);
    join(ids.slice(0, 300));
    evolveWatch(state, { type: "CaseClaimed", caseId: "case-1", claim: { worker: "w", epoch: 1 } });
    join(ids.slice(300));
    const left = leaving(state, startMs, { windowMs: 1e9, alertsHeldMax: 10 });
    assert.deepEqual(left.cases, []);
    assert.equal(left.alerts.length, 201);
    assert.ok(
      left.alerts.every((id) => !ids.slice(200).includes(id)),
      "neither the gravest nor the unseen leave",
    );
    const before = watchAccounting(state);
    evolveWatch(state, { type: "WindowMoved", ...left, atMs: startMs });
    assert.deepEqual(watchAccounting(state), before);
    assert.equal(state.run.alerts.size, 200);
  });

  test("a case that waits for a person stays to be decided on, and of a large one the gravest alerts do", () => {
    const state = watchWith(4);
    const alerts = Array.from({ length: 400 }, (_, at) => alertOf(at + 5));
    evolveWatch(state, {
      type: "IntakeRead",
      after: 4,
      upTo: 5,
      batch: 1,
      atMs: startMs,
      records: 1,
      events: 0,
      buried: 0,
      refused: 0,
      alerts,
      receivedAtMs: alerts.map(() => startMs),
    });
    evolveWatch(state, { type: "AlertsTriaged", triages: alerts.map(({ id }, at) => triageOf(id, { maliciousness: at / 400 })) });
    const joins = alerts.map(({ id }) => ({ alertId: id, because: "shares" }));
    evolveWatch(state, { type: "AlertsJoined", caseId: "case-4", joins });
    evolveWatch(state, { type: "CaseClaimed", caseId: "case-4", claim: { worker: "w", epoch: 1 } });
    settle(state, "case-1", startMs, "CaseClosed", true);
    for (const caseId of ["case-2", "case-3", "case-4"]) settle(state, caseId, startMs, "CaseEscalated", true);
    const before = watchAccounting(state);
    const crammed = leaving(state, startMs, { windowMs: 1e9, alertsHeldMax: 40 });
    assert.deepEqual(crammed.cases, []);
    assert.deepEqual(state.run.alerts.size - crammed.alerts.length, 32, "fewer of the grave ones before any case");
    const fresh = leaving(state, startMs, { windowMs: 1e9, alertsHeldMax: 200 });
    assert.deepEqual(fresh.cases, [], "nor does one that ended a moment ago: an end can be undone");
    const left = leaving(state, startMs + 2 * 3_600_000, { windowMs: 1e9, alertsHeldMax: 200 });
    assert.deepEqual(left.cases, ["case-1"], "only what nobody waits for");
    assert.equal(left.alerts.length, 243, "down to four fifths of what may be held");
    evolveWatch(state, { type: "WindowMoved", ...left, atMs: startMs });
    assert.deepEqual(watchAccounting(state), before);
    assert.equal(state.run.alerts.size, 160);
    assert.ok(
      alerts.slice(300).every(({ id }) => state.run.alerts.has(id)),
      "the gravest stay",
    );
  });
});
