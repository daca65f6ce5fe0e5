import type { Alert } from "../../core/alert/alert.ts";
import type { Triage } from "../../core/alert/triage.ts";
import type { CaseEvent } from "../../core/case/case.ts";
import type { Conclusion } from "../../core/case/conclusion.ts";
import { isHostile } from "../../core/inert/hostile-text.ts";
import { keyText, slotOf } from "../../core/measure/tally.ts";
import type { WatchEvent, WatchFact } from "../../core/watch/watch-event.ts";
import { verdictOf } from "../report/assessment.ts";
import { sourceNameOf } from "../watch/rows.ts";
import { foldDecided, isDeciding } from "./fold-decided.ts";
import { foldModel } from "./fold-model.ts";
import { hold, letGo, type Measuring } from "./measuring.ts";
import { tallyAction } from "./tally-action.ts";
import { changeAlert, changeCase, changeDesk, moveAlerts, tallyAlert, tallyCase } from "./tally-alert.ts";

/** Folds one fact of a watch. What a segment carries over was counted where it happened, so the records must be folded from the first segment on. */
export function measureWatch(state: Measuring, fact: WatchFact): void {
  if ("atMs" in fact && fact.atMs > state.nowMs) hold(state, { kind: "clock", id: "watch", nowMs: fact.atMs });
  switch (fact.type) {
    case "IntakeRead":
      accept(state, fact);
      return;
    case "AlertsTriaged":
      for (const triage of fact.triages) triaged(state, triage);
      return;
    case "WindowMoved":
      moveWindow(state, fact);
      return;
    case "CaseAssigned":
      changeDesk(state, fact.caseId, (line) => {
        line.assignee = fact.assignee === null ? undefined : personKey(fact.assignee);
      });
      if (fact.assignee !== null) tallyAct(state, personKey(fact.assignee), "assigned");
      return;
    case "SettingsChanged":
    case "LearnedChanged":
    case "GrantsChanged":
      state.tallies.add("change", slotOf(state.nowMs), [fact.type], 1);
      return;
    case "CaseNoted":
      tallyAct(state, fact.by, "notes");
      return;
    default:
      if ("caseId" in fact) foldCase(state, fact as CaseEvent);
  }
}

/** A person by the name that the journal has for them, however an assignment wrote it. */
const personKey = (name: string) => keyText(name.startsWith("person:") ? name : `person:${name}`);

/** Counts one thing that a person did, now. */
export function tallyAct({ tallies, nowMs }: Measuring, person: string, act: string): void {
  tallies.add("person", slotOf(nowMs), [person, act], 1);
}

function accept(state: Measuring, fact: Extract<WatchEvent, { type: "IntakeRead" }>): void {
  const lost = fact.buried + fact.refused;
  if (lost > 0) state.tallies.add("lost", slotOf(fact.atMs), [], lost);
  for (const [at, alert] of fact.alerts.entries()) {
    const line = newLine(alert, fact.receivedAtMs[at] ?? fact.atMs);
    hold(state, line);
    tallyAlert(state, line, 1);
  }
}

const newLine = (alert: Alert, receivedAtMs: number) => ({
  kind: "alert" as const,
  id: alert.id,
  receivedAtMs,
  timeMs: alert.timeMs,
  source: keyText(sourceNameOf(alert)),
  product: keyText(alert.product),
  rule: keyText(alert.ruleId ?? alert.rule ?? alert.title),
  severity: alert.severity,
  category: undefined,
  triagedAtMs: undefined,
  background: true,
  caseId: undefined,
  firstVerdictAtMs: undefined,
  handed: false,
  ...(isHostile(textsOf(alert)) && { hostile: true as const }),
});

/** All text of an alert that came from outside: its own, what it names, and the record behind it. */
function* textsOf({ title, description, rule, host, user, observables, fields }: Alert): Generator<string> {
  for (const text of [title, description, rule, host, user]) if (text !== undefined) yield text;
  for (const { value } of observables) yield value;
  for (const value of Object.values(fields))
    for (const each of Array.isArray(value) ? value : [value]) if (typeof each === "string") yield each;
}

const attack = { verdict: "true-positive" } as Conclusion;

function triaged(state: Measuring, triage: Triage): void {
  changeAlert(state, triage.alertId, (line) => {
    line.severity = triage.severity;
    line.category = triage.category;
    line.triagedAtMs = state.nowMs;
    line.background = verdictOf(triage, attack) === "insufficient-data";
  });
}

function moveWindow(state: Measuring, { cases }: Extract<WatchEvent, { type: "WindowMoved" }>): void {
  // Alerts that left an open case alone still end as it does; those of a case that left will not change.
  for (const caseId of cases) {
    for (const id of [...(state.members.get(caseId) ?? [])]) letGo(state, "alert", id);
    letGo(state, "case", caseId);
  }
}

function foldCase(state: Measuring, fact: CaseEvent): void {
  const { caseId } = fact;
  switch (fact.type) {
    case "CaseOpened":
      open(state, caseId, fact.alertId);
      return;
    case "AlertsJoined":
      moveAlerts(
        state,
        fact.joins.map(({ alertId }) => alertId),
        caseId,
      );
      return;
    case "CaseMerged":
      moveAlerts(state, state.members.get(caseId) ?? [], fact.into);
      changeDesk(state, caseId, (line) => {
        line.status = "merged";
      });
      return;
    case "CaseUnmerged":
      changeCase(state, caseId, (line) => {
        line.status = "open";
      });
      moveAlerts(state, fact.alertIds, caseId);
      return;
    case "AlertSplit":
      moveAlerts(state, [fact.alertId], undefined);
      return;
    case "ContainmentProposed":
      if (fact.proposals.length > 0) noteStart(state, caseId);
      return;
    case "QuestionFailed":
      // What a model asked for is in no plan.
      if (fact.evidence.by !== "model")
        changeDesk(state, caseId, (line) => {
          line.failed = true;
        });
      return;
    case "ModelAsked":
    case "ModelAnswered":
      foldModel(state, fact);
      return;
    default:
      if (isDeciding(fact)) foldDecided(state, fact);
      return;
  }
}

function open(state: Measuring, caseId: string, alertId: string): void {
  const line = {
    kind: "case" as const,
    id: caseId,
    openedAtMs: state.nowMs,
    status: "open" as const,
    by: undefined,
    verdict: undefined,
    category: undefined,
    agentVerdict: undefined,
    handed: false,
    assignee: undefined,
  };
  hold(state, line);
  tallyCase(state, line, 1);
  moveAlerts(state, [alertId], caseId);
}

/** The first time that a case proposes containment: what the time to respond is counted from. */
function noteStart(state: Measuring, caseId: string): void {
  if (state.starts.has(caseId)) return;
  const members = [...(state.members.get(caseId) ?? [])].flatMap((id) => state.alerts.get(id) ?? []);
  const first = members.toSorted((a, b) => a.receivedAtMs - b.receivedAtMs || (a.id < b.id ? -1 : 1))[0];
  if (!first) return;
  const actions = [...(state.actionsOf.get(caseId) ?? [])].flatMap((id) => state.actions.get(id) ?? []);
  for (const each of actions) tallyAction(state, each, -1);
  const category = state.cases.get(caseId)?.category ?? first.category ?? "other";
  hold(state, {
    kind: "start",
    id: caseId,
    receivedAtMs: first.receivedAtMs,
    severity: first.severity,
    category,
    verdict: state.cases.get(caseId)?.verdict,
  });
  for (const each of actions) tallyAction(state, each, 1);
}
