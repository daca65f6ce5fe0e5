import type { Person } from "../person/person.ts";
import type { ContainmentContext } from "./command.ts";
import type { ActionState, Approval, ApprovalFault, Containment } from "./containment.ts";
import { isExpired } from "./expiry.ts";
import type { Approver } from "./orders.ts";
import { approverNamed, foldedName, hasRole, isSamePerson } from "./people.ts";
import { quoted } from "./refusal.ts";
import type { Requirement } from "./requirement.ts";
import { approvalBytes, isSignedBy, keyBytes } from "./signature.ts";

/** One person's yes as it was given, before it counts; `person` is who the orders say that they are. */
export type GivenApproval = Pick<Approval, "digest" | "signature" | "breakGlass"> & { readonly person: Approver };

/** How long after a break-glass action its record may be missing before nobody breaks the glass again, milliseconds. */
export const afterActionDueMs = 24 * 3_600_000;

/**
 * Why a yes does not count; undefined where it does. Everything is looked at anew each time, when it is given and when the action begins: whoever left the
 * orders, lost the role or changed the key since has not approved.
 */
export function approvalFaultOf(
  given: GivenApproval,
  held: ActionState,
  { requirement, counted, nowMs }: { requirement: Requirement; counted: readonly Approver[]; nowMs: number },
  context: Pick<ContainmentContext, "orders" | "ordersDigest">,
): { readonly why: ApprovalFault; readonly says: string } | undefined {
  const { person, digest, breakGlass } = given;
  const by: Person = `person:${person.name}`;
  const fault = (why: ApprovalFault, says: string) => ({ why, says });
  if (held.action.assessed.orders !== context.ordersDigest)
    return fault("orders-not-adopted", "it was proposed under other standing orders");
  if (isOwnAction(person, held, context.orders.people))
    return fault("self-approval", `${quoted(by)} asked for this action or owns its case`);
  if (digest !== held.digest) return fault("other-digest", "the digest is not that of the action as it stands");
  if (breakGlass !== requirement.breakGlass)
    return breakGlass ? fault("not-break-glass", notBreakGlass) : fault("break-glass-only", onlyBreakGlass);
  const roles = breakGlass ? (["break-glass"] as const) : (["responder", "lead"] as const);
  if (!hasRole(person, ...roles)) return fault("no-role", `${quoted(by)} has none of the roles ${roles.join(", ")}`);
  if (counted.some((other) => isSamePerson(other, person))) return fault("already-approved", `${quoted(by)}, or that key, has approved it`);
  const bytes = approvalBytes({ kind: breakGlass ? "break-glass" : "approve", subject: digest, by });
  if (!isSignedBy(person["public-key"], bytes, given.signature, person.origins))
    return fault("bad-signature", `the signature is not that of ${quoted(by)} for this digest`);
  return isExpired(held, context.orders, nowMs) ? fault("expired", "its time to be approved is over") : undefined;
}

/** The people whose yes counts now, each once: distinct names and distinct keys. */
export function countedApprovers(
  held: ActionState,
  how: { readonly requirement: Requirement; readonly nowMs: number },
  context: Pick<ContainmentContext, "orders" | "ordersDigest">,
): readonly Approver[] {
  const counted: Approver[] = [];
  for (const approval of held.approvals) {
    const person = approverNamed(context.orders.people, approval.by);
    if (!person || keyBytes(approval.key) !== keyBytes(person["public-key"])) continue;
    if (approvalFaultOf({ ...approval, person }, held, { ...how, counted }, context) === undefined) counted.push(person);
  }
  return counted;
}

/** What is still missing, in words; undefined where enough people have approved. */
export function missingApprovals(counted: readonly Approver[], { approvers, lead }: Requirement): string | undefined {
  if (counted.length < approvers) return `${counted.length} of ${approvers} people have approved`;
  return lead && !counted.some((person) => hasRole(person, "lead")) ? "none of those who approved is a lead" : undefined;
}

/** Whether a record of a break-glass action is overdue: until it is written, the glass stays whole. */
export function isAfterActionDue(state: Containment, nowMs: number): boolean {
  const begun = [...state.begun].flatMap((id) => state.actions.get(id) ?? []);
  return begun.some(
    ({ afterAction, intents }) => afterAction === "missing" && intents.some(({ atMs }) => nowMs - atMs >= afterActionDueMs),
  );
}

/** Whether somebody did ask for it: the agent, or a person of the orders whose signature under this very action can be checked now. */
export function isAskedFor({ by, request, digest }: ActionState, people: readonly Approver[]): boolean {
  if (by === "agent:watchkeeper") return true;
  const person = approverNamed(people, by);
  if (!person || !request || keyBytes(request.key) !== keyBytes(person["public-key"])) return false;
  return isSignedBy(person["public-key"], approvalBytes({ kind: "propose", subject: digest, by }), request.signature, person.origins);
}

/** The requester and the owner of the case are no approvers, under whatever name: one key is one person. */
function isOwnAction(person: Approver, { by, action, request }: ActionState, people: readonly Approver[]): boolean {
  if (request && keyBytes(request.key) === keyBytes(person["public-key"])) return true;
  return [by, action.case.owner ?? by].some((name) => {
    const known = approverNamed(people, name);
    return foldedName(name) === foldedName(`person:${person.name}`) || (known !== undefined && isSamePerson(known, person));
  });
}

const onlyBreakGlass = "it is protected, and only people who break the glass approve it";
const notBreakGlass = "it is an ordinary action, and there is no glass to break";
