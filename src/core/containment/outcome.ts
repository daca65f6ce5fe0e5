import { inline } from "../report/inline.ts";
import type { CaseChange, ContainmentContext, Expire, RecordOutcome } from "./command.ts";
import type { ActionState, Containment, ContainmentEvent } from "./containment.ts";
import { expiresAtMs, isExpired } from "./expiry.ts";
import { isSetBack } from "./record-time.ts";
import { quoted, reasonLengthMax, refused } from "./refusal.ts";
import { actionHeld } from "./to-sign.ts";

/** Actions that one `Expire` ends; the next one goes on. */
export const expiredPerCommandMax = 1_000;

/** How often one effect is attempted where the product puts it off each time and surely does nothing. */
export const putOffAttemptsMax = 10;
/** The shortest time that a product can put an attempt off for, milliseconds. */
export const putOffMsMin = 1_000;
/** The longest. */
export const putOffMsMax = 86_400_000;

const underWay: ReadonlySet<ActionState["status"]> = new Set(["executing", "outcome-unknown", "undoing", "undo-unknown"]);

/**
 * What was read back of the last attempt. Said twice, it is recorded once. What was held to be surely nothing may turn out to hold after all, and is then
 * recorded as it is; nothing else is ever revised. What a product put off is tried again, but only as often as `putOffAttemptsMax` and while the action
 * has not expired.
 */
export function decideOutcome(
  { id, effectId, outcome, says, retryAfterMs }: RecordOutcome,
  state: Containment,
  context: ContainmentContext,
): readonly ContainmentEvent[] {
  const held = actionHeld(state, id);
  const last = held.intents.at(-1);
  if (last?.effectId !== effectId) throw refused("containment/unknown-effect", `${quoted(effectId)} is not the last attempt at ${id}`);
  const isRevision = (held.status === "failed" || held.status === "undo-failed") && outcome === "confirmed";
  if (!underWay.has(held.status) && !isRevision) {
    if (outcome === statusOutcome(held.status)) return [];
    throw refused("containment/unknown-effect", `the outcome of ${quoted(effectId)} is on the record: ${held.status}`);
  }
  const wasUnknown = held.status === "outcome-unknown" || held.status === "undo-unknown";
  if (outcome === "unknown" && wasUnknown) return [];
  const retryAtMs = outcome === "failed" && retryAfterMs !== undefined ? retryAtMsOf(held, retryAfterMs, context) : undefined;
  const retry = retryAtMs === undefined ? {} : { retryAtMs };
  return [
    { type: "OutcomeRecorded", id, effectId, outcome, says: inline(says, reasonLengthMax) || outcome, ...retry, atMs: context.nowMs },
  ];
}

/** When an attempt that was put off is made again; undefined where it is not: made too often, or its time will be over. An undo has no end, and counts its own attempts. */
function retryAtMsOf(held: ActionState, retryAfterMs: number, { nowMs, orders }: ContainmentContext): number | undefined {
  const delayMs = Number.isFinite(retryAfterMs) ? Math.min(putOffMsMax, Math.max(putOffMsMin, Math.ceil(retryAfterMs))) : putOffMsMax;
  const retryAtMs = nowMs + delayMs;
  if (held.intents.at(-1)?.of !== "effect") return retryAtMs;
  return held.intents.length < putOffAttemptsMax && retryAtMs < expiresAtMs(held, orders) ? retryAtMs : undefined;
}

function statusOutcome(status: ActionState["status"]): RecordOutcome["outcome"] | undefined {
  if (status === "confirmed" || status === "already-so" || status === "undone") return "confirmed";
  return status === "failed" || status === "undo-failed" ? "failed" : undefined;
}

const caseChanged = "its case changed since it was proposed";

/** The end of an action whose case is no longer as people saw it, with what made it another where that is known. */
export const voidedByChange = (id: string, change: CaseChange | undefined, atMs: number): ContainmentEvent => ({
  type: "ActionVoided",
  id,
  because: change === undefined ? caseChanged : inline(`${caseChanged}: ${change.says}`, reasonLengthMax),
  ...(change?.by !== undefined && { by: change.by }),
  atMs,
});

/** Whether an action is about this case, as it stood before. */
export const isOfEarlier = ({ action }: Pick<ActionState, "action">, { world, id, revision }: NonNullable<Expire["caseNow"]>): boolean =>
  action.case.world === world && action.case.id === id && action.case.revision !== revision;

/** Ends what nobody answered in time, and what was proposed under other orders than those in force or about a case that is another by now; the oldest first. */
export function decideExpire(
  state: Containment,
  { orders, nowMs, clockMs = nowMs }: ContainmentContext,
  { caseNow }: Expire,
): readonly ContainmentEvent[] {
  // A clock that was set back is put on the record, so that time goes on from what it shows now.
  const events: ContainmentEvent[] = isSetBack(state, clockMs) ? [{ type: "ClockSetBack", atMs: nowMs }] : [];
  for (const id of state.waiting) {
    const held = state.actions.get(id);
    if (!held || events.length >= expiredPerCommandMax) continue;
    if (isExpired(held, orders, nowMs)) events.push({ type: "ActionExpired", id, atMs: nowMs });
    else if (state.orders && held.action.assessed.orders !== state.orders.digest)
      events.push({ type: "ActionVoided", id, because: "the standing orders changed since it was proposed", atMs: nowMs });
    else if (caseNow && isOfEarlier(held, caseNow)) events.push(voidedByChange(id, caseNow.change, nowMs));
  }
  return events;
}
