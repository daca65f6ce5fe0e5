import type { Containment } from "../core/containment/containment.ts";
import { hasRole } from "../core/containment/people.ts";
import { timeOf } from "../core/containment/record-time.ts";
import { actionHeld } from "../core/containment/to-sign.ts";
import { type Approvers, approversOfAction } from "../engine/containment/approvers.ts";
import type { Doing } from "./contain-options.ts";
import { clockTime, span } from "./contain-text.ts";

export type { Approvers } from "../engine/containment/approvers.ts";

/** Who has approved an action, who still may, and who may not and why, by the orders at hand. */
export function approversFor(state: Containment, id: string, { orders, system }: Pick<Doing, "orders" | "system">): Approvers {
  return approversOfAction(state, id, { orders: orders.orders, digest: orders.digest, clockMs: system.clock.nowMs() });
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
