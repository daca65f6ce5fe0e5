import type { ActionState, ContainmentAction, ContainmentEvent, Intent } from "../../core/containment/containment.ts";
import { SocError } from "../../core/soc-error.ts";
import type { EffectOrder, Effector, Guard } from "../../ports/effector.ts";
import type { HeldLock } from "../../ports/executor-lock.ts";
import { assessNow } from "./assess-now.ts";
import { isRefusal, troubleOf, within } from "./call.ts";
import { changeSince } from "./case-change.ts";
import { effectIdOf, effectIntentOf, effectorFor, noEffector, orderOf } from "./order.ts";
import type { Bench } from "./parts.ts";
import { type ReadBack, readBack } from "./read-back.ts";
import { openGuard, stoppedByFile, stoppedNow } from "./stop-guard.ts";

/** An effect while it is carried out. */
type Effect = { readonly effector: Effector; readonly action: ContainmentAction; readonly intent: Intent; readonly order: EffectOrder };

/**
 * Carries out one approved action: where it is and how it stands, everything decided anew in one transaction with the intent, a signed checkpoint, one
 * last look at the stop, the call, and the outcome as it is read back. Throws what keeps it from being tried; nothing has happened then.
 */
export async function begin(bench: Bench, id: string, { lock, signal }: { lock: HeldLock; signal: AbortSignal }): Promise<void> {
  const { action } = held(bench, id);
  const effector = effectorFor(bench, action);
  if (!effector) throw noEffector(action);
  const located = await locate(bench, effector, action);
  if (located === undefined) return;
  const order = orderOf(action, { effectId: effectIdOf(action, "effect"), located });
  const observed = await within(bench.clock, bench.patience.callMs, () => effector.observe(order));
  // Somebody else is at it just now; how it stood before can be told once it stands.
  if (observed.inForce === "pending") return;
  const found = { preState: observed.state, alreadySo: observed.inForce === "yes" };
  const intent = await recordIntent(bench, action, { order, ...found });
  if (intent) await carry(bench, { effector, action, intent, order }, { lock, signal });
}

/**
 * Attempts an effect once more, under the id that it has: for one that was read back as surely not there. The record decides whether it may, as for the
 * first attempt; what it does not allow is refused (`containment/already-begun`, `containment/stopped`).
 */
export async function beginAgain(bench: Bench, id: string, { lock, signal }: { lock: HeldLock; signal: AbortSignal }): Promise<void> {
  const state = held(bench, id);
  const { action } = state;
  const last = effectIntentOf(state);
  const effector = effectorFor(bench, action);
  if (!effector || !last) throw noEffector(action);
  const order = orderOf(action, last);
  const intent = await recordIntent(bench, action, { order, preState: last.preState, alreadySo: false });
  if (intent) await carry(bench, { effector, action, intent, order }, { lock, signal });
}

/** A target that the product does not know, knows more than once, or will not touch ends the action; that it cannot be asked just now does not. */
async function locate(bench: Bench, effector: Effector, { id, target, verb }: ContainmentAction): Promise<string | undefined> {
  try {
    return await within(bench.clock, bench.patience.callMs, () => effector.locate(target, verb));
  } catch (cause) {
    if (!(cause instanceof SocError) || !noTargetCodes.has(cause.code)) throw cause;
    const says = troubleOf(cause);
    await bench.decide(async () => ({ type: "RefuseAction", id, why: "target", says }));
    return undefined;
  }
}

const noTargetCodes: ReadonlySet<SocError["code"]> = new Set(["effector/no-target", "effector/several-targets", "effector/refused"]);

async function carry(bench: Bench, effect: Effect, { lock, signal }: { lock: HeldLock; signal: AbortSignal }): Promise<void> {
  const { effector, action, intent, order } = effect;
  const found = await carried(bench, { effector, intent, order }, { lock, signal });
  await recordOutcome(bench, { id: action.id, effectId: intent.effectId, ...found });
}

async function carried(
  bench: Bench,
  { effector, intent, order }: Omit<Effect, "action">,
  { lock, signal }: { lock: HeldLock; signal: AbortSignal },
): Promise<ReadBack> {
  if (intent.alreadySo) return { outcome: "confirmed", says: "it was so before us: nothing was done, and nothing will be undone" };
  const unready = await whyNot(bench, { effector: effector.name, intent, lock });
  return unready ?? perform(bench, effector, { intent, signal, wanted: "yes", call: (guard) => effector.perform(order, guard), order });
}

/**
 * What keeps a recorded intent from becoming a call. A stop ends it: surely nothing happened. Without a checkpoint, without the lock or after too much time it
 * stays open, and is attempted again once it was read back.
 */
export async function whyNot(
  bench: Bench,
  { effector, intent, lock }: { readonly effector: string; readonly intent: Intent; readonly lock: HeldLock },
): Promise<ReadBack | undefined> {
  // From here on its age is counted by our own clock too.
  bench.ageMs(intent);
  try {
    await bench.checkpoint();
  } catch (cause) {
    return { outcome: "unknown", says: `nothing was sent: no checkpoint could be taken: ${troubleOf(cause)}` };
  }
  if (!(await lock.isHeld())) return { outcome: "unknown", says: "nothing was sent: this process is no longer the one that carries out" };
  const stopped = await stoppedNow(bench, effector);
  if (stopped !== undefined) return { outcome: "failed", says: `nothing was done: ${stopped}` };
  // Last, because all of the above takes time.
  if (bench.ageMs(intent) <= bench.patience.beginMs) return undefined;
  return { outcome: "unknown", says: "nothing was sent: too much time passed since the intent was recorded" };
}

/**
 * Makes the one call, under a guard that is asked before each change, and reads back what came of it. A clear no ends it or puts it off; whatever else goes
 * wrong is found out by looking.
 */
export async function perform(
  bench: Bench,
  effector: Effector,
  {
    order,
    intent,
    wanted,
    call,
    signal,
  }: { order: EffectOrder; intent: Intent; wanted: "yes" | "no"; call: (guard: Guard) => Promise<{ says: string }>; signal: AbortSignal },
): Promise<ReadBack> {
  const guard = openGuard(bench, effector.name);
  try {
    await within(bench.clock, bench.patience.callMs, () => call(guard));
  } catch (cause) {
    if (isRefusal(cause)) return refusedBy(cause);
  } finally {
    guard.close();
  }
  const found = await readBack(bench, effector, { order, wanted, intent, signal });
  // Not there after a call that nobody refused: the next pass reads it back once more, and may attempt it again.
  return found.outcome === "failed" && wanted === "yes" ? { ...found, outcome: "unknown" } : found;
}

/** A clear no; one that says when to ask again puts the action off instead of ending it. */
function refusedBy(cause: SocError): ReadBack {
  const says = cause.code === "effector/stopped" ? troubleOf(cause) : `refused: ${troubleOf(cause)}`;
  return { outcome: "failed", says, ...(cause.retry === "never" ? {} : { retryAfterMs: cause.retry.afterMs }) };
}

async function recordIntent(
  bench: Bench,
  action: ContainmentAction,
  { order, preState, alreadySo }: { order: EffectOrder; preState: Intent["preState"]; alreadySo: boolean },
): Promise<Intent | undefined> {
  const { effectId, located } = order;
  const facts = await bench.decide(async () => {
    const stopped = await stoppedByFile(bench);
    const found = await assessNow(bench, action);
    const { executor } = bench;
    const isChanged = found.caseRevision !== action.case.revision;
    const change = isChanged ? await changeSince(bench, action.case, held(bench, action.id).proposedAtMs) : undefined;
    return { type: "BeginEffect", id: action.id, ...found, change, effectId, executor, located, preState, alreadySo, stopped };
  });
  return intentIn(facts);
}

/** The outcome goes into the record whatever happens next; while the record cannot be written it stays unknown and is reconciled. */
export async function recordOutcome(
  bench: Bench,
  { id, effectId, outcome, says, retryAfterMs }: { id: string; effectId: string } & ReadBack,
): Promise<void> {
  const retry = retryAfterMs === undefined ? {} : { retryAfterMs };
  await bench.decide(async () => ({ type: "RecordOutcome", id, effectId, outcome, says, ...retry }));
}

export const intentIn = (facts: readonly ContainmentEvent[]) => facts.find((fact) => fact.type === "IntentRecorded")?.intent;

export function held({ state }: Bench, id: string): ActionState {
  const action = state.actions.get(id);
  if (!action) throw new Error(`action "${id}" is not in the record`);
  return action;
}
