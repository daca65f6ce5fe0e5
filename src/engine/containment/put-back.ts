import type { ActionState, Intent } from "../../core/containment/containment.ts";
import type { Guard } from "../../ports/effector.ts";
import type { HeldLock } from "../../ports/executor-lock.ts";
import { held, intentIn, perform, recordOutcome, whyNot } from "./begin.ts";
import { effectIdOf, effectIntentOf, effectorFor, noEffector, orderOf } from "./order.ts";
import type { Bench } from "./parts.ts";
import { stoppedByFile } from "./stop-guard.ts";

/**
 * Undoes what a person asked to be undone, or releases what has stood long enough: puts back what the effector read before the effect, on exactly the
 * thing that the effect changed. The same steps as an effect: intent, checkpoint, stop, call, reading back. Throws what keeps it from being tried.
 */
export async function putBack(
  bench: Bench,
  id: string,
  { of, lock, signal }: { of: "undo" | "release"; lock: HeldLock; signal: AbortSignal },
): Promise<void> {
  const { action, effect } = inForce(held(bench, id));
  const effector = effectorFor(bench, action);
  if (!effector) throw noEffector(action);
  const effectId = effectIdOf(action, of);
  const order = orderOf(action, { effectId, located: effect.located });
  const facts = await bench.decide(async () => {
    const stopped = await stoppedByFile(bench);
    const { executor } = bench;
    return { type: "BeginUndo", id, of, effectId, executor, located: effect.located, ...(stopped !== undefined && { stopped }) };
  });
  const intent = intentIn(facts);
  if (intent === undefined) return;
  const unready = await whyNot(bench, { effector: effector.name, intent, lock });
  const before = effect.preState;
  const call = (guard: Guard) => effector.undo({ ...order, before }, guard);
  const outcome = unready ?? (await perform(bench, effector, { order, intent, signal, wanted: "no", call }));
  await recordOutcome(bench, { id, effectId, ...outcome });
}

function inForce(state: ActionState): { readonly action: ActionState["action"]; readonly effect: Intent } {
  const effect = effectIntentOf(state);
  if (!effect) throw new Error(`action "${state.action.id}" was never carried out`);
  return { action: state.action, effect };
}
