import { unreachable } from "../unreachable.ts";
import { effectOf } from "./budget.ts";
import { entryOf } from "./catalogue.ts";
import type { DeclineProposal } from "./command.ts";
import type { ActionState, ActionStatus, Containment, ContainmentAction, ContainmentEvent } from "./containment.ts";
import { isBorneOut } from "./shown.ts";

/** Actions that are held at one time; beyond that the oldest that is over is forgotten, and the journal keeps it. */
export const actionsHeldMax = 50_000;
/** Orders that wait for their second signature at one time. */
export const signedMax = 64;
/** For how long an action that is over still counts for the budgets, milliseconds. */
const countedMs = 3_600_000;

/** The number that the next action has. */
export const nextActionId = (state: Containment) => `c-${state.proposed + 1}`;

/** What is under way or in force at one time is one for each verb and target. */
export const openKey = ({ verb, target }: Pick<ContainmentAction, "verb" | "target">) => `${verb} ${target.id}`;

/** What one declined proposal is known by. */
export function declinedKey({ world, caseId, verb, target }: Pick<DeclineProposal, "world" | "caseId" | "verb" | "target">): string {
  return JSON.stringify([world, caseId, verb, target]);
}

/** Nothing was ever proposed, and nothing is in force. */
export function emptyContainment(): Containment {
  return {
    actions: new Map(),
    proposed: 0,
    latestMs: 0,
    orders: undefined,
    adoptions: 0,
    signed: new Map(),
    usedDigests: new Set(),
    stops: new Map(),
    breakers: new Map(),
    halts: 0,
    declinedProposals: new Map(),
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
  state.latestMs = Math.max(state.latestMs, event.atMs);
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

function evolveHalt(state: Containment, event: OneOf<"Stopped" | "ResumeAsked" | "Resumed" | "BreakerTripped" | "BreakerReset">): void {
  switch (event.type) {
    case "Stopped":
      state.stops.set(event.scope, { number: ++state.halts, by: event.by, because: event.because, atMs: event.atMs, resumeAskedBy: [] });
      return;
    case "ResumeAsked": {
      const halt = state.stops.get(event.scope);
      const { by, key } = event;
      if (halt && isBorneOut(state, event)) state.stops.set(event.scope, { ...halt, resumeAskedBy: [...halt.resumeAskedBy, { by, key }] });
      return;
    }
    case "Resumed":
      if (isBorneOut(state, event)) state.stops.delete(event.scope);
      return;
    case "BreakerTripped":
      state.breakers.set(event.assetClass, { number: ++state.halts, says: event.says, atMs: event.atMs });
      return;
    case "BreakerReset":
      if (isBorneOut(state, event)) state.breakers.delete(event.assetClass);
  }
}

function evolveProposed(state: Containment, { action, digest, by, needs, atMs }: OneOf<"ActionProposed">): void {
  // The first one of a number is the one: what people approved is not replaced, and no number is left out.
  if (action.id !== nextActionId(state)) return;
  state.proposed++;
  const { tier, because, blastRadius } = action.assessed;
  const says = because[0] ?? `tier ${tier}: ${blastRadius.says}`;
  const held: ActionState = {
    action,
    digest,
    by,
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
};

function evolveAction(state: Containment, event: ActionEvent): void {
  if (!Object.hasOwn(actionEvents, event.type)) throw new RangeError(`no such fact of containment: ${String(event.type)}`);
  const held = state.actions.get(event.id);
  if (!held) return;
  const next = afterEvent(held, event);
  state.actions.set(event.id, next);
  if (next.status !== "proposed") state.waiting.delete(event.id);
  if (event.type === "IntentRecorded") {
    state.begun.add(event.id);
    state.usedDigests.add(held.digest);
    state.effectIds.set(event.intent.effectId, event.id);
  }
  const key = openKey(held.action);
  if (isOver(next.status)) {
    if (state.open.get(key) === event.id) state.open.delete(key);
  } else state.open.set(key, event.id);
}

function afterEvent(held: ActionState, event: ActionEvent): ActionState {
  switch (event.type) {
    case "ActionRefused":
      return { ...held, status: "refused", refusal: { why: event.why, says: event.says }, says: event.says };
    case "ActionApproved": {
      const { type: _type, id: _id, ...approval } = event;
      return { ...held, approvals: [...held.approvals, approval] };
    }
    case "ApprovalDeclined":
      return { ...held, declinedApprovals: held.declinedApprovals + 1 };
    case "ActionRejected":
      return { ...held, status: "rejected", says: event.because };
    case "ActionExpired":
      return { ...held, status: "expired", says: "nobody answered in time, and silence is a no" };
    case "ActionVoided":
      return { ...held, status: "voided", says: event.because };
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
    default:
      return unreachable(event);
  }
}

function afterIntent(held: ActionState, { intent }: OneOf<"IntentRecorded">): ActionState {
  const intents = [...held.intents, intent];
  if (intent.of !== "effect") return { ...held, intents, status: "undoing" };
  const isBreakGlass = held.approvals.some(({ breakGlass }) => breakGlass);
  return { ...held, intents, status: "executing", ...(isBreakGlass && { afterAction: held.afterAction ?? "missing" }) };
}

const statusAfter: Readonly<Record<"effect" | "undo", Readonly<Record<OneOf<"OutcomeRecorded">["outcome"], ActionStatus>>>> = {
  effect: { confirmed: "confirmed", failed: "failed", unknown: "outcome-unknown" },
  undo: { confirmed: "undone", failed: "undo-failed", unknown: "undo-unknown" },
};

function afterOutcome(held: ActionState, { outcome, says, atMs }: OneOf<"OutcomeRecorded">): ActionState {
  const last = held.intents.at(-1);
  if (!last) return held;
  const status = statusAfter[last.of === "effect" ? "effect" : "undo"][outcome];
  if (status !== "confirmed") return { ...held, status, says };
  const { releaseAfterMs, verb } = held.action;
  const isReleased = releaseAfterMs !== null && entryOf(verb).undo !== null && !last.alreadySo;
  return { ...held, status, says, confirmedAtMs: atMs, ...(isReleased && { releaseAtMs: atMs + releaseAfterMs }) };
}

const overStatuses: ReadonlySet<ActionStatus> = new Set(["rejected", "expired", "voided", "refused", "failed", "undone"]);

/** Whether nothing more happens to it: another action may do the same to the same target. */
function isOver(status: ActionStatus): boolean {
  return overStatuses.has(status);
}

/** What still counts for a budget, waits or stands is never forgotten. */
function forgetOldest(state: Containment): void {
  for (const [id, held] of state.actions) {
    if (!isOver(held.status) || (effectOf(held)?.atMs ?? 0) > state.latestMs - countedMs) continue;
    state.actions.delete(id);
    state.begun.delete(id);
    state.usedDigests.delete(held.digest);
    for (const { effectId } of held.intents) state.effectIds.delete(effectId);
    return;
  }
}
