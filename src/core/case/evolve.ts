import { isModelEvent } from "../model/model-event.ts";
import { evolveModel, withModelEvidence } from "../model/model-standing.ts";
import { unreachable } from "../unreachable.ts";
import { type Case, type CaseEvent, initialCase, type Standing } from "./case.ts";

/** Folds one fact into a case. Total: takes any event ever written, in the order it was written. */
export function evolve(state: Case, event: CaseEvent): Case {
  if (event.type === "CaseOpened") return opened(event);
  if (state.status === "unopened") return state;
  if (state.status === "merged") return event.type === "CaseUnmerged" ? standingAgain(state, event.alertIds) : state;
  if (isModelEvent(event)) return { ...state, model: evolveModel(state.model, event) };
  switch (event.type) {
    case "AlertsJoined":
      return {
        ...state,
        alertIds: [...state.alertIds, ...event.joins.map(({ alertId }) => alertId)],
        joins: [...state.joins, ...event.joins],
      };
    case "CaseMerged":
      // All that it held is kept, so that it can stand again.
      return { ...state, status: "merged", into: event.into };
    case "CaseUnmerged":
      return state;
    case "AlertsGivenBack":
      return without(state, new Set(event.alertIds));
    case "AlertSplit":
      return without(state, new Set([event.alertId]));
    case "PlaybookChosen":
      return { ...state, playbook: { name: event.playbook, digest: event.digest } };
    case "EvidenceRecorded":
    case "QuestionFailed":
      return withEvidence(state, event);
    case "VerdictReached":
      return { ...state, conclusion: event.conclusion };
    case "TechniquesMapped":
      return { ...state, techniques: event.techniques, actors: event.actors, mapped: true };
    case "ContainmentProposed":
      return { ...state, proposals: event.proposals, proposed: true };
    case "CaseClosed":
    case "CaseEscalated":
    case "CaseLeftToPeople":
      return settled(state, event);
    case "CaseReopened":
      return { ...opened({ ...event, type: "CaseOpened", alertId: "" }), alertIds: state.alertIds, joins: state.joins };
    case "CaseDecided":
      return {
        ...state,
        ...nobodyGranted,
        evidence: new Map(state.evidence).set(event.evidence.id, event.evidence),
        conclusion: event.conclusion,
        status: event.status,
      };
    default:
      return unreachable(event);
  }
}

/** What a person decided rests on nobody's grant. */
const nobodyGranted = { grants: undefined, inShadow: undefined } as const;

function settled(
  state: Exclude<Case, { status: "unopened" | "merged" }>,
  event: Extract<CaseEvent, { type: "CaseClosed" | "CaseEscalated" | "CaseLeftToPeople" }>,
): Case {
  const { conclusion } = state;
  if (!conclusion) return state;
  const held = { ...state, ...nobodyGranted, conclusion };
  if (event.type === "CaseClosed") return { ...held, status: "closed", grants: event.grants };
  if (event.type === "CaseEscalated") return { ...held, status: "escalated", inShadow: event.inShadow };
  return { ...held, status: "waiting", inShadow: true };
}

function opened({ caseId, alertId, because }: Extract<CaseEvent, { type: "CaseOpened" }>): Standing & { status: "in-progress" } {
  return {
    status: "in-progress",
    caseId,
    alertIds: [alertId],
    joins: [{ alertId, because }],
    playbook: undefined,
    evidence: new Map(),
    settled: new Map(),
    techniques: [],
    actors: [],
    proposals: [],
    mapped: false,
    proposed: false,
    conclusion: undefined,
    ...nobodyGranted,
    model: undefined,
  };
}

function without<State extends Standing>(state: State, gone: ReadonlySet<string>): State {
  const stays = ({ alertId }: { readonly alertId: string }) => !gone.has(alertId);
  return { ...state, alertIds: state.alertIds.filter((id) => !gone.has(id)), joins: state.joins.filter(stays) };
}

/** What it was when it was merged, with those of its alerts that came back, each with the reason for which it had joined. */
function standingAgain({ into: _, ...held }: Extract<Case, { status: "merged" }>, alertIds: readonly string[]): Case {
  const back = new Set(alertIds);
  const gone = new Set(held.alertIds.filter((id) => !back.has(id)));
  return { ...without(held, gone), status: "in-progress" };
}

function withEvidence<State extends Standing>(
  state: State,
  event: Extract<CaseEvent, { type: "EvidenceRecorded" | "QuestionFailed" }>,
): State {
  const { evidence, questionKey } = event;
  // The one place that keeps what a model led to out of all that is weighed, mapped and proposed from.
  if (evidence.by === "model") return { ...state, model: withModelEvidence(state.model, evidence, questionKey) };
  const settled =
    questionKey === undefined
      ? state.settled
      : new Map(state.settled).set(questionKey, event.type === "QuestionFailed" ? "failed" : evidence.id);
  return { ...state, evidence: new Map(state.evidence).set(evidence.id, evidence), settled };
}

/** A case from all its events. */
export function caseOf(events: Iterable<CaseEvent>): Case {
  let state: Case = initialCase;
  for (const event of events) state = evolve(state, event);
  return state;
}
