import { unreachable } from "../unreachable.ts";
import { effectOf } from "./budget.ts";
import { entryOf } from "./catalogue.ts";
import { evolveClockReset } from "./clock.ts";
import type { ActionState, ActionStatus, Containment, ContainmentEvent } from "./containment.ts";
import { endedBy } from "./ended.ts";
import { evolveHalt } from "./evolve-halt.ts";
import { declinedKey, openKey, rejectedKey } from "./key.ts";
import { evolveTime, isWithinHour, stamped } from "./record-time.ts";
import { isBorneOut } from "./shown.ts";
import { afterStanding, isGoneForGood } from "./standing.ts";

/** Actions that are held at one time; beyond that the oldest that is over is forgotten, and the journal keeps it. */
export const actionsHeldMax = 50_000;
/** Orders that wait for their second signature at one time. */
export const signedMax = 64;

/** The number that the next action has. */
export const nextActionId = (state: Containment) => `c-${state.proposed + 1}`;

/** Nothing was ever proposed, and nothing is in force. */
export function emptyContainment(): Containment {
  return {
    actions: new Map(),
    proposed: 0,
    latestMs: 0,
    clockMs: 0,
    peakMs: 0,
    clockResets: 0,
    clockResetAskedBy: [],
    orders: undefined,
    adoptions: 0,
    signed: new Map(),
    usedDigests: new Set(),
    stops: new Map(),
    breakers: new Map(),
    halts: 0,
    declinedProposals: new Map(),
    rejections: new Map(),
    waiting: new Set(),
    begun: new Set(),
    open: new Map(),
    effectIds: new Map(),
  };
}

/**
 * Folds one fact into the state, in place, and gives it back. Total: a fact about an action that was forgotten changes nothing but the time, and so does one
 * that lets something happen again without the signatures that it takes (`isBorneOut`).
 */
export function evolveContainment(state: Containment, event: ContainmentEvent): Containment {
  evolveTime(state, event);
  switch (event.type) {
    case "OrdersSigned":
      evolveSigned(state, event);
      break;
    case "OrdersAdopted":
      if (!isBorneOut(state, event)) break;
      state.orders = { digest: event.digest, people: event.people };
      state.adoptions++;
      state.signed.clear();
      break;
    case "Stopped":
    case "ResumeAsked":
    case "Resumed":
    case "BreakerTripped":
    case "BreakerReset":
      evolveHalt(state, event);
      break;
    case "ActionProposed":
      evolveProposed(state, event);
      break;
    case "ProposalDeclined":
      evolveDeclined(state, event);
      break;
    case "StandingRead":
      evolveRead(state, event);
      break;
    case "ClockSetBack":
      break;
    case "ClockResetAsked":
    case "ClockReset":
      if (isBorneOut(state, event)) evolveReset(state, event);
      break;
    default:
      evolveAction(state, event);
  }
  return state;
}

type OneOf<Type extends ContainmentEvent["type"]> = Extract<ContainmentEvent, { type: Type }>;
type ActionEvent = Exclude<
  ContainmentEvent,
  OneOf<
    | "OrdersSigned"
    | "OrdersAdopted"
    | "Stopped"
    | "ResumeAsked"
    | "Resumed"
    | "BreakerTripped"
    | "BreakerReset"
    | "ActionProposed"
    | "ProposalDeclined"
    | "StandingRead"
    | "ClockSetBack"
    | "ClockResetAsked"
    | "ClockReset"
  >
>;

function evolveSigned(state: Containment, event: OneOf<"OrdersSigned">): void {
  if (!isBorneOut(state, event)) return;
  const { signed } = state;
  const { digest, by, key } = event;
  signed.set(digest, [...(signed.get(digest) ?? []), { by, key }]);
  const [oldest] = signed.keys();
  if (signed.size > signedMax && oldest !== undefined) signed.delete(oldest);
}

function evolveReset(state: Containment, event: OneOf<"ClockResetAsked" | "ClockReset">): void {
  if (event.type === "ClockResetAsked") {
    const { by, key, atMs } = event;
    state.clockResetAskedBy = [...state.clockResetAskedBy.filter((each) => each.by !== by), { by, key, atMs }];
    return;
  }
  for (const id of [...state.waiting])
    evolveAction(state, { type: "ActionVoided", id, because: "the record's time was reset while it waited", atMs: event.atMs });
  evolveClockReset(state, event);
}

function evolveProposed(state: Containment, { action, digest, by, key, signature, needs, atMs }: OneOf<"ActionProposed">): void {
  // The first one of a number is the one: what people approved is not replaced, and no number is left out.
  if (action.id !== nextActionId(state)) return;
  state.proposed++;
  const { tier, because, blastRadius } = action.assessed;
  const says = because[0] ?? `tier ${tier}: ${blastRadius.says}`;
  const held: ActionState = {
    action,
    digest,
    by,
    ...(key !== undefined && signature !== undefined && { request: { key, signature } }),
    proposedAtMs: atMs,
    needs,
    status: "proposed",
    approvals: [],
    declinedApprovals: 0,
    intents: [],
    says,
  };
  state.actions.set(action.id, held);
  state.waiting.add(action.id);
  state.open.set(openKey(action), action.id);
  if (state.actions.size > actionsHeldMax) forgetOldest(state);
}

function evolveDeclined({ declinedProposals }: Containment, event: OneOf<"ProposalDeclined">): void {
  const { why, says, atMs } = event;
  declinedProposals.set(declinedKey(event), { why, says, atMs });
  const [oldest] = declinedProposals.keys();
  if (declinedProposals.size > actionsHeldMax && oldest !== undefined) declinedProposals.delete(oldest);
}

// What a later version writes is not skipped: a fold that leaves out a stop is worse than none.
const actionEvents: Readonly<Record<ActionEvent["type"], true>> = {
  ActionRefused: true,
  ActionApproved: true,
  ApprovalDeclined: true,
  ActionRejected: true,
  ActionExpired: true,
  ActionVoided: true,
  IntentRecorded: true,
  OutcomeRecorded: true,
  UndoAsked: true,
  AfterActionWritten: true,
  FoundGone: true,
  FoundAgain: true,
};

function evolveAction(state: Containment, event: ActionEvent): void {
  if (!Object.hasOwn(actionEvents, event.type)) throw new RangeError(`no such fact of containment: ${String(event.type)}`);
  const held = state.actions.get(event.id);
  if (!held) return;
  const next = afterEvent(held, event.type === "IntentRecorded" ? { ...event, intent: stamped(event.intent, state, event) } : event);
  state.actions.set(event.id, next);
  if (next.status === "proposed") state.waiting.add(event.id);
  else state.waiting.delete(event.id);
  if (event.type === "ActionRejected") evolveRejected(state, held, event);
  if (event.type === "IntentRecorded") {
    state.begun.add(event.id);
    state.usedDigests.add(held.digest);
    state.effectIds.set(event.intent.effectId, event.id);
  }
  const key = openKey(held.action);
  // What somebody else took away may be asked for again, although it still counts.
  if (isOver(next.status) || next.status === "gone") {
    if (state.open.get(key) === event.id) state.open.delete(key);
  } else state.open.set(key, event.id);
}

function evolveRejected(
  { rejections }: Containment,
  { action, needs }: ActionState,
  { id, by, because, atMs }: OneOf<"ActionRejected">,
): void {
  const key = rejectedKey(action);
  rejections.delete(key);
  rejections.set(key, { id, by, because, approvers: needs.approvers, atMs });
  const [oldest] = rejections.keys();
  if (rejections.size > actionsHeldMax && oldest !== undefined) rejections.delete(oldest);
}

function afterEvent(held: ActionState, event: ActionEvent): ActionState {
  switch (event.type) {
    case "ActionRefused":
    case "ActionRejected":
    case "ActionExpired":
    case "ActionVoided":
      return endedBy(held, event);
    case "ActionApproved": {
      const { type: _type, id: _id, ...approval } = event;
      return { ...held, approvals: [...held.approvals, approval] };
    }
    case "ApprovalDeclined":
      return { ...held, declinedApprovals: held.declinedApprovals + 1 };
    case "IntentRecorded":
      return afterIntent(held, event);
    case "OutcomeRecorded":
      return afterOutcome(held, event);
    case "UndoAsked": {
      const attemptsBefore = held.intents.filter(({ of }) => of !== "effect").length;
      return { ...held, undoAsked: { by: event.by, atMs: event.atMs, attemptsBefore }, says: event.because };
    }
    case "AfterActionWritten":
      return { ...held, afterAction: "written" };
    case "FoundGone":
    case "FoundAgain":
      return afterStanding(held, event);
    default:
      return unreachable(event);
  }
}

function evolveRead({ actions }: Containment, { ids, atMs }: OneOf<"StandingRead">): void {
  for (const id of ids) {
    const held = actions.get(id);
    if (held) actions.set(id, { ...held, readAtMs: atMs });
  }
}

function afterIntent({ putOffUntilMs: _over, ...held }: ActionState, { intent }: OneOf<"IntentRecorded">): ActionState {
  const intents = [...held.intents, intent];
  if (intent.of !== "effect") return { ...held, intents, status: "undoing" };
  const isBreakGlass = held.approvals.some(({ breakGlass }) => breakGlass);
  return { ...held, intents, status: "executing", ...(isBreakGlass && { afterAction: held.afterAction ?? "missing" }) };
}

const statusAfter: Readonly<Record<"effect" | "undo", Readonly<Record<OneOf<"OutcomeRecorded">["outcome"], ActionStatus>>>> = {
  effect: { confirmed: "confirmed", failed: "failed", unknown: "outcome-unknown" },
  undo: { confirmed: "undone", failed: "undo-failed", unknown: "undo-unknown" },
};

function afterOutcome(held: ActionState, { outcome, says, retryAtMs, atMs }: OneOf<"OutcomeRecorded">): ActionState {
  const last = held.intents.at(-1);
  if (!last) return held;
  // Surely nothing happened, and people have said yes to it: it waits again.
  if (retryAtMs !== undefined && outcome === "failed")
    return { ...held, status: last.of === "effect" ? "proposed" : "undo-failed", says, putOffUntilMs: retryAtMs };
  const status = statusAfter[last.of === "effect" ? "effect" : "undo"][outcome];
  if (status !== "confirmed") return { ...held, status, says };
  // Nothing was done, so nothing stands by our doing, and nothing is left to do.
  if (last.alreadySo) return { ...held, status: "already-so", says };
  const { releaseAfterMs, verb } = held.action;
  const isReleased = releaseAfterMs !== null && entryOf(verb).undo !== null;
  return { ...held, status, says, confirmedAtMs: atMs, readAtMs: atMs, ...(isReleased && { releaseAtMs: atMs + releaseAfterMs }) };
}

const overStatuses: ReadonlySet<ActionStatus> = new Set(["rejected", "expired", "voided", "refused", "failed", "undone", "already-so"]);

/** Whether nothing more happens to it: another action may do the same to the same target. */
function isOver(status: ActionStatus): boolean {
  return overStatuses.has(status);
}

/** What still counts for a budget, waits or stands is never forgotten. */
function forgetOldest(state: Containment): void {
  for (const [id, held] of state.actions) {
    const effect = effectOf(held);
    if (!(isOver(held.status) || isGoneForGood(held)) || (effect && isWithinHour(effect, state, state.clockMs))) continue;
    state.actions.delete(id);
    state.begun.delete(id);
    state.usedDigests.delete(held.digest);
    for (const { effectId } of held.intents) state.effectIds.delete(effectId);
    return;
  }
}
