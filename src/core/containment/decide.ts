import { unreachable } from "../unreachable.ts";
import { decideSignOrders } from "./adoption.ts";
import { decideAfterAction, decideApprove, decideReject } from "./approve.ts";
import { decideBegin } from "./begin.ts";
import { decideReset } from "./breaker.ts";
import { decideClockReset } from "./clock.ts";
import type { ContainmentCommand, ContainmentContext } from "./command.ts";
import type { Containment, ContainmentEvent } from "./containment.ts";
import { decideResume, decideStop } from "./kill-switch.ts";
import { decideExpire, decideOutcome } from "./outcome.ts";
import { decideDecline, decidePropose, decideRefuse } from "./propose.ts";
import { decideStanding } from "./record-standing.ts";
import { timeOf } from "./record-time.ts";
import { decideAskUndo, decideBeginUndo } from "./undo.ts";

export { containedNow, useOf } from "./budget.ts";
export type { ContainmentCommand, ContainmentContext } from "./command.ts";
export { digestOfAction } from "./digest.ts";
export { emptyContainment, evolveContainment, nextActionId } from "./evolve.ts";
export { inFlight, isApproved, readyToBegin, toReconcile, toRelease, toUndo } from "./queue.ts";
export { aheadOf, clockAheadMsMax, timeOf } from "./record-time.ts";
export { refusalOf } from "./refusal.ts";
export { approvalBytes } from "./signature.ts";
export { toReadBack } from "./standing.ts";
export { bytesToSign } from "./to-sign.ts";

/**
 * Decides one command on everything that is in the record: the facts to append, or a refusal (`SocError`, `containment/…`) and no facts. The state is not
 * touched. Time is the record's (`timeOf`), so that a clock that goes back revives nothing; each fact says what the clock showed where that is something else. Whoever asks to begin must look for an
 * `IntentRecorded` among the facts: without it nothing may happen.
 */
export function decideContainment(command: ContainmentCommand, state: Containment, given: ContainmentContext): readonly ContainmentEvent[] {
  const clockMs = given.nowMs;
  const facts = decided(command, state, { ...given, nowMs: timeOf(state, clockMs), clockMs });
  return facts.map((fact) => (fact.atMs === clockMs ? fact : { ...fact, clockMs }));
}

function decided(command: ContainmentCommand, state: Containment, context: ContainmentContext): readonly ContainmentEvent[] {
  switch (command.type) {
    case "SignOrders":
      return decideSignOrders(command, state, context);
    case "ProposeAction":
      return decidePropose(command, state, context);
    case "ApproveAction":
      return decideApprove(command, state, context);
    case "RejectAction":
      return decideReject(command, state, context);
    case "DeclineProposal":
      return decideDecline(command, state, context);
    case "RefuseAction":
      return decideRefuse(command, state, context);
    case "BeginEffect":
      return decideBegin(command, state, context);
    case "RecordOutcome":
      return decideOutcome(command, state, context);
    case "RecordStanding":
      return decideStanding(command, state, context);
    case "AskUndo":
      return decideAskUndo(command, state, context);
    case "BeginUndo":
      return decideBeginUndo(command, state, context);
    case "Expire":
      return decideExpire(state, context, command);
    case "WriteAfterAction":
      return decideAfterAction(command, state, context);
    case "ResetBreaker":
      return decideReset(command, state, context);
    case "Stop":
      return decideStop(command, state, context.nowMs);
    case "AskResume":
      return decideResume(command, state, context);
    case "AskClockReset":
      return decideClockReset(command, state, context);
    default:
      return unreachable(command);
  }
}
