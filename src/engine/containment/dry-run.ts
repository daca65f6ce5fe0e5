import { undoOf } from "../../core/containment/action.ts";
import type { Assessed, ContainmentEvent } from "../../core/containment/containment.ts";
import { decideContainment } from "../../core/containment/decide.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Observed } from "../../ports/effector.ts";
import { assessNow } from "./assess-now.ts";
import { held } from "./begin.ts";
import { troubleOf, within } from "./call.ts";
import { effectIdOf, effectorFor, noEffector, orderOf } from "./order.ts";
import type { Bench } from "./parts.ts";
import { stoppedNow } from "./stop-guard.ts";

/** What carrying out an action would meet just now. Nothing is changed by it, neither at the product nor in the record. */
export type DryRun = {
  readonly id: string;
  /** The product and its own id of the target, as far as it could be asked. */
  readonly product: string | undefined;
  readonly located: string | undefined;
  /** How the target stands there now. */
  readonly observed: Observed | undefined;
  /** Counted anew; undefined where the inventory or the case cannot be read. */
  readonly assessed: Assessed | undefined;
  /** What would happen if it were begun now. */
  readonly would: "begin" | "find it so already" | "not begin";
  /** Sentences: what keeps it from beginning, in the words of whoever says so. */
  readonly because: readonly string[];
  /** What would put it back, or that nothing does. */
  readonly undo: string;
  /** Sentences: what nobody knows and an approver should. */
  readonly unknown: readonly string[];
};

/** Looks at everything that beginning would look at, and stops there. */
export async function dryRun(bench: Bench, id: string): Promise<DryRun> {
  await bench.refresh();
  const { action } = held(bench, id);
  const effector = effectorFor(bench, action);
  const troubles: string[] = [];
  const ask = async <Answer>(what: string, question: () => Promise<Answer>): Promise<Answer | undefined> => {
    try {
      return await within(bench.clock, bench.patience.callMs, question);
    } catch (cause) {
      troubles.push(`${what}: ${troubleOf(cause)}`);
      return undefined;
    }
  };
  if (!effector) troubles.push(noEffector(action).problem);
  const located = effector && (await ask("where it is at the product", () => effector.locate(action.target, action.verb)));
  const order = located === undefined ? undefined : orderOf(action, { effectId: effectIdOf(action, "effect"), located });
  const observed = effector && order && (await ask("how it stands there", () => effector.observe(order)));
  const now = await ask("what it would touch", () => assessNow(bench, action));
  const because: string[] = [];
  const stopped = await stoppedNow(bench, action.effector);
  if (stopped !== undefined) because.push(stopped);
  if (located !== undefined && observed && now)
    because.push(
      ...refusalsOf(bench, {
        type: "BeginEffect",
        id,
        ...now,
        effectId: order!.effectId,
        executor: bench.executor,
        located,
        preState: observed.state,
        alreadySo: observed.inForce === "yes",
      }),
    );
  else because.push(`what must be known could not be found out: ${troubles.join("; ")}`);
  if (observed?.inForce === "pending") because.push("the product is at it just now");
  const would = because.length > 0 ? "not begin" : observed?.inForce === "yes" ? "find it so already" : "begin";
  return {
    id,
    product: effector?.product,
    located,
    observed,
    assessed: now?.assessed,
    would,
    because,
    undo: undoPlan(action.verb, observed),
    unknown: [...troubles, ...unknownsOf(now?.assessed)],
  };
}

/** Decides without recording: why it would not begin. */
function refusalsOf(bench: Bench, command: Parameters<typeof decideContainment>[0]): string[] {
  const { state, orders, ordersDigest, own } = bench;
  try {
    const facts = decideContainment(command, state, { nowMs: bench.clock.nowMs(), orders, ordersDigest, ...(own && { own }) });
    return facts.some(({ type }) => type === "IntentRecorded") ? [] : facts.map(saysOf);
  } catch (cause) {
    if (cause instanceof SocError) return [cause.problem];
    throw cause;
  }
}

function saysOf(fact: ContainmentEvent): string {
  if (fact.type === "ActionVoided") return fact.because;
  return "says" in fact ? fact.says : fact.type;
}

function undoPlan(verb: keyof typeof undoOf, observed: Observed | undefined): string {
  const undo = undoOf[verb];
  if (undo === undefined) return "nothing puts it back";
  if (observed?.inForce === "yes") return "it is so already, so nothing is put back";
  return `"${undo}" puts back what stands there now`;
}

function unknownsOf(assessed: Assessed | undefined): string[] {
  if (!assessed) return [];
  const { known, graphAgeMs } = assessed.blastRadius;
  return [
    ...(known ? [] : ["the inventory does not know the target, so what depends on it is not known"]),
    ...(graphAgeMs === null ? ["nobody knows how old the inventory is"] : []),
  ];
}
