import { inline } from "../report/inline.ts";
import { effectOf } from "./budget.ts";
import type { ContainmentContext, RecordStanding } from "./command.ts";
import type { ActionState, Containment, ContainmentEvent } from "./containment.ts";
import { openKey } from "./key.ts";
import { reasonLengthMax } from "./refusal.ts";

/** The most readings that one command records. */
export const standingPerCommandMax = 1_000;

/**
 * What was read of actions that took hold. Only what the record does not know yet is a fact of its own: that it is gone, or there again. What has changed
 * since it was read (it was undone, say) is left out. Nothing is ever done about it: people are told, and may propose the same anew.
 */
export function decideStanding(
  { found }: RecordStanding,
  state: Containment,
  { nowMs: atMs }: ContainmentContext,
): readonly ContainmentEvent[] {
  const facts: ContainmentEvent[] = [];
  const unchanged: string[] = [];
  for (const { id, effectId, inForce, says: words } of found.slice(0, standingPerCommandMax)) {
    const held = state.actions.get(id);
    if (!held || effectOf(held)?.effectId !== effectId) continue;
    const says = inline(words, reasonLengthMax) || "nothing more was said";
    if (held.status === "confirmed" && !inForce) facts.push({ type: "FoundGone", id, says, atMs });
    else if (held.status === "gone" && inForce && isFree(held, state)) facts.push({ type: "FoundAgain", id, says, atMs });
    else if (held.status === "confirmed" || held.status === "gone") unchanged.push(id);
  }
  return unchanged.length === 0 ? facts : [...facts, { type: "StandingRead", ids: unchanged, atMs }];
}

/** While another action does the same to the same target, what stands there is that one's. */
const isFree = ({ action }: ActionState, state: Containment) => !state.open.has(openKey(action));
