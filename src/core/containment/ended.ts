import type { ActionState, ContainmentEvent } from "./containment.ts";

/** A fact by which an action ends before it began. */
export type EndEvent = Extract<ContainmentEvent, { readonly type: "ActionRefused" | "ActionRejected" | "ActionExpired" | "ActionVoided" }>;

/** An action that ended before it began, with when, why, and by whom where somebody did it. */
export function endedBy(held: ActionState, event: EndEvent): ActionState {
  const because = becauseOf(held, event);
  const by = "by" in event && event.by !== undefined ? { by: event.by } : {};
  const ended = { ...held, status: statusAfter[event.type], says: because, ended: { atMs: event.atMs, ...by, because } };
  return event.type === "ActionRefused" ? { ...ended, refusal: { why: event.why, says: event.says } } : ended;
}

const statusAfter = { ActionRefused: "refused", ActionRejected: "rejected", ActionExpired: "expired", ActionVoided: "voided" } as const;

function becauseOf({ intents, says }: ActionState, event: EndEvent): string {
  if (event.type === "ActionRefused") return event.says;
  if (event.type !== "ActionExpired") return event.because;
  return intents.length === 0 ? "nobody answered in time, and silence is a no" : `its time was over before the product took it: ${says}`;
}
