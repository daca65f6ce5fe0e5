import type { ModelBudget } from "../configuration/models.ts";
import type { ModelFailure } from "./call.ts";
import { type ModelStanding, tokensOf } from "./model-standing.ts";
import { burnWindowMs, dayOf, type ModelSpend } from "./spend.ts";

/** What a call would take, and what stands when it is to be asked. */
export type Asking = {
  readonly budget: ModelBudget;
  readonly standing: ModelStanding | undefined;
  readonly spend: ModelSpend;
  readonly nowMs: number;
  /** The most that it can take, and the alert whose text it reads. */
  readonly reserveTokens: number;
  readonly alertId?: string;
};

/** Whether a call may be asked: for how long at most, or why not. */
export type Admission =
  | { readonly may: true; readonly timeMsMax: number }
  | {
      readonly may: false;
      readonly why: Extract<ModelFailure, "budget-spent" | "breaker-open">;
      readonly detail: string;
      /** Where the breaker opens by this very question: until when. */
      readonly openUntilMs?: number;
    };

/**
 * Decides on what the record says now, so that two processes which decide one after the other share one budget. A call without an answer counts by what it reserved; the budget of a
 * case is that of one look at it, and its time runs from the first question.
 */
export function admit(asking: Asking): Admission {
  const { budget, nowMs, standing } = asking;
  const breaker = breakerOf(asking);
  if (breaker) return breaker;
  const spent = spentOf(asking);
  if (spent !== undefined) return { may: false, why: "budget-spent", detail: spent };
  const since = standing?.calls[0]?.askedAtMs ?? nowMs;
  const timeMsMax = budget["seconds-per-case"] * 1_000 - Math.max(0, nowMs - since);
  if (timeMsMax >= timeMsMin) return { may: true, timeMsMax };
  return { may: false, why: "budget-spent", detail: `the ${budget["seconds-per-case"]} s of a case` };
}

/** With less time left than this no call is begun. */
const timeMsMin = 250;

/** The budget that is too small for one call more, in words. */
function spentOf({ budget, standing, spend, nowMs, reserveTokens, alertId }: Asking): string | undefined {
  const calls = standing?.calls ?? [];
  if (calls.length >= budget["calls-per-case"]) return `the ${budget["calls-per-case"]} calls of a case`;
  if ((standing?.tokens ?? 0) + reserveTokens > budget["tokens-per-case"]) return `the ${budget["tokens-per-case"]} tokens of a case`;
  const ofAlert = alertId === undefined ? [] : calls.filter((each) => each.alertId === alertId);
  const taken = ofAlert.reduce((sum, { call, outcome }) => sum + (outcome ? tokensOf(outcome.use) : call.reservedTokens), 0);
  if (alertId !== undefined && taken + reserveTokens > budget["tokens-per-alert"])
    return `the ${budget["tokens-per-alert"]} tokens of an alert`;
  const isNewDay = dayOf(nowMs) > spend.day;
  if ((isNewDay ? 0 : spend.dayTokens) + reserveTokens > budget["tokens-per-day"]) return `the ${budget["tokens-per-day"]} tokens of a day`;
  const costMax = budget["cost-per-day"];
  return costMax !== undefined && !isNewDay && spend.dayCostMicros >= costMax * 1_000_000 ? `the cost of a day (${costMax})` : undefined;
}

/** Open while a time that was set has not come, after too many failures in a row (one call tries again when it is over), or because tokens burn too fast. */
function breakerOf({ budget, spend, nowMs, reserveTokens }: Asking): Extract<Admission, { may: false }> | undefined {
  const restMs = budget["rest-minutes"] * 60_000;
  const open = (detail: string, openUntilMs?: number) =>
    ({ may: false, why: "breaker-open", detail, ...(openUntilMs !== undefined && { openUntilMs }) }) as const;
  if (nowMs < spend.openUntilMs) return open("too many tokens in a minute before");
  if (spend.failuresInRow >= budget["failures-in-a-row"] && nowMs < spend.lastFailureAtMs + restMs)
    return open(`${spend.failuresInRow} calls in a row failed`);
  const burning = spend.latest.reduce((sum, { atMs, tokens }) => (atMs > nowMs - burnWindowMs ? sum + tokens : sum), reserveTokens);
  const perMinute = budget["tokens-per-minute"];
  return burning > perMinute ? open(`more than ${perMinute} tokens in a minute`, nowMs + restMs) : undefined;
}
