import type { ActionState } from "../../core/containment/containment.ts";
import { SocError } from "../../core/soc-error.ts";
import type { HeldLock } from "../../ports/executor-lock.ts";
import { beginAgain, recordOutcome } from "./begin.ts";
import { effectorFor, noEffector, orderOf } from "./order.ts";
import type { Bench } from "./parts.ts";
import { lookOnce, type ReadBack } from "./read-back.ts";
import { stoppedNow } from "./stop-guard.ts";

/**
 * Finds out what came of an attempt whose outcome nobody knows: its process died, its answer was lost, or the product is slow. Reads, also while everything
 * is stopped. Throws where the product does not answer. An effect that surely is not there is attempted again where the record allows it, and has failed where it does not.
 */
export async function reconcile(bench: Bench, state: ActionState, how: { lock: HeldLock; signal: AbortSignal }): Promise<void> {
  const { action, status } = state;
  const intent = state.intents.at(-1);
  const effector = effectorFor(bench, action);
  if (!intent || !effector) throw noEffector(action);
  const wanted = intent.of === "effect" ? "yes" : "no";
  const found = await lookOnce(bench, effector, { order: orderOf(action, intent), wanted, intent });
  const isKnown = found.outcome === "unknown" && (status === "outcome-unknown" || status === "undo-unknown");
  const outcome = { id: action.id, effectId: intent.effectId, outcome: found.outcome, says: `read back: ${found.says}` };
  if (found.outcome === "failed" && intent.of === "effect") return attemptAgain(bench, outcome, { effector: effector.name, ...how });
  if (!isKnown) await recordOutcome(bench, outcome);
  // A pass leaves a product alone that does not answer.
  if (found.isSilent) throw new Error(found.says);
}

async function attemptAgain(
  bench: Bench,
  outcome: ReadBack & { readonly id: string; readonly effectId: string },
  { effector, lock, signal }: { effector: string; lock: HeldLock; signal: AbortSignal },
): Promise<void> {
  const stopped = await stoppedNow(bench, effector);
  if (stopped !== undefined) return recordOutcome(bench, { ...outcome, says: `${outcome.says}; not attempted again: ${stopped}` });
  try {
    await beginAgain(bench, outcome.id, { lock, signal });
  } catch (cause) {
    if (!(cause instanceof SocError) || !cause.code.startsWith("containment/")) throw cause;
    await recordOutcome(bench, { ...outcome, says: `${outcome.says}; not attempted again: ${cause.problem}` });
  }
}
