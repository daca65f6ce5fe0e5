import { AssessedShape } from "./action-shape.ts";
import { useOf } from "./budget.ts";
import { entryOf } from "./catalogue.ts";
import type { BeginEffect, ContainmentContext } from "./command.ts";
import type { ActionState, Containment, ContainmentEvent, Refusal } from "./containment.ts";
import { canonicalTextIfAny, digestOfAction } from "./digest.ts";
import { isExpired } from "./expiry.ts";
import { countedApprovers, isAskedFor, missingApprovals } from "./four-eyes.ts";
import { growthOf } from "./growth.ts";
import { stopOf } from "./kill-switch.ts";
import { putOffAttemptsMax, voidedByChange } from "./outcome.ts";
import { requireOrders } from "./people.ts";
import { quoted, refused } from "./refusal.ts";
import { type Requirement, requirementOf } from "./requirement.ts";
import { actionHeld } from "./to-sign.ts";

/** How often one effect is attempted, and no more than that after outcomes that were surely nothing. */
export const effectAttemptsMax = 3;
/** The pre-state that an undo puts back is no longer, characters of canonical JSON. */
export const preStateLengthMax = 16_384;

/**
 * The last look, in the transaction that records the intent. Everything is found out anew: stop, orders, digest, time, the case, what the action would touch,
 * protection, policy, approvals with their signatures, budgets. Only when all of it holds is there an `IntentRecorded`, and only then may anything happen.
 *
 * Without one, nothing begins: a file that stops is put on the record (`Stopped`); what is over time, changed or grown ends (`ActionExpired`, `ActionVoided`);
 * what policy, protection or a full budget forbids ends (`ActionRefused`), and a full budget also trips the breaker of the class. A stop, orders that are not
 * adopted and missing approvals are refused with an error, and the action waits on until it expires.
 *
 * An effect that is under way may be attempted again under its own effect id when its verb can bear it: after it was read back as surely not there. One
 * that the product put off waits again, whatever its verb, and is looked at here like one that was never begun; its effect id stays the same.
 */
export function decideBegin(command: BeginEffect, state: Containment, context: ContainmentContext): readonly ContainmentEvent[] {
  const held = actionHeld(state, command.id);
  const { action } = held;
  const attempts = attemptsOf(held, command, state);
  if (command.stopped !== undefined && !state.stops.has("all"))
    return [
      { type: "Stopped", scope: "all", by: "file", because: command.stopped.slice(0, 500) || "no reason was given", atMs: context.nowMs },
    ];
  const stop = stopOf(state, action.effector);
  if (stop !== undefined || command.stopped !== undefined)
    throw refused("containment/stopped", `nothing begins: ${stop?.because ?? "the stop file says so"}`);
  requireOrders(state, context);
  requireFit(command);
  const ending = endingOf(held, command, state, context);
  if (ending === undefined) return [intentOf(command, attempts, context.nowMs)];
  // What a product put off did nothing, and ends like what was never begun.
  if (attempts > 0 && held.status !== "proposed")
    throw refused("containment/already-begun", `${action.id} is under way and may not be attempted again`);
  return ending;
}

/** How often it was attempted: 0 for what waits. Refuses what is not to be attempted, or not again, or under a used effect id. */
function attemptsOf(held: ActionState, { id, effectId, alreadySo }: BeginEffect, state: Containment): number {
  const { verb } = held.action;
  if (entryOf(verb).requestOnly) throw refused("containment/request-only", `${verb} is a request to people`);
  const { length: attempts } = held.intents;
  const last = held.intents.at(-1);
  if (held.status === "proposed" && last?.effectId === effectId && attempts < putOffAttemptsMax) return attempts;
  if (held.status === "proposed" && !state.usedDigests.has(held.digest)) {
    if (state.effectIds.has(effectId)) throw refused("containment/already-begun", `effect id ${quoted(effectId)} was used before`);
    return 0;
  }
  const isUnderWay = held.status === "executing" || held.status === "outcome-unknown";
  const isOwn = last?.effectId === effectId && !last.alreadySo && !alreadySo;
  if (isUnderWay && isOwn && entryOf(verb).idempotent && attempts < effectAttemptsMax) return attempts;
  throw refused("containment/already-begun", `${id} was begun before: it is ${held.status}`);
}

/** Why it does not begin although nobody stopped it, as what goes on the record; undefined where it may. */
function endingOf(
  held: ActionState,
  { assessed, caseRevision, change }: BeginEffect,
  state: Containment,
  context: ContainmentContext,
): readonly ContainmentEvent[] | undefined {
  const { action } = held;
  const { nowMs: atMs } = context;
  const { id } = action;
  const refuse = (why: Refusal, says: string): ContainmentEvent => ({ type: "ActionRefused", id, why, says, atMs });
  if (isExpired(held, context.orders, atMs)) return [{ type: "ActionExpired", id, atMs }];
  const changed = changeOf(held, assessed, context);
  if (changed !== undefined) return [{ type: "ActionVoided", id, because: changed, atMs }];
  if (caseRevision !== action.case.revision) return [voidedByChange(id, change, atMs)];
  const growth = growthOf(action.assessed, assessed);
  if (growth !== undefined) return [{ type: "ActionVoided", id, because: growth, atMs }];
  const requirement = requirementOf(action, assessed, state, context);
  if (requirement.breakGlass && held.by === "agent:watchkeeper") return [refuse("protected", requirement.because.join("; "))];
  const missing = missingApprovals(countedApprovers(held, { requirement, nowMs: atMs }, context), requirement);
  if (missing !== undefined) throw refused("containment/needs-approvals", [missing, ...neededBecause(requirement)].join("; "));
  if (!assessed.allowed) return [refuse("policy", assessed.because.join("; ").slice(0, 2_000) || "no policy allows it")];
  const { beyond } = useOf(action, assessed, state, context);
  if (beyond.length === 0) return undefined;
  const says = beyond.join("; ");
  const trip: ContainmentEvent = { type: "BreakerTripped", assetClass: assessed.assetClass, says, atMs };
  return state.breakers.has(assessed.assetClass) ? [refuse("budget", says)] : [refuse("budget", says), trip];
}

/** What takes people at all, said as such: none of it keeps an approved action from beginning. */
const neededBecause = ({ because }: Requirement) =>
  because.length === 0 ? [] : [`approvals are needed because ${because.join(", and because ")}`];

/** What is no longer as it was asked for, in words. */
function changeOf(
  held: ActionState,
  assessed: BeginEffect["assessed"],
  { orders, ordersDigest }: Pick<ContainmentContext, "orders" | "ordersDigest">,
): string | undefined {
  const { action, digest } = held;
  if (digestOfAction(action) !== digest) return "the action is not the one that was proposed";
  if (action.assessed.orders !== ordersDigest || assessed.orders !== ordersDigest)
    return "the standing orders changed since it was proposed";
  if (!isAskedFor(held, orders.people)) return "whoever is named as having asked for it did not sign for that";
  return undefined;
}

function requireFit({ assessed, effectId, executor, located, preState }: BeginEffect): void {
  const texts = [effectId, executor, located];
  const isFit = AssessedShape.safeParse(assessed).success && texts.every((each) => each.length > 0 && each.length <= 1_024);
  const before = canonicalTextIfAny(preState);
  if (!isFit || before === undefined || before.length > preStateLengthMax)
    throw refused("containment/malformed-action", "what was found out about it cannot be recorded");
}

const intentOf = (
  { id, assessed, effectId, executor, located, preState, alreadySo }: BeginEffect,
  attempts: number,
  atMs: number,
): ContainmentEvent => ({
  type: "IntentRecorded",
  id,
  intent: { effectId, of: "effect", attempt: attempts + 1, executor, located, preState, alreadySo, assessed, atMs },
  atMs,
});
