import { entryOf } from "../../core/containment/catalogue.ts";
import type { ContainmentCommand } from "../../core/containment/command.ts";
import type { ActionState, Containment } from "../../core/containment/containment.ts";
import { decideContainment, isApproved, refusalOf } from "../../core/containment/decide.ts";
import type { StandingOrders } from "../../core/containment/orders.ts";
import { timeOf } from "../../core/containment/record-time.ts";
import { requirementOf } from "../../core/containment/requirement.ts";
import { actionHeld } from "../../core/containment/to-sign.ts";
import { isDue, isUndoable } from "../../core/containment/undo.ts";
import type { Person } from "../../core/person/person.ts";
import { SocError } from "../../core/soc-error.ts";
import { type Deed, deeds } from "../../core/status/status.ts";

/** A deed that the action stands open for, and why whoever asks may not do it; undefined where they may. */
export type OpenDeed = { readonly deed: Deed; readonly mayNot: string | undefined };

/** What is tried has no signature: every other fault is found before it, so that this one alone means that a person may. */
const unsigned = "";
const tried = "tried, and nothing is recorded";

/** What may be done with an action just now, and whether `by`, where it is a person who asks, may do it: asked of the same rules that decide. Changes nothing. */
export function deedsOpen(
  state: Containment,
  id: string,
  {
    by,
    orders,
    digest,
    clockMs,
  }: { readonly by: Person | undefined; readonly orders: StandingOrders; readonly digest: string; readonly clockMs: number },
): readonly OpenDeed[] {
  const held = actionHeld(state, id);
  const nowMs = timeOf(state, clockMs);
  const context = { nowMs: clockMs, clockMs, orders, ordersDigest: digest };
  const breakGlass = requirementOf(held.action, held.action.assessed, state, { ...context, nowMs }).breakGlass;
  return deeds
    .filter((deed) => standsOpenFor(deed, held, state, { breakGlass, nowMs }))
    .map((deed) => ({
      deed,
      mayNot: by ? faultOf(() => decideContainment(commandOf(deed, held, by), state, context)) : "people decide on it",
    }));
}

function standsOpenFor(
  deed: Deed,
  held: ActionState,
  state: Containment,
  { breakGlass, nowMs }: { readonly breakGlass: boolean; readonly nowMs: number },
): boolean {
  const waits = held.status === "proposed";
  switch (deed) {
    case "approve":
    case "break-glass":
      return waits && breakGlass === (deed === "break-glass") && !isApproved(state, held) && !entryOf(held.action.verb).requestOnly;
    case "reject":
      return waits;
    // Whoever asked has been heard; once it was tried often enough in vain, somebody must ask again.
    case "undo":
      return isUndoable(held, state) && !(held.undoAsked !== undefined && isDue(held, "undo", nowMs));
    case "after-action":
      return held.afterAction === "missing";
  }
}

function commandOf(deed: Deed, { action: { id }, digest }: ActionState, by: Person): ContainmentCommand {
  const said = { id, by, because: tried, signature: unsigned };
  switch (deed) {
    case "approve":
    case "break-glass":
      return { type: "ApproveAction", ...said, digest, breakGlass: deed === "break-glass" };
    case "reject":
      return { type: "RejectAction", ...said };
    case "undo":
      return { type: "AskUndo", ...said };
    case "after-action":
      return { type: "WriteAfterAction", id, by, signature: unsigned, text: tried };
  }
}

function faultOf(decide: () => ReturnType<typeof decideContainment>): string | undefined {
  try {
    const declined = decide().find((fact) => fact.type === "ApprovalDeclined");
    if (declined) throw refusalOf(declined);
    return undefined;
  } catch (error) {
    if (!(error instanceof SocError)) throw error;
    return error.code === "containment/bad-signature" ? undefined : error.problem;
  }
}
