import { unreachable } from "../unreachable.ts";
import { entryOf } from "./catalogue.ts";
import type { ActionState, Containment } from "./containment.ts";
import type { StandingEvent } from "./standing-event.ts";

/** A standing action after what was read of it. */
export function afterStanding(held: ActionState, event: Exclude<StandingEvent, { type: "StandingRead" }>): ActionState {
  const { says, atMs: readAtMs } = event;
  switch (event.type) {
    case "FoundGone":
      return { ...held, status: "gone", says, readAtMs };
    case "FoundAgain":
      return { ...held, status: "confirmed", says, readAtMs };
    default:
      return unreachable(event);
  }
}

/**
 * Whether something that somebody else took away was read as gone at or after its own end: only then does it count no longer. Without an end it counts
 * until it is undone.
 */
export function isGoneForGood({ status, releaseAtMs, readAtMs }: ActionState): boolean {
  return status === "gone" && releaseAtMs !== undefined && readAtMs !== undefined && readAtMs >= releaseAtMs;
}

/**
 * What took hold and was last read back `ageMs` ago or longer, the longest ago first. What only reads and what nothing brings back stands nowhere, so there
 * is nothing to read. What was read at a time that has not come yet, by a clock that was wrong, is read again.
 */
export function toReadBack(state: Containment, nowMs: number, ageMs: number): readonly ActionState[] {
  const standing = [...state.begun].flatMap((id) => state.actions.get(id) ?? []);
  return standing
    .filter((held) => isReadable(held) && Math.abs(nowMs - lastReadMs(held)) >= ageMs)
    .toSorted((a, b) => lastReadMs(a) - lastReadMs(b));
}

function isReadable(held: ActionState): boolean {
  const { undo, reads } = entryOf(held.action.verb);
  if (undo === null || reads) return false;
  return held.status === "confirmed" || (held.status === "gone" && !isGoneForGood(held));
}

const lastReadMs = ({ readAtMs, confirmedAtMs }: ActionState) => readAtMs ?? confirmedAtMs ?? 0;
