import type { ActorMatch, TechniqueClaim } from "../attack/attack.ts";
import type { Closing, JudgedClasses } from "../autonomy/closing.ts";
import type { ContainmentProposal } from "../containment/action.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { decideModel, isHeldByModel, type ModelCommand } from "../model/decide-model.ts";
import type { ModelEvent } from "../model/model-event.ts";
import type { ModelStanding } from "../model/model-standing.ts";
import type { Person } from "../person/person.ts";
import { SocError } from "../soc-error.ts";
import { unreachable } from "../unreachable.ts";
import type { Conclusion } from "./conclusion.ts";

/**
 * One line of work about related alerts (glossary: case): unopened, worked on, absorbed by another, or settled. "waiting" is settled in shadow mode: the agent
 * would close it, and a person decides.
 */
export type Case =
  | { readonly status: "unopened" }
  | (Standing & { readonly status: "in-progress" })
  | (Standing & { readonly status: "closed" | "escalated" | "waiting"; readonly conclusion: Conclusion })
  | (Standing & { readonly status: "merged"; readonly into: string });

/** What a case holds while it stands. `settled` maps a question's key to the evidence that answered it, or to "failed". */
export type Standing = {
  readonly caseId: string;
  readonly alertIds: readonly string[];
  readonly joins: readonly Join[];
  readonly playbook: { readonly name: string; readonly digest: string } | undefined;
  readonly evidence: ReadonlyMap<string, Evidence>;
  readonly settled: ReadonlyMap<string, string>;
  readonly techniques: readonly TechniqueClaim[];
  readonly actors: readonly ActorMatch[];
  readonly proposals: readonly ContainmentProposal[];
  readonly mapped: boolean;
  readonly proposed: boolean;
  readonly conclusion: Conclusion | undefined;
  /** The grants under which the agent closed it; absent where no grant was asked for, or nobody closed it. */
  readonly grants?: readonly string[] | undefined;
  /** The agent's verdict goes no further than to people: no grant covers the case. */
  readonly inShadow?: true | undefined;
  /** What a language model added, apart from everything above; absent where none was asked. */
  readonly model?: ModelStanding | undefined;
};

/** Why an alert is in a case; undone by `AlertSplit` without loss. */
export type Join = { readonly alertId: string; readonly because: string };

/** An evidence item and, beside it, the text of the answer that its digest is over (`answerText`); alerts and what follows from them keep none. */
type Found = { readonly evidence: Evidence; readonly kept?: string };

/** A person's word on a case, which they end or hand on. */
type Decided = { readonly by: Person; readonly status: "closed" | "escalated"; readonly conclusion: Conclusion };

/** All that can happen to a case, in the past tense as the journal keeps it; `evolve` folds these into the state. */
export type CaseEvent =
  | { readonly type: "CaseOpened"; readonly caseId: string; readonly alertId: string; readonly because: string }
  | { readonly type: "AlertsJoined"; readonly caseId: string; readonly joins: readonly Join[] }
  /** `by` is the person who merged them; the agent where nobody is named. The same holds for what splits and opens again. */
  | { readonly type: "CaseMerged"; readonly caseId: string; readonly into: string; readonly because: string; readonly by?: Person }
  | {
      readonly type: "CaseUnmerged";
      readonly caseId: string;
      /** The case that held what it brought until now. */
      readonly from: string;
      readonly alertIds: readonly string[];
      readonly because: string;
      readonly by?: Person;
    }
  | {
      readonly type: "AlertsGivenBack";
      readonly caseId: string;
      readonly to: string;
      readonly alertIds: readonly string[];
      readonly because: string;
      readonly by?: Person;
    }
  | { readonly type: "AlertSplit"; readonly caseId: string; readonly alertId: string; readonly because: string; readonly by?: Person }
  | { readonly type: "PlaybookChosen"; readonly caseId: string; readonly playbook: string; readonly digest: string }
  | ({ readonly type: "EvidenceRecorded"; readonly caseId: string; readonly questionKey: string | undefined } & Found)
  | ({ readonly type: "QuestionFailed"; readonly caseId: string; readonly questionKey: string } & Found)
  | { readonly type: "VerdictReached"; readonly caseId: string; readonly conclusion: Conclusion }
  | {
      readonly type: "TechniquesMapped";
      readonly caseId: string;
      readonly techniques: readonly TechniqueClaim[];
      readonly actors: readonly ActorMatch[];
    }
  | { readonly type: "ContainmentProposed"; readonly caseId: string; readonly proposals: readonly ContainmentProposal[] }
  /** `grants` permitted it; absent where the agent works for nobody who could grant anything (a one-off investigation). */
  | { readonly type: "CaseClosed"; readonly caseId: string; readonly grants?: readonly string[]; readonly judgedBy?: JudgedClasses }
  | { readonly type: "CaseEscalated"; readonly caseId: string; readonly inShadow?: true; readonly judgedBy?: JudgedClasses }
  /** The agent would close it, and no grant covers it: it waits for a person. */
  | { readonly type: "CaseLeftToPeople"; readonly caseId: string; readonly because: string; readonly judgedBy: JudgedClasses }
  /** It is looked at again, from its alerts on: what an earlier look found stays in the journal. */
  | {
      readonly type: "CaseReopened";
      readonly caseId: string;
      readonly because: string;
      readonly by?: Person;
      /** A person wants it open: a person ends it. */
      readonly handedOver?: true;
    }
  /** A person ended it, or handed it on; their word is its evidence. */
  | ({ readonly type: "CaseDecided"; readonly caseId: string } & Decided & Found)
  | ModelEvent;

/** What may be asked of a case; `decide` answers with events, or refuses with a `case/…` code. */
export type CaseCommand =
  | { readonly type: "OpenCase"; readonly caseId: string; readonly alertId: string; readonly because: string }
  | { readonly type: "JoinAlerts"; readonly joins: readonly Join[] }
  /** As `JoinAlerts`, and a settled case takes them too: live, a case goes on after its verdict. */
  | { readonly type: "TakeAlerts"; readonly joins: readonly Join[] }
  | { readonly type: "Reopen"; readonly because: string }
  | ({ readonly type: "DecideCase" } & Decided & Found)
  | { readonly type: "MergeInto"; readonly into: string; readonly because: string }
  | { readonly type: "Unmerge"; readonly from: string; readonly alertIds: readonly string[]; readonly because: string }
  | { readonly type: "GiveBackAlerts"; readonly to: string; readonly alertIds: readonly string[]; readonly because: string }
  | { readonly type: "SplitAlert"; readonly alertId: string; readonly because: string }
  | { readonly type: "ChoosePlaybook"; readonly playbook: string; readonly digest: string }
  | ({ readonly type: "RecordEvidence"; readonly questionKey: string | undefined; readonly failed: boolean } & Found)
  | { readonly type: "ReachVerdict"; readonly conclusion: Conclusion }
  | { readonly type: "MapTechniques"; readonly techniques: readonly TechniqueClaim[]; readonly actors: readonly ActorMatch[] }
  | { readonly type: "ProposeContainment"; readonly proposals: readonly ContainmentProposal[] }
  /** `closing` says whether the agent may end it without a person; absent where nobody is there to grant it. */
  | { readonly type: "SettleCase"; readonly closing?: Closing | undefined }
  | ModelCommand;

/** A case before its first event: only `OpenCase` is accepted. */
export const initialCase: Case = { status: "unopened" };

/** Says what happens to a case; never makes it happen. Refuses with `case/…` codes. */
export function decide(command: CaseCommand, state: Case): readonly CaseEvent[] {
  if (command.type === "OpenCase") {
    if (state.status !== "unopened") throw alreadyOpen(command.caseId);
    return [{ type: "CaseOpened", caseId: command.caseId, alertId: command.alertId, because: command.because }];
  }
  if (command.type === "Unmerge") return unmerge(command, state);
  if (command.type === "TakeAlerts" || command.type === "Reopen" || command.type === "DecideCase") return decideStanding(command, state);
  if (state.status !== "in-progress") throw notOpen(state);
  const { caseId } = state;
  switch (command.type) {
    case "JoinAlerts":
      return joined(command.joins, state);
    case "MergeInto":
      return [{ type: "CaseMerged", caseId, into: command.into, because: command.because }];
    case "GiveBackAlerts":
      return giveBack(command, state);
    case "SplitAlert":
      if (!state.alertIds.includes(command.alertId)) throw notInCase(command.alertId);
      // Alone already: a case without alerts would be about nothing.
      if (state.alertIds.length === 1) return [];
      return [{ type: "AlertSplit", caseId, alertId: command.alertId, because: command.because }];
    case "ChoosePlaybook":
      return [{ type: "PlaybookChosen", caseId, playbook: command.playbook, digest: command.digest }];
    case "RecordEvidence":
      return recordEvidence(command, state);
    case "ReachVerdict":
      if (state.conclusion) throw alreadyConcluded(caseId);
      for (const id of command.conclusion.evidence) if (!state.evidence.has(id)) throw noEvidence(id);
      if (command.conclusion.evidence.length === 0) throw noEvidence("");
      return [{ type: "VerdictReached", caseId, conclusion: command.conclusion }];
    case "MapTechniques":
      for (const { evidence } of command.techniques) for (const id of evidence) if (!state.evidence.has(id)) throw noEvidence(id);
      return [{ type: "TechniquesMapped", caseId, techniques: command.techniques, actors: command.actors }];
    case "ProposeContainment":
      for (const { evidence } of command.proposals) for (const id of evidence) if (!state.evidence.has(id)) throw noEvidence(id);
      return [{ type: "ContainmentProposed", caseId, proposals: command.proposals }];
    case "SettleCase":
      return [settled(command, state)];
    case "AskModel":
    case "TakeModelAnswer":
    case "SkipModel":
      return decideModel(command, state);
    default:
      return unreachable(command);
  }
}

/** The end of a look. Escalating takes no grant; closing does, wherever somebody can grant it. */
function settled({ closing }: Extract<CaseCommand, { type: "SettleCase" }>, { caseId, conclusion }: Standing): CaseEvent {
  if (!conclusion) throw noEvidence("");
  if (!closing) return { type: conclusion.escalate ? "CaseEscalated" : "CaseClosed", caseId };
  const { judgedBy } = closing;
  const waits = "waits" in closing;
  if (conclusion.escalate) return { type: "CaseEscalated", caseId, ...(waits && { inShadow: true }), judgedBy };
  return waits
    ? { type: "CaseLeftToPeople", caseId, because: closing.waits, judgedBy }
    : { type: "CaseClosed", caseId, grants: closing.grants, judgedBy };
}

/** What may be asked of a case whether its verdict stands or not. */
function decideStanding(
  command: Extract<CaseCommand, { type: "TakeAlerts" | "Reopen" | "DecideCase" }>,
  state: Case,
): readonly CaseEvent[] {
  if (state.status === "unopened" || state.status === "merged") throw notOpen(state);
  const { caseId } = state;
  switch (command.type) {
    case "TakeAlerts":
      return joined(command.joins, state);
    case "Reopen":
      return [{ type: "CaseReopened", caseId, because: command.because }];
    case "DecideCase": {
      const { type: _, ...decided } = command;
      const { evidence, conclusion } = decided;
      for (const id of conclusion.evidence) if (id !== evidence.id && !state.evidence.has(id)) throw noEvidence(id);
      if (conclusion.evidence.length === 0) throw noEvidence("");
      return [{ type: "CaseDecided", caseId, ...decided }];
    }
    default:
      return unreachable(command);
  }
}

function joined(joins: readonly Join[], { caseId, alertIds }: Standing): readonly CaseEvent[] {
  const held = heldIn(alertIds);
  const named = new Set<string>();
  const fresh = joins.filter(({ alertId }) => !held.has(alertId) && !named.has(alertId) && named.add(alertId));
  return fresh.length > 0 ? [{ type: "AlertsJoined", caseId, joins: fresh }] : [];
}

/** Never the last alert: a case without alerts would be about nothing. */
function giveBack({ to, alertIds, because }: Extract<CaseCommand, { type: "GiveBackAlerts" }>, state: Standing): readonly CaseEvent[] {
  const held = heldIn(state.alertIds);
  for (const alertId of alertIds) if (!held.has(alertId)) throw notInCase(alertId);
  if (alertIds.length === 0 || alertIds.length >= state.alertIds.length) return [];
  return [{ type: "AlertsGivenBack", caseId: state.caseId, to, alertIds, because }];
}

/** A merged case stands again with the alerts that it brought and that are still where it was poured into. */
function unmerge({ from, alertIds, because }: Extract<CaseCommand, { type: "Unmerge" }>, state: Case): readonly CaseEvent[] {
  if (state.status !== "merged") throw notOpen(state);
  const brought = heldIn(state.alertIds);
  for (const alertId of alertIds) if (!brought.has(alertId)) throw notInCase(alertId);
  return alertIds.length === 0 ? [] : [{ type: "CaseUnmerged", caseId: state.caseId, from, alertIds, because }];
}

const heldSets = new WeakMap<readonly string[], Set<string>>();

/** The ids of a list as a set, made once: a storm asks about one list of 100,000 for each alert that joins it. The list may have grown at its end. */
function heldIn(alertIds: readonly string[]): ReadonlySet<string> {
  const held = heldSets.get(alertIds) ?? new Set<string>();
  for (let at = held.size; at < alertIds.length; at++) held.add(alertIds[at]!);
  heldSets.set(alertIds, held);
  return held;
}

type RecordEvidence = Extract<CaseCommand, { type: "RecordEvidence" }>;

/** A question is answered once; the same evidence id is never used twice. */
function recordEvidence({ questionKey, evidence, failed, kept }: RecordEvidence, state: Standing): readonly CaseEvent[] {
  if (evidence.by === "model" ? isHeldByModel(state.model, evidence.id, questionKey) : state.evidence.has(evidence.id)) return [];
  if (evidence.by !== "model" && questionKey !== undefined && state.settled.has(questionKey)) return [];
  const { caseId } = state;
  const found: Found = kept === undefined ? { evidence } : { evidence, kept };
  return failed && questionKey !== undefined
    ? [{ type: "QuestionFailed", caseId, questionKey, ...found }]
    : [{ type: "EvidenceRecorded", caseId, questionKey, ...found }];
}

const alreadyOpen = (caseId: string) =>
  new SocError({
    code: "case/already-open",
    problem: `case "${caseId}" is open already`,
    remedy: "give the new case a number of its own",
    retry: "never",
  });

const notOpen = (state: Case) =>
  new SocError({
    code: "case/not-open",
    problem: state.status === "unopened" ? "the case was never opened" : `case "${state.caseId}" is ${state.status}`,
    remedy: "open a new case, or look at the one it was merged into",
    retry: "never",
  });

const alreadyConcluded = (caseId: string) =>
  new SocError({
    code: "case/already-concluded",
    problem: `case "${caseId}" has its verdict already`,
    remedy: "settle the case with the verdict that it has, or open a new case",
    retry: "never",
  });

const notInCase = (alertId: string) =>
  new SocError({
    code: "case/unknown-alert",
    problem: `alert "${alertId}" is not in this case`,
    remedy: "name an alert that the case lists",
    retry: "never",
  });

const noEvidence = (id: string) =>
  new SocError({
    code: "case/no-evidence",
    problem: id ? `evidence "${id}" is not in this case` : "a statement came without evidence",
    remedy: "record the evidence first, then cite it",
    retry: "never",
  });
