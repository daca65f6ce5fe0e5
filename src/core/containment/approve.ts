import { entryOf } from "./catalogue.ts";
import type { ApproveAction, ContainmentContext, RejectAction, WriteAfterAction } from "./command.ts";
import type { ActionState, ApprovalFault, Containment, ContainmentEvent } from "./containment.ts";
import { isExpired } from "./expiry.ts";
import { approvalFaultOf, countedApprovers, isAfterActionDue } from "./four-eyes.ts";
import { containmentRoles } from "./orders.ts";
import { approverNamed, requireOrders, requirePerson, requireReason, requireRole } from "./people.ts";
import { quoted, refused } from "./refusal.ts";
import { requirementOf } from "./requirement.ts";
import { actionHeld, requireSignature } from "./to-sign.ts";

/** The most approvals that one action gathers. */
export const approvalsMax = 16;
/** Attempts to approve one action that are put on the record when they are declined; what comes after is refused without one. */
export const declinedApprovalsMax = 20;
/** The longest record of a break-glass action, characters. */
export const afterActionLengthMax = 20_000;

/**
 * One person's yes. What a person of the orders tries and may not is recorded as declined: somebody who approves what they asked for themselves, or with a
 * signature that is not theirs, is something to know. The caller says so by `refusalOf`. An action approved by enough people waits for its turn.
 */
export function decideApprove(command: ApproveAction, state: Containment, context: ContainmentContext): readonly ContainmentEvent[] {
  const { id, by, digest, signature, because, breakGlass } = command;
  requirePerson(by);
  const held = actionHeld(state, id);
  requireWaiting(held);
  requireOrders(state, context);
  const person = approverNamed(context.orders.people, by);
  if (!person) throw refused("containment/unknown-person", `${quoted(by)} is not named in the standing orders`);
  if (entryOf(held.action.verb).requestOnly) throw refused("containment/request-only", `${held.action.verb} is a request to people`);
  requireReason(because);
  if (held.approvals.length >= approvalsMax) throw refused("containment/too-many-approvals", `${approvalsMax} people have approved ${id}`);
  const { nowMs } = context;
  const requirement = requirementOf(held.action, held.action.assessed, state, context);
  const counted = countedApprovers(held, { requirement, nowMs }, context);
  const due = breakGlass && isAfterActionDue(state, nowMs);
  const fault = due
    ? { why: "after-action-due" as const, says: "the record of an earlier break-glass action is overdue" }
    : approvalFaultOf({ person, digest, signature, breakGlass }, held, { requirement, counted, nowMs }, context);
  if (fault) return declined(held, { by, ...fault }, nowMs);
  return [{ type: "ActionApproved", id, by, digest, key: person["public-key"], signature, because, breakGlass, atMs: nowMs }];
}

function declined(
  { action: { id }, declinedApprovals }: ActionState,
  { by, why, says }: { by: ApproveAction["by"]; why: ApprovalFault; says: string },
  atMs: number,
): readonly ContainmentEvent[] {
  if (declinedApprovals >= declinedApprovalsMax) throw refused(`containment/${why}`, says);
  const event: ContainmentEvent = { type: "ApprovalDeclined", id, by, why, says, atMs };
  return why === "expired" ? [event, { type: "ActionExpired", id, atMs }] : [event];
}

/** One person's signed no, and it is final: anybody of the orders may say it. */
export function decideReject(command: RejectAction, state: Containment, context: ContainmentContext): readonly ContainmentEvent[] {
  const { id, by, signature, because } = command;
  requirePerson(by);
  const held = actionHeld(state, id);
  requireWaiting(held);
  const person = requireRole(by, containmentRoles, state, context);
  requireReason(because);
  requireSignature(command, person, state, context);
  if (isExpired(held, context.orders, context.nowMs)) return [{ type: "ActionExpired", id, atMs: context.nowMs }];
  return [{ type: "ActionRejected", id, by, key: person["public-key"], signature, because, atMs: context.nowMs }];
}

/** What was done by breaking the glass, in a person's signed words: mandatory, and once. */
export function decideAfterAction(command: WriteAfterAction, state: Containment, context: ContainmentContext): readonly ContainmentEvent[] {
  const { id, by, signature, text } = command;
  requirePerson(by);
  const held = actionHeld(state, id);
  const person = requireRole(by, containmentRoles, state, context);
  if (held.afterAction !== "missing") throw refused("containment/not-waiting", `${id} waits for no record of a break-glass action`);
  if (text.trim() === "" || text.length > afterActionLengthMax)
    throw refused("containment/no-reason", `the record of a break-glass action takes 1 to ${afterActionLengthMax} characters`);
  requireSignature(command, person, state, context);
  return [{ type: "AfterActionWritten", id, by, key: person["public-key"], signature, text, atMs: context.nowMs }];
}

function requireWaiting({ action: { id }, status }: ActionState): void {
  if (status !== "proposed") throw refused("containment/not-waiting", `${id} no longer waits for people: it is ${status}`);
}
