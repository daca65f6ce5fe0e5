import { judgeAdoptions, judgeApprovals, judgeWishes } from "./judge-approvals.ts";
import { judgeBudgets } from "./judge-budgets.ts";
import { judgeEffect } from "./judge-effect.ts";
import { judgeUndo } from "./judge-undo.ts";
import { type Accuse, type Begun, callsBetween, type Guarantee, type Known, knownOf, type Violation } from "./known.ts";
import { toldWorld } from "./names.ts";
import type { Arrival } from "./product.ts";
import type { HostileWorld } from "./world.ts";

// The judge believes what reached the product, what people really signed, and what the inventory said. It shares no rule with the product: each guarantee
// of invariants.md is checked by a reading of its own.

/** What one episode showed: how often there was something to judge, and what broke. */
export type Judgement = {
  readonly effects: number;
  /** Effects that needed nobody. */
  readonly alone: number;
  /** Effects that a whole investigation of the adversary's alerts ended in. */
  readonly investigated: number;
  /** Effects on what is protected, by people who broke the glass. */
  readonly grave: number;
  readonly approvals: number;
  readonly undos: number;
  /** Calls that a stop came too late for. */
  readonly inFlight: number;
  readonly violations: readonly Violation[];
};

/** Looks at everything that reached the product and everything that was accepted. */
export async function judge(world: HostileWorld): Promise<Judgement> {
  const known = await knownOf(world);
  const violations: Violation[] = [];
  const accuse: Accuse = (guarantee: Guarantee, says) => void violations.push({ guarantee, says });
  const tally = { effects: 0, alone: 0, investigated: 0, grave: 0, undos: 0, inFlight: 0 };
  for (const arrival of world.product.arrivals) {
    const its = intentOf(known, arrival, accuse);
    if (!its) continue;
    if (judgeStop(known, arrival, its, accuse)) tally.inFlight++;
    if (arrival.call === "undo") {
      tally.undos++;
      judgeUndo(known, its, accuse);
      continue;
    }
    tally.effects++;
    const { people, isGrave } = judgeEffect(known, arrival, its, accuse);
    if (people === 0) tally.alone++;
    if (known.actions.get(its.id)?.action.case.world !== toldWorld) tally.investigated++;
    if (isGrave) tally.grave++;
  }
  judgeBudgets(known, accuse);
  judgeAdoptions(known, accuse);
  judgeWishes(known, accuse);
  return { ...tally, approvals: judgeApprovals(known, accuse), violations };
}

/** The intent that was durable, and under a published checkpoint, before the product heard of it. */
function intentOf(known: Known, { call, effectId, tick, verb, target }: Arrival, accuse: Accuse): Begun | undefined {
  const what = `${call} ${verb} ${target.id}`;
  const its = known.begun.findLast(
    (each) => each.intent.effectId === effectId && (each.intent.of === "effect") === (call === "perform") && each.tick < tick,
  );
  if (!its) {
    accuse("no effect without its intent on the record", `${what} came without its intent`);
    return undefined;
  }
  const isPublished = known.world.record.checkpoints.some((each) => each.size > its.sequence && each.tick < tick);
  if (!isPublished) accuse("no effect before its intent was published", `${what} came before a checkpoint`);
  return its;
}

/** A stop that comes between the last look and the call has nothing to catch any more: what was called is in flight. */
const callsAfterLastLookMax = 1;

/** True when a stop caught it in flight. */
function judgeStop(known: Known, { call, verb, target, tick, effector }: Arrival, its: Begun, accuse: Accuse): boolean {
  let isInFlight = false;
  for (const { what, fromTick, toTick } of known.world.stops) {
    if (toTick <= tick || fromTick >= tick || (what.startsWith("effector:") && what !== `effector:${effector}`)) continue;
    const calls = callsBetween(known, its, fromTick, tick);
    if (calls > callsAfterLastLookMax) accuse("nothing begun after a stop", `${call} ${verb} ${target.id} ${calls} calls after "${what}"`);
    isInFlight = true;
  }
  return isInFlight;
}
