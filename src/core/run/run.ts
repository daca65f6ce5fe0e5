import type { Alert } from "../alert/alert.ts";
import type { Triage } from "../alert/triage.ts";
import type { AssessmentInput } from "../assessment/assessment.ts";
import type { Case, CaseEvent, Join } from "../case/case.ts";
import { initialCase } from "../case/case.ts";
import { evolve } from "../case/evolve.ts";
import type { Learned } from "../learning/learning.ts";
import { evolveSpend, type ModelSpend, noSpend, type Reserved } from "../model/spend.ts";
import type { Lease } from "../observable/lease.ts";
import { type BondIndex, emptyBondIndex, type Indexed, indexAnew, indexJoin } from "./bond-index.ts";
import { noPartings, noteSplit, type Partings } from "./partings.ts";
import type { InputBytes, InputMark, RunEvent, RunSettings, UnreadInput } from "./run-event.ts";

export type { InputBytes, InputMark, RunEvent, RunSettings, SuppressedAlert, UnreadInput } from "./run-event.ts";

/** Whatever a journal entry of a run can hold: what happened to the run itself, or to one of its cases. */
export type DomainEvent = RunEvent | CaseEvent;

/** Everything known of a run. The fold owns it and changes it in place: one writer, one owner. */
export type RunState = {
  settings: RunSettings | undefined;
  readonly inputs: string[];
  readonly marks: InputMark[];
  readonly unread: UnreadInput[];
  learned: Learned | undefined;
  /** The suppression that covers an alert, by the alert; undefined until that was looked at. Such alerts bind nothing to themselves. */
  suppressed: Map<string, string> | undefined;
  readonly sampled: Map<string, string>;
  readonly batchesRead: Map<number, number>;
  readonly inputsRead: Map<number, readonly AssessmentInput[]>;
  readonly inputBytes: Map<number, InputBytes>;
  /** Another map, not this one changed, where alerts leave: what was worked out from it is stale then. */
  alerts: Map<string, Alert>;
  readonly triages: Map<string, Triage>;
  /** Alerts without a triage, and triaged ones without a case, in order of acceptance. */
  readonly untriaged: Set<string>;
  readonly uncorrelated: Set<string>;
  readonly cases: Map<string, Case>;
  readonly caseOfAlert: Map<string, string>;
  readonly bonds: BondIndex;
  readonly partings: Partings;
  readonly names: Map<string, string>;
  /** By address: whose it was, and when. */
  readonly leases: Map<string, readonly Lease[]>;
  /** How often alerts were given to a case or taken from one: what was worked out from the cases is stale when it has grown. */
  placements: number;
  /** Cases that are closed or escalated, or wait in shadow. */
  casesSettled: number;
  evidenceCount: number;
  /** What language models took, over all cases. */
  modelSpend: ModelSpend;
  /** Cases that were ever opened: the next one's number is one more. */
  casesOpened: number;
  /** Alerts beyond the most that a run holds: counted, and dead-lettered in the ledger over alerts. */
  alertsRefused: number;
  detectionsCorrelated: boolean;
  loaded: { events: number; hosts: number } | undefined;
  finished: boolean;
};

/** Before anything happened. */
export function emptyRun(): RunState {
  return {
    settings: undefined,
    inputs: [],
    marks: [],
    unread: [],
    learned: undefined,
    suppressed: undefined,
    sampled: new Map(),
    batchesRead: new Map(),
    inputsRead: new Map(),
    inputBytes: new Map(),
    alerts: new Map(),
    triages: new Map(),
    untriaged: new Set(),
    uncorrelated: new Set(),
    cases: new Map(),
    caseOfAlert: new Map(),
    bonds: emptyBondIndex(),
    partings: noPartings(),
    names: new Map(),
    leases: new Map(),
    placements: 0,
    casesSettled: 0,
    evidenceCount: 0,
    modelSpend: noSpend,
    casesOpened: 0,
    alertsRefused: 0,
    detectionsCorrelated: false,
    loaded: undefined,
    finished: false,
  };
}

/** Folds one fact into a run. The same facts in the same order give the same state. */
export function evolveRun(state: RunState, event: DomainEvent): void {
  switch (event.type) {
    case "RunStarted":
      state.settings = event.settings;
      state.inputs.push(...event.inputs);
      state.marks.push(...event.marks);
      state.unread.push(...(event.unread ?? []));
      state.learned = event.learned;
      return;
    case "BatchRead":
      state.batchesRead.set(event.inputIndex, event.batch);
      accept(state, event);
      return;
    case "InputRead":
      state.inputsRead.set(event.inputIndex, event.results);
      if (event.bytes) state.inputBytes.set(event.inputIndex, event.bytes);
      return;
    case "DetectionsCorrelated":
      state.detectionsCorrelated = true;
      accept(state, event);
      return;
    case "LoadingFinished":
      state.loaded = { events: event.events, hosts: event.hosts };
      for (const [from, to] of event.names) state.names.set(from, to);
      for (const lease of event.leases ?? []) state.leases.set(lease.address, [...(state.leases.get(lease.address) ?? []), lease]);
      return;
    case "AlertsTriaged":
      for (const triage of event.triages) {
        state.triages.set(triage.alertId, triage);
        state.untriaged.delete(triage.alertId);
        state.uncorrelated.add(triage.alertId);
      }
      return;
    case "AlertsSuppressed":
      state.suppressed ??= new Map();
      for (const { alertId, suppressionId } of event.suppressed) state.suppressed.set(alertId, suppressionId);
      for (const { alertId, suppressionId } of event.sampled) state.sampled.set(alertId, suppressionId);
      return;
    case "RunFinished":
      state.finished = true;
      return;
    default:
      evolveCase(state, event);
  }
}

function accept(state: RunState, { alerts, refused }: { readonly alerts: readonly Alert[]; readonly refused: number }): void {
  state.alertsRefused += refused;
  for (const alert of alerts) {
    state.alerts.set(alert.id, alert);
    state.untriaged.add(alert.id);
  }
}

function evolveCase(state: RunState, event: CaseEvent): void {
  const before = state.cases.get(event.caseId) ?? initialCase;
  const after = event.type === "AlertsJoined" ? grown(before, event.joins) : evolve(before, event);
  state.cases.set(event.caseId, after);
  switch (event.type) {
    case "CaseOpened":
      state.casesOpened++;
      assign(state, event.caseId, event.alertId);
      return;
    case "AlertsJoined":
      for (const { alertId } of event.joins) assign(state, event.caseId, alertId);
      return;
    case "CaseMerged":
      // What it held joins the other case by a fact of its own.
      if (before.status !== "unopened") for (const alertId of before.alertIds) state.caseOfAlert.set(alertId, event.into);
      indexAnew(state.bonds, event.caseId, []);
      state.placements++;
      return;
    case "AlertSplit":
      splitOff(state, after, event);
      return;
    case "AlertsGivenBack":
      madeAnew(state, after);
      return;
    case "CaseUnmerged":
      takeBack(state, after, event);
      return;
    default:
      count(state, event, before, after);
  }
}

/** Counts verdicts and evidence, and what takes a verdict back. */
function count(state: RunState, event: CaseEvent, before: Case, after: Case): void {
  switch (event.type) {
    case "CaseClosed":
    case "CaseEscalated":
    case "CaseLeftToPeople":
      if (before.status === "in-progress" && after.status !== "in-progress") state.casesSettled++;
      return;
    case "CaseDecided":
      if (before.status === "in-progress") state.casesSettled++;
      state.evidenceCount++;
      return;
    case "CaseReopened":
      if (before.status === "closed" || before.status === "escalated" || before.status === "waiting") state.casesSettled--;
      return;
    case "EvidenceRecorded":
    case "QuestionFailed":
      // Numbered apart, so that all else is called the same with a model and without.
      if (event.evidence.by === "model") state.modelSpend = { ...state.modelSpend, evidence: state.modelSpend.evidence + 1 };
      else state.evidenceCount++;
      return;
    case "ModelAsked":
    case "ModelAnswered":
    case "ModelSkipped":
      state.modelSpend = evolveSpend(
        state.modelSpend,
        event,
        event.type === "ModelAnswered" ? openCallOf(before, event.callId) : undefined,
      );
      return;
    default:
      return;
  }
}

/** The call that an answer settles, where the case holds it still and it has none yet. */
function openCallOf(before: Case, callId: string): Reserved | undefined {
  const asked = before.status === "unopened" ? undefined : before.model?.calls.find(({ call }) => call.id === callId);
  if (!asked || asked.outcome) return undefined;
  const { reservedTokens, reservedCostMicros } = asked.call;
  return { reservedTokens, reservedCostMicros, askedAtMs: asked.askedAtMs };
}

function splitOff(state: RunState, after: Case, { alertId, caseId, because }: Extract<CaseEvent, { type: "AlertSplit" }>): void {
  state.caseOfAlert.delete(alertId);
  madeAnew(state, after);
  noteSplit(state.partings, alertId, caseId, because);
  state.uncorrelated.add(alertId);
  state.placements++;
}

function takeBack(state: RunState, after: Case, { caseId, from, alertIds, because }: Extract<CaseEvent, { type: "CaseUnmerged" }>): void {
  for (const alertId of alertIds) state.caseOfAlert.set(alertId, caseId);
  madeAnew(state, after);
  state.partings.unmerged.push({ caseId, from, because });
  state.placements++;
}

/** As `evolve` says it, but in place, which costs what is joined and not what is held: the run owns its cases, and storms join one by one. */
function grown(before: Case, joins: readonly Join[]): Case {
  if (before.status === "unopened" || before.status === "merged") return before;
  for (const join of joins) {
    (before.alertIds as string[]).push(join.alertId);
    (before.joins as Join[]).push(join);
  }
  return before;
}

/** What a case is about, from what it holds now. */
function madeAnew(state: RunState, after: Case): void {
  if (after.status !== "unopened")
    indexAnew(
      state.bonds,
      after.caseId,
      after.alertIds.flatMap((id) => indexed(state, id)),
    );
}

function assign(state: RunState, caseId: string, alertId: string): void {
  state.caseOfAlert.set(alertId, caseId);
  state.uncorrelated.delete(alertId);
  state.placements++;
  // What was closed unseen must not draw in what nobody suppressed.
  if (state.suppressed?.has(alertId)) return;
  for (const each of indexed(state, alertId)) indexJoin(state.bonds, caseId, each);
}

function indexed(state: RunState, alertId: string): Indexed[] {
  const alert = state.alerts.get(alertId);
  const triage = state.triages.get(alertId);
  return alert && triage ? [{ timeMs: alert.timeMs, triage, rule: alert.ruleId ?? alert.rule ?? alert.title }] : [];
}
