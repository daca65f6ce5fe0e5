import type { SocError } from "../soc-error.ts";
import { effectOf } from "./budget.ts";
import { entryOf } from "./catalogue.ts";
import type { AskUndo, BeginUndo, ContainmentContext } from "./command.ts";
import type { ActionState, Containment, ContainmentEvent, Intent } from "./containment.ts";
import { openKey } from "./key.ts";
import { stopOf } from "./kill-switch.ts";
import { requireReason, requireRole } from "./people.ts";
import { quoted, reasonLengthMax, refused } from "./refusal.ts";
import { actionHeld, requireSignature } from "./to-sign.ts";

/** How often an undo or a release is attempted before a person must ask (again). */
export const undoAttemptsMax = 5;

const undoable: ReadonlySet<ActionState["status"]> = new Set(["confirmed", "gone", "outcome-unknown", "undo-failed", "undo-unknown"]);

/** One person asks to take it back: a responder or lead, from tier 3 on a lead, and whoever broke the glass what was done with it. */
export function decideAskUndo(command: AskUndo, state: Containment, context: ContainmentContext): readonly ContainmentEvent[] {
  const { id, by, signature, because } = command;
  const held = actionHeld(state, id);
  const roles =
    held.needs.tier === 4
      ? (["lead", "break-glass"] as const)
      : held.needs.tier === 3
        ? (["lead"] as const)
        : (["responder", "lead"] as const);
  const person = requireRole(by, roles, state, context);
  requireReason(because);
  requireUndoable(held, state);
  requireNotStopped(state, held, undefined);
  requireSignature(command, person, state, context);
  return [{ type: "UndoAsked", id, by, key: person["public-key"], signature, because, atMs: context.nowMs }];
}

/** Begins what a person asked for, or the release whose time has come; a release asks nobody. An undo passes no budget, and is stopped like everything else. */
export function decideBeginUndo(command: BeginUndo, state: Containment, { nowMs }: ContainmentContext): readonly ContainmentEvent[] {
  const { id, of, effectId, executor, located, stopped } = command;
  const held = actionHeld(state, id);
  const effect = requireUndoable(held, state);
  if (stopped !== undefined && !state.stops.has("all"))
    return [
      { type: "Stopped", scope: "all", by: "file", because: stopped.slice(0, reasonLengthMax) || "no reason was given", atMs: nowMs },
    ];
  requireNotStopped(state, held, stopped);
  if (!isDue(held, of, nowMs)) throw refused("containment/nothing-to-undo", `nobody asked to take ${id} back, and its time is not over`);
  const owner = state.effectIds.get(effectId);
  if (owner !== undefined && !held.intents.some((each) => each.effectId === effectId && each.of === of))
    throw refused("containment/already-begun", `effect id ${quoted(effectId)} was used before`);
  const attempt = held.intents.filter((each) => each.of !== "effect").length + 1;
  const { preState, assessed } = effect;
  return [
    {
      type: "IntentRecorded",
      id,
      intent: { effectId, of, attempt, executor, located, preState, alreadySo: false, assessed, atMs: nowMs },
      atMs: nowMs,
    },
  ];
}

/** Whether an undo or a release may be attempted now: asked for or over time, and not attempted too often since. */
export function isDue(held: ActionState, of: "undo" | "release", nowMs: number): boolean {
  if (!undoable.has(held.status)) return false;
  const attempts = held.intents.filter((each) => each.of !== "effect").length;
  if (of === "undo") return held.undoAsked !== undefined && attempts - held.undoAsked.attemptsBefore < undoAttemptsMax;
  return (
    held.status !== "gone" &&
    held.undoAsked === undefined &&
    held.releaseAtMs !== undefined &&
    nowMs >= held.releaseAtMs &&
    attempts < undoAttemptsMax
  );
}

/** Whether an action holds something that could be taken back, whoever asks. */
export function isUndoable(held: ActionState, state: Containment): boolean {
  return undoFaultOf(held, state) === undefined;
}

function requireUndoable(held: ActionState, state: Containment): Intent {
  const fault = undoFaultOf(held, state);
  if (fault) throw fault;
  return effectOf(held) as Intent;
}

function undoFaultOf(held: ActionState, state: Containment): SocError | undefined {
  const { action, status } = held;
  if (entryOf(action.verb).undo === null) return refused("containment/irreversible", `nothing brings back ${action.verb}`);
  const effect = effectOf(held);
  if (!effect || !undoable.has(status))
    return refused("containment/nothing-to-undo", `${action.id} holds nothing that could be taken back: it is ${status}`);
  if (effect.alreadySo) return refused("containment/nothing-to-undo", `${action.id} changed nothing: it was so before us`);
  const other = status === "gone" ? state.open.get(openKey(action)) : undefined;
  if (other !== undefined)
    return refused("containment/nothing-to-undo", `${action.id} is gone, and ${other} does the same to the same target now: undo that`);
  return undefined;
}

function requireNotStopped(state: Containment, { action }: ActionState, stopped: string | undefined): void {
  const stop = stopOf(state, action.effector);
  if (stop !== undefined || stopped !== undefined)
    throw refused("containment/stopped", `nothing begins, an undo neither: ${stop?.because ?? "the stop file says so"}`);
}
