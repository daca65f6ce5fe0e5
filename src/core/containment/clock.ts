import type { AskClockReset, ContainmentContext } from "./command.ts";
import type { ActionState, Containment, ContainmentEvent, Intent } from "./containment.ts";
import { resumersMin, stillAdmin } from "./kill-switch.ts";
import { isSamePerson, requireReason, requireRole } from "./people.ts";
import { aheadOf } from "./record-time.ts";
import { quoted, refused } from "./refusal.ts";
import { requireSignature } from "./to-sign.ts";

/** The record's time is reset only when it is at least so far ahead of the clock, milliseconds. */
export const resetAheadMsMin = 60_000;
/** For how long an admin's wish to reset it counts, milliseconds of the record. */
export const resetAskedMsMax = 24 * 3_600_000;

/**
 * One admin asks that the record's time begins again at the present clock; with the second it does. Everything that waits is void then, so that nothing that
 * was over comes back; what is in force is released after as long as it still had.
 */
export function decideClockReset(command: AskClockReset, state: Containment, context: ContainmentContext): readonly ContainmentEvent[] {
  const { by, signature, because } = command;
  const { nowMs, clockMs = nowMs } = context;
  const person = requireRole(by, ["admin"], state, context);
  requireReason(because);
  requireSignature(command, person, state, context);
  if (aheadOf(state, clockMs) < resetAheadMsMin)
    throw refused("containment/clock-not-ahead", "the record's time is that of the clock, to the minute");
  const recent = state.clockResetAskedBy.filter(({ atMs }) => nowMs - atMs < resetAskedMsMax);
  const others = recent.flatMap((signer) => stillAdmin(signer, context.orders.people));
  if (others.some((other) => isSamePerson(other, person)))
    throw refused("containment/already-asked", `${quoted(by)}, or that key, has asked to reset the clock`);
  const { tenant } = context.orders;
  const asked: ContainmentEvent = { type: "ClockResetAsked", tenant, by, key: person["public-key"], signature, because, atMs: nowMs };
  const all = [...others, person].map(({ name }) => `person:${name}` as const);
  return all.length < resumersMin ? [asked] : [asked, { type: "ClockReset", fromMs: nowMs, by: all, atMs: clockMs }];
}

/** Folds a reset, in place. */
export function evolveClockReset(state: Containment, { fromMs, atMs }: Extract<ContainmentEvent, { type: "ClockReset" }>): void {
  const shift = { atMs: atMs - fromMs, peakMs: atMs - Math.max(state.peakMs, atMs) };
  for (const [id, held] of state.actions) state.actions.set(id, shifted(held, shift));
  state.latestMs = atMs;
  state.clockMs = atMs;
  state.peakMs = atMs;
  state.clockResets++;
  state.clockResetAskedBy = [];
}

type Shift = Pick<Intent, "atMs"> & { readonly peakMs: number };

/** The same time ago as before. What the clock itself showed stays: it counts for the hour whenever it says so. */
function shifted(held: ActionState, by: Shift): ActionState {
  const { releaseAtMs, confirmedAtMs, putOffUntilMs } = held;
  return {
    ...held,
    intents: held.intents.map(({ atMs, clockMs = atMs, peakMs = atMs, ...intent }) => ({
      ...intent,
      atMs: atMs + by.atMs,
      clockMs,
      peakMs: peakMs + by.peakMs,
    })),
    ...(releaseAtMs !== undefined && { releaseAtMs: releaseAtMs + by.atMs }),
    ...(confirmedAtMs !== undefined && { confirmedAtMs: confirmedAtMs + by.atMs }),
    ...(putOffUntilMs !== undefined && { putOffUntilMs: putOffUntilMs + by.atMs }),
  };
}
