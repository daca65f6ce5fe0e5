import type { ActionState } from "./containment.ts";
import type { StandingOrders } from "./orders.ts";

const minuteMs = 60_000;

/**
 * Until when an action may still be approved and begun, milliseconds. A proposal never sets itself a longer time than the orders give; break-glass
 * ends after its own, shorter time. Silence is a no.
 */
export function expiresAtMs(
  { action, proposedAtMs, needs }: Pick<ActionState, "action" | "proposedAtMs" | "needs">,
  orders: Pick<StandingOrders, "approval-minutes" | "break-glass-minutes">,
): number {
  const minutes = needs.tier === 4 ? orders["break-glass-minutes"] : orders["approval-minutes"];
  return Math.min(action.expiresAtMs, proposedAtMs + minutes * minuteMs);
}

/** Whether its time is over. `nowMs` is the later of the clock and the record, so that a clock that goes back revives nothing. */
export function isExpired(
  held: Pick<ActionState, "action" | "proposedAtMs" | "needs">,
  orders: Pick<StandingOrders, "approval-minutes" | "break-glass-minutes">,
  nowMs: number,
): boolean {
  return nowMs >= expiresAtMs(held, orders);
}
