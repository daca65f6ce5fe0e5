import { unreachable } from "../unreachable.ts";
import { type Case, type CaseEvent, initialCase, type Standing } from "./case.ts";

/** Folds one fact into a case. Total: takes any event ever written, in the order it was written. */
export function evolve(state: Case, event: CaseEvent): Case {
  if (event.type === "CaseOpened") return opened(event);
  if (state.status === "unopened" || state.status === "merged") return state;
  switch (event.type) {
    case "AlertsJoined":
      return {
        ...state,
        alertIds: [...state.alertIds, ...event.joins.map(({ alertId }) => alertId)],
        joins: [...state.joins, ...event.joins],
      };
    case "CaseMerged":
      return { status: "merged", caseId: state.caseId, into: event.into, alertIds: state.alertIds };
    case "AlertSplit":
      return {
        ...state,
        alertIds: state.alertIds.filter((id) => id !== event.alertId),
        joins: state.joins.filter(({ alertId }) => alertId !== event.alertId),
      };
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
      return state.conclusion
        ? { ...state, conclusion: state.conclusion, status: event.type === "CaseClosed" ? "closed" : "escalated" }
        : state;
    default:
      return unreachable(event);
  }
}

function opened({ caseId, alertId, because }: Extract<CaseEvent, { type: "CaseOpened" }>): Case {
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
  };
}

function withEvidence<State extends Standing>(
  state: State,
  event: Extract<CaseEvent, { type: "EvidenceRecorded" | "QuestionFailed" }>,
): State {
  const { evidence, questionKey } = event;
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
