import type { ModelBudget } from "../configuration/models.ts";
import type { Person } from "../person/person.ts";
import { type Admission, admit } from "./budget.ts";
import type { ModelCall, ModelOutcome } from "./call.ts";
import type { Guided } from "./guided.ts";
import { evolveSpend, type ModelSpend, noSpend, type Reserved } from "./spend.ts";

/** The world in which is recorded what people ask language models themselves: their questions, and drafts of a handover. It belongs to people, not to a case. */
export const guideWorld = "guide";

/** The longest question that a person asks in words of their own, characters. */
export const questionLengthMax = 500;

/**
 * What happens when a person asks in words of their own. The question is recorded before any byte of it leaves, by the digest of what was asked; what came back stands by its digest
 * and by its kind alone, because nothing of it does anything until the person runs it. Times are milliseconds since the epoch.
 */
export type GuideEvent =
  | {
      readonly type: "GuideAsked";
      readonly by: Person;
      readonly caseId?: string;
      /** The handover that a draft was asked for. */
      readonly handoverId?: string;
      readonly call: ModelCall;
      readonly atMs: number;
    }
  | {
      readonly type: "GuideAnswered";
      readonly callId: string;
      readonly outcome: ModelOutcome;
      readonly proposed?: Guided["kind"];
      readonly drafted?: HandoverProse;
      readonly atMs: number;
    };

/** Prose that a model wrote for a handover, each sentence tied to the composed facts that it cites, by their keys; `dropped` were not borne out. */
export type HandoverProse = {
  readonly sentences: readonly { readonly text: string; readonly facts: readonly string[] }[];
  readonly dropped: number;
};

/** What questions to the guide took, of everybody together and of each person. Calls whose answer never came count by what they reserved. */
export type GuideRecord = {
  spend: ModelSpend;
  readonly people: Map<Person, ModelSpend>;
  readonly open: Map<string, Reserved & { readonly by: Person }>;
};

/** Before the first question. */
export const emptyGuide = (): GuideRecord => ({ spend: noSpend, people: new Map(), open: new Map() });

/** Calls without an answer that are remembered, so that a late answer gives back what it did not use. */
const openMax = 1_000;

/** Folds one fact. Total: an answer to what is not open changes nothing. */
export function evolveGuide(state: GuideRecord, event: GuideEvent): void {
  switch (event.type) {
    case "GuideAsked": {
      const { by, call, atMs } = event;
      take(state, by, { type: "ModelAsked", caseId: guideWorld, key: call.id, call, atMs }, undefined);
      const { reservedTokens, reservedCostMicros } = call;
      state.open.set(call.id, { by, reservedTokens, reservedCostMicros, askedAtMs: atMs });
      const [oldest] = state.open.keys();
      if (state.open.size > openMax && oldest !== undefined) state.open.delete(oldest);
      return;
    }
    case "GuideAnswered": {
      const asked = state.open.get(event.callId);
      if (!asked) return;
      const { callId, outcome, atMs } = event;
      state.open.delete(callId);
      take(state, asked.by, { type: "ModelAnswered", caseId: guideWorld, callId, outcome, atMs }, asked);
    }
  }
}

type Settled = Parameters<typeof evolveSpend>[2];

function take(state: GuideRecord, by: Person, event: Parameters<typeof evolveSpend>[1], settled: Settled): void {
  state.spend = evolveSpend(state.spend, event, settled);
  state.people.set(by, evolveSpend(state.people.get(by) ?? noSpend, event, settled));
}

/** Of what a tenant's models may take in a day, this share is for what people ask; the rest is for cases. */
const guideShare = 0.1;
/** Of that, what one person's questions may take. */
const personShare = 0.25;

/** What cases may take where people ask too: both together keep to the tenant's day without looking at one another, however many processes decide. */
export const budgetOfCases = (budget: ModelBudget): ModelBudget => shareOf(budget, 1 - guideShare);

/** Whether somebody's question may be asked. What the guide takes is apart from what cases take: neither can use up the other's. */
export function admitGuide(
  state: GuideRecord,
  asked: { readonly by: Person; readonly budget: ModelBudget; readonly nowMs: number; readonly reserveTokens: number },
): Admission {
  const { by, budget, nowMs, reserveTokens } = asked;
  const all = shareOf(budget, guideShare);
  const whole = admit({ budget: all, standing: undefined, spend: state.spend, nowMs, reserveTokens });
  if (!whole.may) return whole;
  const own = state.people.get(by) ?? noSpend;
  // Failures are the server's: they were looked at above.
  return admit({
    budget: shareOf(all, personShare),
    standing: undefined,
    spend: { ...own, failuresInRow: 0, openUntilMs: 0 },
    nowMs,
    reserveTokens,
  });
}

function shareOf(budget: ModelBudget, share: number): ModelBudget {
  const cost = budget["cost-per-day"];
  return {
    ...budget,
    // Shares of a whole, cut to a token: rounding a product of fractions could give the two a token more than there is.
    "tokens-per-day": Math.floor((budget["tokens-per-day"] * Math.round(share * 1_000)) / 1_000),
    ...(cost !== undefined && { "cost-per-day": cost * share }),
  };
}
