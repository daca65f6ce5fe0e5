import { inline } from "../report/inline.ts";
import type { ContainmentContext, RecordOutcome } from "./command.ts";
import type { ActionState, Containment, ContainmentEvent } from "./containment.ts";
import { isExpired } from "./expiry.ts";
import { quoted, reasonLengthMax, refused } from "./refusal.ts";
import { actionHeld } from "./to-sign.ts";

/** Actions that one `Expire` ends; the next one goes on. */
export const expiredPerCommandMax = 1_000;

const underWay: ReadonlySet<ActionState["status"]> = new Set(["executing", "outcome-unknown", "undoing", "undo-unknown"]);

/**
 * What was read back of the last attempt. Said twice, it is recorded once. What was held to be surely nothing may turn out to hold after all, and is then
 * recorded as it is; nothing else is ever revised.
 */
export function decideOutcome(
  { id, effectId, outcome, says }: RecordOutcome,
  state: Containment,
  { nowMs }: ContainmentContext,
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
  return [{ type: "OutcomeRecorded", id, effectId, outcome, says: inline(says, reasonLengthMax) || outcome, atMs: nowMs }];
}

function statusOutcome(status: ActionState["status"]): RecordOutcome["outcome"] | undefined {
  if (status === "confirmed" || status === "undone") return "confirmed";
  return status === "failed" || status === "undo-failed" ? "failed" : undefined;
}

/** Ends what nobody answered in time, and what was proposed under other orders than those in force; the oldest first. */
export function decideExpire(state: Containment, { orders, nowMs }: ContainmentContext): readonly ContainmentEvent[] {
  const events: ContainmentEvent[] = [];
  for (const id of state.waiting) {
    const held = state.actions.get(id);
    if (!held || events.length >= expiredPerCommandMax) continue;
    if (isExpired(held, orders, nowMs)) events.push({ type: "ActionExpired", id, atMs: nowMs });
    else if (state.orders && held.action.assessed.orders !== state.orders.digest)
      events.push({ type: "ActionVoided", id, because: "the standing orders changed since it was proposed", atMs: nowMs });
  }
  return events;
}
