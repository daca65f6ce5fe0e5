import type { Evidence } from "../evidence/evidence.ts";
import type { ModelCall, ModelFailure, ModelOutcome, ModelRole } from "./call.ts";
import type { ModelAccepted, ModelEvent, ModelSentence } from "./model-event.ts";

/** One call as a case holds it; without `outcome` its answer never came, and what it reserved counts as spent. */
export type ModelCallStanding = {
  readonly key: string;
  readonly alertId?: string;
  readonly call: ModelCall;
  readonly askedAtMs: number;
  readonly answeredAtMs?: number;
  readonly outcome?: ModelOutcome;
};

/** What of a case's investigation a model was not part of, and why. */
export type ModelSkip = { readonly key: string; readonly role: ModelRole; readonly why: ModelFailure; readonly detail: string };

/** A question that a model proposed and code asked: `key` as its evidence is recorded under, the playbook's name before it. */
export type ModelQuestion = { readonly question: string; readonly about: string | null };

/**
 * What a model added to a case, kept apart from all that a verdict, its severity, techniques and containment are drawn from: nothing of it stands in `Standing.evidence`. Made of
 * lists alone, as JSON holds it.
 */
export type ModelStanding = {
  readonly calls: readonly ModelCallStanding[];
  /** Spent, or reserved by a call without an answer. */
  readonly tokens: number;
  readonly costMicros: number;
  /** What was read, by the key that it was asked under. */
  readonly readings: readonly ({ readonly key: string } & Extract<ModelAccepted, { role: "reader" }>)[];
  readonly questions: readonly ModelQuestion[];
  readonly hypotheses: Extract<ModelAccepted, { role: "planner" }>["hypotheses"];
  readonly prose: readonly ModelSentence[];
  readonly skipped: readonly ModelSkip[];
  /** Items that exist because a model asked or read (`by: "model"`); `settled` are the keys of its questions that were put. */
  readonly evidence: readonly Evidence[];
  readonly settled: readonly string[];
};

/** Before a model had anything to do with a case. */
export const noModel: ModelStanding = {
  calls: [],
  tokens: 0,
  costMicros: 0,
  readings: [],
  questions: [],
  hypotheses: [],
  prose: [],
  skipped: [],
  evidence: [],
  settled: [],
};

/** The tokens that a use comes to. */
export const tokensOf = ({ inputTokens, outputTokens }: { readonly inputTokens: number; readonly outputTokens: number }): number =>
  inputTokens + outputTokens;

/** Folds one fact into what a model added. Total: an answer to what was never asked, or a second one, changes nothing. */
export function evolveModel(state: ModelStanding | undefined, event: ModelEvent): ModelStanding {
  const held = state ?? noModel;
  switch (event.type) {
    case "ModelAsked": {
      const { key, alertId, call, atMs } = event;
      const asked = { key, call, askedAtMs: atMs, ...(alertId !== undefined && { alertId }) };
      return { ...held, calls: [...held.calls, asked], tokens: held.tokens + call.reservedTokens };
    }
    case "ModelAnswered":
      return answered(held, event);
    case "ModelSkipped": {
      const { key, role, why, detail } = event;
      return { ...held, skipped: [...held.skipped, { key, role, why, detail }] };
    }
  }
}

function answered(held: ModelStanding, { callId, outcome, accepted, atMs }: Extract<ModelEvent, { type: "ModelAnswered" }>): ModelStanding {
  const asked = held.calls.find(({ call }) => call.id === callId);
  if (!asked || asked.outcome) return held;
  const calls = held.calls.map((each) => (each === asked ? { ...asked, outcome, answeredAtMs: atMs } : each));
  const tokens = held.tokens - asked.call.reservedTokens + tokensOf(outcome.use);
  const settled = { ...held, calls, tokens, costMicros: held.costMicros + outcome.use.costMicros };
  return accepted ? withAccepted(settled, asked.key, accepted) : settled;
}

function withAccepted(held: ModelStanding, key: string, accepted: ModelAccepted): ModelStanding {
  switch (accepted.role) {
    case "reader":
      return { ...held, readings: [...held.readings, { key, ...accepted }] };
    case "planner":
      return { ...held, questions: accepted.questions, hypotheses: accepted.hypotheses };
    case "writer":
      return { ...held, prose: accepted.sentences };
  }
}

/** The same with an evidence item that a model led to; `questionKey` is what it answers. */
export function withModelEvidence(state: ModelStanding | undefined, evidence: Evidence, questionKey: string | undefined): ModelStanding {
  const held = state ?? noModel;
  const settled = questionKey === undefined ? held.settled : [...held.settled, questionKey];
  return { ...held, evidence: [...held.evidence, evidence], settled };
}
