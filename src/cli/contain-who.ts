import type { Containment } from "../core/containment/containment.ts";
import { approvalFaultOf, countedApprovers, missingApprovals } from "../core/containment/four-eyes.ts";
import { hasRole } from "../core/containment/people.ts";
import { timeOf } from "../core/containment/record-time.ts";
import { type Requirement, requirementOf } from "../core/containment/requirement.ts";
import { actionHeld } from "../core/containment/to-sign.ts";
import type { Doing } from "./contain-options.ts";
import { clockTime, span } from "./contain-text.ts";

/** Whose yes an action still needs. */
export type Approvers = {
  readonly requirement: Requirement;
  readonly counted: readonly string[];
  /** Who may still approve, with their roles; who may not, with the reason. */
  readonly may: readonly { readonly name: string; readonly roles: readonly string[] }[];
  readonly mayNot: readonly { readonly name: string; readonly because: string }[];
  /** What is missing, in words; undefined where enough people have approved. */
  readonly missing: string | undefined;
};

/** No signature at all: every other fault is found before it. */
const unsigned = "";

/** Who has approved an action, who still may, and who may not and why: asked of the same rules that decide. */
export function approversFor(state: Containment, id: string, { orders, system }: Pick<Doing, "orders" | "system">): Approvers {
  const held = actionHeld(state, id);
  const clockMs = system.clock.nowMs();
  const nowMs = timeOf(state, clockMs);
  const context = { nowMs, clockMs, orders: orders.orders, ordersDigest: orders.digest };
  const requirement = requirementOf(held.action, held.action.assessed, state, context);
  const counted = countedApprovers(held, { requirement, nowMs }, context);
  const may: { name: string; roles: readonly string[] }[] = [];
  const mayNot: { name: string; because: string }[] = [];
  for (const person of orders.orders.people) {
    const { name, roles } = person;
    const yes = { person, digest: held.digest, signature: unsigned, breakGlass: requirement.breakGlass };
    const fault = approvalFaultOf(yes, held, { requirement, counted, nowMs }, context);
    if (fault?.why === "bad-signature") may.push({ name, roles });
    else mayNot.push({ name, because: fault?.says ?? "" });
  }
  return { requirement, counted: counted.map(({ name }) => name), may, mayNot, missing: missingApprovals(counted, requirement) };
}

/** After a yes: what happens next, or exactly who may give the one that is missing. */
export function whatIsMissing(state: Containment, id: string, doing: Pick<Doing, "orders" | "system">): string {
  const { status, action } = actionHeld(state, id);
  if (status !== "proposed") return `${id} is ${status}`;
  const { requirement, missing, may, counted } = approversFor(state, id, doing);
  const left = action.expiresAtMs - timeOf(state, doing.system.clock.nowMs());
  if (missing === undefined)
    return `enough people have approved ${id}; nothing has happened yet: "watchkeeper contain run" carries it out, until ${clockTime(action.expiresAtMs)} (in ${span(left)}); after that it counts as rejected`;
  const { people } = doing.orders.orders;
  const hasLead = people.some((person) => counted.includes(person.name) && hasRole(person, "lead"));
  // The last yes must be a lead's where none was before.
  const onlyLead = requirement.lead && !hasLead && counted.length + 1 >= requirement.approvers;
  const who = may
    .filter(({ roles }) => !onlyLead || roles.includes("lead"))
    .map(({ name, roles }) => `${name} (${roles.join(", ")})`)
    .join(" or ");
  return `${id} is NOT carried out yet: ${missing}. May still approve: ${who || "nobody; the orders name too few people"}. It counts as rejected in ${span(left)}`;
}
