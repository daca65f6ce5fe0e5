import type { ContainmentContext, ResetBreaker } from "./command.ts";
import type { Containment, ContainmentEvent } from "./containment.ts";
import { requireReason, requireRole } from "./people.ts";
import { requireSignature } from "./to-sign.ts";

/** A person lets a class be contained without people again: a lead or an admin, by a signature for this very trip. */
export function decideReset(command: ResetBreaker, state: Containment, context: ContainmentContext): readonly ContainmentEvent[] {
  const { assetClass, by, signature, because } = command;
  const person = requireRole(by, ["lead", "admin"], state, context);
  requireReason(because);
  requireSignature(command, person, state, context);
  const { tenant } = context.orders;
  return [{ type: "BreakerReset", tenant, assetClass, by, key: person["public-key"], signature, because, atMs: context.nowMs }];
}
