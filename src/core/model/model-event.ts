import type { ModelCall, ModelFailure, ModelOutcome, ModelRole } from "./call.ts";

/** Where a quote stands in the text that a reader saw, in UTF-16 units; checked before it is recorded. */
export type AcceptedSpan = { readonly from: number; readonly to: number; readonly quote: string };

/** What was accepted of an answer, as the journal keeps it: words of closed lists, ids and checked quotes; prose only where it is tied to evidence. */
export type ModelAccepted =
  | {
      readonly role: "reader";
      readonly intent: string;
      readonly marks: readonly { readonly mark: string; readonly span: AcceptedSpan }[];
      readonly entities: readonly { readonly type: string; readonly span: AcceptedSpan }[];
    }
  | {
      readonly role: "planner";
      /** `about` is an observable's key, resolved by code from the handle; null for the whole case. */
      readonly questions: readonly { readonly question: string; readonly about: string | null }[];
      readonly hypotheses: readonly { readonly category: string; readonly refutedBy: readonly string[] }[];
    }
  | { readonly role: "writer"; readonly sentences: readonly ModelSentence[]; readonly dropped: number };

/** One sentence of a model's prose, tied to evidence of its case. */
export type ModelSentence = {
  readonly part: "summary" | "timeline" | "handover";
  readonly text: string;
  readonly evidence: readonly string[];
};

/**
 * What happens to a case because of a language model. A question is recorded before any byte of it leaves, and what became of it afterwards; `key` says what for ("reader a-7
 * description", "planner", "writer"), and nothing is asked twice under one key. Times are milliseconds since the epoch.
 */
export type ModelEvent =
  | {
      readonly type: "ModelAsked";
      readonly caseId: string;
      readonly key: string;
      /** The alert whose text is read; absent for what is asked about the whole case. */
      readonly alertId?: string;
      readonly call: ModelCall;
      readonly atMs: number;
    }
  | {
      readonly type: "ModelAnswered";
      readonly caseId: string;
      readonly callId: string;
      readonly outcome: ModelOutcome;
      readonly accepted?: ModelAccepted;
      readonly atMs: number;
    }
  /** Not asked at all, and why: budget, breaker, marking. */
  | {
      readonly type: "ModelSkipped";
      readonly caseId: string;
      readonly key: string;
      readonly role: ModelRole;
      readonly why: ModelFailure;
      readonly detail: string;
      /** Until when nobody asks, where the breaker opened just now. */
      readonly openUntilMs?: number;
      readonly atMs: number;
    };

/** Whether a fact is one about a model. */
export const isModelEvent = <Event extends { readonly type: string }>(event: Event | ModelEvent): event is ModelEvent =>
  event.type === "ModelAsked" || event.type === "ModelAnswered" || event.type === "ModelSkipped";
