import type { CaseEvent } from "../case/case.ts";
import { indexAnew } from "../run/bond-index.ts";
import { standingCase } from "../run/partings.ts";
import { type DomainEvent, evolveRun } from "../run/run.ts";
import { takeOver } from "./carried.ts";
import { noteLook, withClassesGone } from "./ended-looks.ts";
import { type CaseDesk, goneOf, isSettled, newDesk, readMarks, type WatchState } from "./watch.ts";
import { type DeskEvent, isDeskEvent, type WatchEvent, type WatchFact } from "./watch-event.ts";

/** Folds one fact into a watch. The same facts in the same order give the same state. */
export function evolveWatch(state: WatchState, fact: WatchFact): void {
  if ("atMs" in fact) state.nowMs = Math.max(state.nowMs, fact.atMs);
  switch (fact.type) {
    case "WatchBegan":
      state.segment = fact.segment;
      state.carried = 0;
      state.run.settings = fact.settings;
      state.ready = fact.previous === undefined;
      return;
    case "StateCarried":
      state.carried++;
      takeOver(state, fact.part);
      return;
    case "SegmentEnded":
      state.next = fact.next;
      return;
    case "DeskClaimed":
      state.desk = fact.claim;
      return;
    case "IntakeRead":
      read(state, fact);
      return;
    case "TimeNoted":
      return;
    case "SettingsChanged":
      state.run.settings = fact.settings;
      return;
    case "LearnedChanged":
      state.run.learned = fact.learned;
      return;
    case "GrantsChanged":
      if (fact.upTo > state.grants.upTo) state.grants = { upTo: fact.upTo, grants: fact.grants };
      return;
    case "NamesRefreshed":
      refreshNames(state, fact);
      return;
    case "WindowMoved":
      moveWindow(state, fact);
      return;
    default:
      if (isDeskEvent(fact)) evolveDesk(state, fact);
      else evolveCaseOrRun(state, fact);
      return;
  }
}

function read(state: WatchState, fact: Extract<WatchEvent, { type: "IntakeRead" }>): void {
  const { run, counts } = state;
  state.intakeUpTo = fact.upTo;
  state.lastRead = { after: fact.after, upTo: fact.upTo, batch: fact.batch };
  counts.reads++;
  counts.records += fact.records;
  counts.events += fact.events;
  counts.buried += fact.buried;
  counts.alerts += fact.alerts.length;
  counts.refused += fact.refused;
  for (const [at, alert] of fact.alerts.entries()) {
    run.alerts.set(alert.id, alert);
    run.untriaged.add(alert.id);
    state.receivedAtMs.set(alert.id, fact.receivedAtMs[at] ?? fact.atMs);
  }
  const last = state.readMarks.at(-1);
  if (last && fact.atMs - last.atMs < readMarks.apartMs) return;
  const kept = state.readMarks.filter(({ atMs }) => atMs >= fact.atMs - readMarks.keptMs);
  state.readMarks = [...kept, { atMs: fact.atMs, after: fact.after }];
}

function refreshNames({ run }: WatchState, { hosts, names, leases }: Extract<WatchEvent, { type: "NamesRefreshed" }>): void {
  run.loaded = { events: 0, hosts };
  const changed = names.length !== run.names.size || names.some(([from, to]) => run.names.get(from) !== to);
  run.names.clear();
  for (const [from, to] of names) run.names.set(from, to);
  run.leases.clear();
  for (const lease of leases) run.leases.set(lease.address, [...(run.leases.get(lease.address) ?? []), lease]);
  // What was worked out from the alerts under other names is stale.
  if (changed) run.alerts = new Map(run.alerts);
}

/** Lets cases and alerts go. They are counted by how their case stands; a case's own alerts go with it. */
function moveWindow(state: WatchState, { cases, alerts }: Extract<WatchEvent, { type: "WindowMoved" }>): void {
  const { run } = state;
  const gone = new Set<string>();
  const goneOf = new Map<string, Set<string>>();
  for (const id of alerts) {
    const caseId = run.caseOfAlert.get(id);
    if (caseId === undefined) continue;
    goneOf.set(caseId, (goneOf.get(caseId) ?? new Set()).add(id));
    gone.add(id);
  }
  for (const [caseId, ids] of goneOf) dropAlerts(state, caseId, ids);
  for (const caseId of cases) for (const id of dropCase(state, caseId)) gone.add(id);
  for (const id of gone) {
    run.triages.delete(id);
    run.caseOfAlert.delete(id);
    run.suppressed?.delete(id);
    run.sampled.delete(id);
    run.partings.splits.delete(id);
    state.receivedAtMs.delete(id);
    state.triagedAtMs.delete(id);
  }
  run.alerts = new Map([...run.alerts].filter(([id]) => !gone.has(id)));
  const { unmerged } = run.partings;
  unmerged.splice(0, unmerged.length, ...unmerged.filter(({ caseId, from }) => run.cases.has(caseId) && run.cases.has(from)));
}

const casesLeft = { closed: "casesClosed", escalated: "casesEscalated", waiting: "casesWaiting" } as const;

function dropAlerts({ run, desks }: WatchState, caseId: string, ids: ReadonlySet<string>): void {
  const held = run.cases.get(caseId);
  const desk = desks.get(caseId);
  if (!held || held.status === "unopened" || !desk) return;
  const stays = ({ alertId }: { readonly alertId: string }) => !ids.has(alertId);
  run.cases.set(caseId, { ...held, alertIds: held.alertIds.filter((id) => !ids.has(id)), joins: held.joins.filter(stays) });
  desk.classesGone = withClassesGone(desk.classesGone, ids, { run });
  desk.alertsGone += ids.size;
}

function dropCase({ run, desks, counts }: WatchState, caseId: string): readonly string[] {
  const held = run.cases.get(caseId);
  if (!held || held.status === "unopened") return [];
  run.cases.delete(caseId);
  indexAnew(run.bonds, caseId, []);
  const desk = desks.get(caseId);
  desks.delete(caseId);
  if (isSettled(held)) {
    counts.left[held.status] += held.alertIds.length + goneOf(desk);
    counts.left[casesLeft[held.status]]++;
    run.casesSettled--;
  }
  // What a merged case brought is in the case that it was poured into.
  return held.alertIds.filter((id) => run.caseOfAlert.get(id) === caseId);
}

function evolveDesk({ desks }: WatchState, fact: DeskEvent): void {
  const desk = desks.get(fact.caseId);
  if (!desk) return;
  switch (fact.type) {
    case "CaseClaimed":
      desk.claim = fact.claim;
      desk.lastEpoch = fact.claim.epoch;
      desk.unseen.clear();
      desk.gatheringSinceMs = undefined;
      return;
    case "CaseTold":
      desk.told = fact.revision;
      desk.revision = Math.max(desk.revision, fact.revision);
      desk.toldAtMs = fact.atMs;
      desk.repeatsUntold = Math.max(0, desk.repeatsUntold - (fact.repeats ?? desk.repeatsUntold));
      return;
    case "CaseAssigned":
      desk.assignee = fact.assignee ?? undefined;
      return;
    case "CaseNoted":
      desk.notes.push({ text: fact.text, by: fact.by, atMs: fact.atMs });
      return;
    case "CaseTaskAdded":
      desk.tasks.push({
        id: fact.task,
        text: fact.text,
        assignee: fact.assignee ?? undefined,
        by: fact.by,
        atMs: fact.atMs,
        finished: undefined,
      });
      return;
    case "CaseTaskFinished": {
      const at = desk.tasks.findIndex(({ id, finished }) => id === fact.task && !finished);
      const task = desk.tasks[at];
      if (task) desk.tasks[at] = { ...task, finished: { by: fact.by, atMs: fact.atMs } };
      return;
    }
  }
}

function evolveCaseOrRun(state: WatchState, fact: DomainEvent): void {
  if (fact.type === "AlertsTriaged") for (const { alertId } of fact.triages) state.triagedAtMs.set(alertId, state.nowMs);
  if (fact.type === "CaseOpened") state.desks.set(fact.caseId, newDesk(state.nowMs));
  evolveRun(state.run, fact);
  if (!("caseId" in fact)) return;
  const desk = state.desks.get(fact.caseId);
  if (desk) noteOfCase(state, fact, desk);
  noteLook(state, fact);
  if (fact.type === "CaseMerged" || fact.type === "CaseUnmerged") countBrought(state);
}

/** Counts anew, after cases came together or apart, what each brought of alerts that had left before. */
function countBrought({ run, desks }: WatchState): void {
  for (const desk of desks.values()) desk.broughtGone = 0;
  for (const [caseId, { alertsGone }] of desks) {
    const root = alertsGone > 0 ? desks.get(standingCase(run.cases, caseId)) : undefined;
    if (root && root !== desks.get(caseId)) root.broughtGone += alertsGone;
  }
}

function noteOfCase(state: WatchState, fact: CaseEvent, desk: CaseDesk): void {
  switch (fact.type) {
    case "CaseOpened":
      gather(state, desk, [fact.alertId]);
      return;
    case "AlertsJoined":
      gather(
        state,
        desk,
        fact.joins.map(({ alertId }) => alertId),
      );
      return;
    case "CaseClosed":
    case "CaseEscalated":
    case "CaseLeftToPeople":
      desk.looks++;
      desk.revision++;
      desk.settledAtMs = state.nowMs;
      desk.claim = undefined;
      desk.decidedBy = undefined;
      desk.handedOver ||= fact.type === "CaseEscalated";
      return;
    case "CaseDecided":
      desk.looks++;
      desk.revision++;
      desk.settledAtMs = state.nowMs;
      desk.claim = undefined;
      desk.decidedBy = fact.by;
      desk.handedOver = fact.status === "escalated";
      desk.unseen.clear();
      desk.gatheringSinceMs = undefined;
      return;
    case "CaseReopened":
      desk.settledAtMs = undefined;
      desk.claim = undefined;
      desk.handedOver ||= fact.handedOver === true;
      // Everything in it is looked at again.
      desk.gatheringSinceMs ??= state.nowMs;
      return;
    case "CaseMerged":
      desk.claim = undefined;
      return;
    case "CaseUnmerged":
      desk.gatheringSinceMs ??= state.nowMs;
      desk.newsAtMs = state.nowMs;
      return;
    default:
      return;
  }
}

/** Notes what joined: news begins or prolongs the gathering, repeats are counted. */
function gather(state: WatchState, desk: CaseDesk, alertIds: readonly string[]): void {
  for (const id of alertIds) {
    desk.priority = Math.min(desk.priority, state.run.triages.get(id)?.priority ?? desk.priority);
    if (state.run.triages.get(id)?.repeats && desk.looks + desk.unseen.size > 0) {
      desk.repeatsUntold++;
      continue;
    }
    desk.unseen.add(id);
    desk.gatheringSinceMs ??= state.nowMs;
    desk.newsAtMs = state.nowMs;
  }
}

/**
 * Folds what carries a state over into the state itself, for whoever already holds it: the parts say nothing new. Gives false for any other fact.
 */
export function adopt(state: WatchState, fact: WatchFact): boolean {
  if (fact.type === "WatchBegan") {
    Object.assign(state, { segment: fact.segment, carried: 0, ready: false, next: undefined });
    return true;
  }
  if (fact.type !== "StateCarried") return false;
  state.carried++;
  state.ready = fact.part.kind === "end";
  return true;
}
