import assert from "node:assert/strict";
import { test } from "node:test";
import type { AlertLine } from "../../core/measure/line.ts";
import { openTallies, type Tally } from "../../core/measure/tally.ts";
import { hold, type Measuring, openMeasuring, takeChanges } from "./measuring.ts";
import { changeCase, moveAlerts, tallyAlert, tallyCase } from "./tally-alert.ts";

// Guarantees: what a case does to its alerts is counted as if each were counted by itself, and only lines that differ are rewritten.

const lineOf = (at: number): AlertLine => ({
  kind: "alert",
  id: `a-${at}`,
  receivedAtMs: at * 250_000,
  timeMs: at * 250_000 - 40_000,
  source: `source-${at % 2}`,
  product: "edr",
  rule: `rule-${at % 5}`,
  severity: at % 3 === 0 ? "high" : "low",
  category: undefined,
  triagedAtMs: undefined,
  background: at % 7 === 0,
  caseId: undefined,
  firstVerdictAtMs: undefined,
  handed: false,
});

function scene(alerts: number): Measuring {
  const state = openMeasuring();
  state.nowMs = 90_000_000;
  for (const id of ["case-1", "case-2"]) {
    const none = { by: undefined, verdict: undefined, category: undefined, agentVerdict: undefined, assignee: undefined };
    hold(state, { kind: "case", id, openedAtMs: 0, status: "open", handed: false, ...none });
    tallyCase(state, state.cases.get(id)!, 1);
  }
  for (let at = 0; at < alerts; at++) {
    hold(state, lineOf(at));
    tallyAlert(state, state.alerts.get(`a-${at}`)!, 1);
  }
  return state;
}

const summed = (all: readonly Tally[]) => {
  const tallies = openTallies();
  for (const { family, slot, key, n, sum } of all) tallies.add(family, slot, key, n, sum);
  return tallies.take();
};
/** Every line by itself, as it stands at the end. */
function oneByOne({ alerts, cases }: Measuring): readonly Tally[] {
  const state = { ...openMeasuring(), cases };
  for (const line of alerts.values()) tallyAlert(state, line, 1);
  for (const line of cases.values()) tallyCase(state, line, 1);
  return state.tallies.take();
}

test("whatever becomes of its case, the counts are those of every alert by itself", () => {
  const state = scene(60);
  const taken: Tally[] = [];
  const agrees = (after: string) => {
    taken.push(...takeChanges(state).tallies);
    assert.deepEqual(summed(taken), oneByOne(state), after);
  };
  const ids = Array.from({ length: 40 }, (_, at) => `a-${at}`);
  moveAlerts(state, [...ids, "a-1", "nobody"], "case-1");
  agrees("joined");
  for (const status of ["closed", "open", "escalated", "open", "closed"] as const) {
    state.nowMs += 60_000;
    changeCase(state, "case-1", (line) => Object.assign(line, { status, by: "agent", verdict: "true-positive" }));
    agrees(status);
  }
  moveAlerts(state, ["a-50", "a-51"], "case-1");
  agrees("joined a closed one");
  moveAlerts(state, state.members.get("case-1") ?? [], "case-2");
  agrees("poured into another");
  assert.deepEqual([state.members.get("case-1")?.size, state.members.get("case-2")?.size], [0, 42]);
  moveAlerts(state, ["a-2"], undefined);
  agrees("split off");
});

test("a case that is opened again and closed rewrites its own line, and none of its alerts'", () => {
  const state = scene(500);
  moveAlerts(state, state.alerts.keys(), "case-1");
  const close = () => changeCase(state, "case-1", (line) => Object.assign(line, { status: "closed", by: "agent", verdict: "benign" }));
  close();
  assert.equal(takeChanges(state).lines.length, 502);
  changeCase(state, "case-1", (line) => Object.assign(line, { status: "open", by: undefined, verdict: undefined }));
  close();
  const { lines, tallies } = takeChanges(state);
  assert.deepEqual([lines.map(({ id }) => id), tallies], [["case-1"], []]);
});
