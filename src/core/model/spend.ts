import type { ModelFailure } from "./call.ts";
import type { ModelEvent } from "./model-event.ts";
import { tokensOf } from "./model-standing.ts";

/** What the models of one record took and how they fared, folded from its facts: the budgets of a day and the breaker are taken from it. Made of JSON alone. */
export type ModelSpend = {
  /** Calls that were ever asked and items that models led to: the next one's number is one more. */
  readonly calls: number;
  readonly evidence: number;
  /** Days since the epoch, UTC, and the tokens taken or reserved on it. */
  readonly day: number;
  readonly dayTokens: number;
  /** What that day cost, in millionths of the currency; a call without an answer counts by what it reserved. */
  readonly dayCostMicros: number;
  /** Tokens of the latest calls, oldest first. */
  readonly latest: readonly { readonly callId: string; readonly atMs: number; readonly tokens: number }[];
  /** Calls in a row that a server did not answer. */
  readonly failuresInRow: number;
  readonly lastFailureAtMs: number;
  readonly openUntilMs: number;
};

/** Before any call. */
export const noSpend: ModelSpend = {
  calls: 0,
  evidence: 0,
  day: 0,
  dayTokens: 0,
  dayCostMicros: 0,
  latest: [],
  failuresInRow: 0,
  lastFailureAtMs: 0,
  openUntilMs: 0,
};

/** For how long the latest calls are held, and how many at most: with more in one minute, the oldest of them are no longer counted against it. */
export const burnWindowMs = 60_000;
const latestMax = 600;

/** Failures of a server, not of what it said: only those open the breaker, so that no text that is read can. */
const serverFailures: ReadonlySet<ModelFailure> = new Set(["late", "rate-limited", "unreachable", "broken-off"]);

/** The day (UTC) of a time, counted from the epoch. */
export const dayOf = (atMs: number): number => Math.floor(atMs / 86_400_000);

/** What a call took from the budgets when it was asked. */
export type Reserved = { readonly reservedTokens: number; readonly reservedCostMicros?: number | undefined; readonly askedAtMs: number };

/** Folds one fact; `settled` is what the call of an answer reserved, undefined where it is not held any more: what it reserved stays spent. */
export function evolveSpend(spend: ModelSpend, event: ModelEvent, settled: Reserved | undefined): ModelSpend {
  switch (event.type) {
    case "ModelAsked": {
      const { call, atMs } = event;
      const day = Math.max(spend.day, dayOf(atMs));
      const kept = spend.latest.filter((each) => each.atMs > atMs - burnWindowMs).slice(1 - latestMax);
      return {
        ...spend,
        calls: spend.calls + 1,
        day,
        dayTokens: (day === spend.day ? spend.dayTokens : 0) + call.reservedTokens,
        dayCostMicros: (day === spend.day ? spend.dayCostMicros : 0) + (call.reservedCostMicros ?? 0),
        latest: [...kept, { callId: call.id, atMs, tokens: call.reservedTokens }],
      };
    }
    case "ModelAnswered": {
      if (!settled) return spend;
      const used = tokensOf(event.outcome.use);
      const isSameDay = dayOf(settled.askedAtMs) === spend.day;
      const hasFailed = event.outcome.kind === "failed" && serverFailures.has(event.outcome.why);
      return {
        ...spend,
        dayTokens: isSameDay ? spend.dayTokens - settled.reservedTokens + used : spend.dayTokens,
        // A record of before may hold a call whose price was never put aside.
        dayCostMicros: isSameDay
          ? Math.max(0, spend.dayCostMicros - (settled.reservedCostMicros ?? 0)) + event.outcome.use.costMicros
          : spend.dayCostMicros,
        latest: spend.latest.map((each) => (each.callId === event.callId ? { ...each, tokens: used } : each)),
        failuresInRow: hasFailed ? spend.failuresInRow + 1 : 0,
        lastFailureAtMs: hasFailed ? event.atMs : spend.lastFailureAtMs,
      };
    }
    case "ModelSkipped":
      return { ...spend, openUntilMs: Math.max(spend.openUntilMs, event.openUntilMs ?? 0) };
  }
}
