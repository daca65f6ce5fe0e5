import type { Containment } from "../../core/containment/containment.ts";
import { approvalFaultOf, countedApprovers, missingApprovals } from "../../core/containment/four-eyes.ts";
import type { StandingOrders } from "../../core/containment/orders.ts";
import { timeOf } from "../../core/containment/record-time.ts";
import { type Requirement, requirementOf } from "../../core/containment/requirement.ts";
import { actionHeld } from "../../core/containment/to-sign.ts";

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
export function approversOfAction(
  state: Containment,
  id: string,
  { orders, digest, clockMs }: { readonly orders: StandingOrders; readonly digest: string; readonly clockMs: number },
): Approvers {
  const held = actionHeld(state, id);
  const nowMs = timeOf(state, clockMs);
  const context = { nowMs, clockMs, orders, ordersDigest: digest };
  const requirement = requirementOf(held.action, held.action.assessed, state, context);
  const counted = countedApprovers(held, { requirement, nowMs }, context);
  const may: { name: string; roles: readonly string[] }[] = [];
  const mayNot: { name: string; because: string }[] = [];
  for (const person of orders.people) {
    const { name, roles } = person;
    const yes = { person, digest: held.digest, signature: unsigned, breakGlass: requirement.breakGlass };
    const fault = approvalFaultOf(yes, held, { requirement, counted, nowMs }, context);
    if (fault?.why === "bad-signature") may.push({ name, roles });
    else mayNot.push({ name, because: fault?.says ?? "" });
  }
  return { requirement, counted: counted.map(({ name }) => name), may, mayNot, missing: missingApprovals(counted, requirement) };
}
