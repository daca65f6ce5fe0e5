import { approversOf } from "./action.ts";
import { entryOf } from "./catalogue.ts";
import type { ActionState, Containment } from "./containment.ts";
import { stopOf } from "./kill-switch.ts";
import { approverNamed } from "./people.ts";
import { isDue } from "./undo.ts";

/**
 * Actions that may be begun now as far as the record tells, in the order in which they were proposed: enough approvals, in time, not stopped, not put
 * off by their product, no request to people. `BeginEffect` finds everything out anew, and may still refuse.
 */
export function readyToBegin(state: Containment, nowMs: number): readonly ActionState[] {
  const now = Math.max(nowMs, state.latestMs);
  return heldIn(state, state.waiting).filter((held) => {
    const { action } = held;
    return (
      isApproved(state, held) &&
      !isPutOff(held, now) &&
      now < action.expiresAtMs &&
      !entryOf(action.verb).requestOnly &&
      stopOf(state, action.effector) === undefined
    );
  });
}

/** Whether enough people said yes as far as the record tells, by number and, where one of them must be a lead, by role. Their signatures are looked at when it begins. */
export function isApproved(state: Pick<Containment, "orders" | "breakers">, { action, needs, approvals }: ActionState): boolean {
  const crowded = state.breakers.has(action.assessed.assetClass) && !entryOf(action.verb).reads ? 1 : 0;
  if (approvals.length < Math.max(needs.approvers, approversOf[needs.tier], crowded)) return false;
  if (needs.tier !== 3) return true;
  return approvals.some(({ by }) => approverNamed(state.orders?.people ?? [], by)?.roles.includes("lead"));
}

/** Actions that a person asked to take back, and that nothing stops. */
export function toUndo(state: Containment, nowMs = state.latestMs): readonly ActionState[] {
  const now = Math.max(nowMs, state.latestMs);
  return heldIn(state, state.begun).filter((held) => isDue(held, "undo", state.latestMs) && !isPutOff(held, now) && isFree(state, held));
}

/** Actions whose time is over and that nobody asked to take back before; nothing is released while it is stopped. */
export function toRelease(state: Containment, nowMs: number): readonly ActionState[] {
  const now = Math.max(nowMs, state.latestMs);
  return heldIn(state, state.begun).filter((held) => isDue(held, "release", now) && !isPutOff(held, now) && isFree(state, held));
}

/** Actions whose last attempt has no outcome yet: they are read back, also while everything is stopped. */
export function toReconcile(state: Containment): readonly ActionState[] {
  return heldIn(state, state.begun).filter(({ status }) => isUnsettled(status));
}

/** What was under way when somebody looks, for whoever stopped it. */
export const inFlight = toReconcile;

const isUnsettled = (status: ActionState["status"]) =>
  status === "executing" || status === "outcome-unknown" || status === "undoing" || status === "undo-unknown";

/** Whether a product said that it wants to be asked later. */
const isPutOff = ({ putOffUntilMs = 0 }: ActionState, nowMs: number) => nowMs < putOffUntilMs;

const isFree = (state: Containment, { action }: ActionState) => stopOf(state, action.effector) === undefined;

const heldIn = (state: Containment, ids: Iterable<string>) => [...ids].flatMap((id) => state.actions.get(id) ?? []);
