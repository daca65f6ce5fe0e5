import type { Intent } from "../../core/containment/containment.ts";
import type { EffectOrder, Effector } from "../../ports/effector.ts";
import { troubleOf, within } from "./call.ts";
import { type Bench, pauseMsMax } from "./parts.ts";

/** What reading back found, in the words of `OutcomeRecorded`. */
export type ReadBack = {
  readonly outcome: "confirmed" | "failed" | "unknown";
  readonly says: string;
  /** True where the product did not answer at all. */
  readonly isSilent?: true;
  /** With a clear no: when it may be asked for again, milliseconds from now. */
  readonly retryAfterMs?: number;
};

/** What is looked for: "yes" after an effect, "no" after its undo. */
export type Wanted = "yes" | "no";

/**
 * Observes until the product shows what was wanted, for as long as the next effect can wait. That it shows the opposite is believed only once no call can be under way any more; until then, and
 * while it says "pending" or nothing, the outcome is unknown. Changes nothing.
 */
export async function readBack(
  bench: Bench,
  effector: Effector,
  { order, wanted, intent, signal }: { order: EffectOrder; wanted: Wanted; intent: Intent; signal: AbortSignal },
): Promise<ReadBack> {
  const { patience, clock } = bench;
  let last: ReadBack = { outcome: "unknown", says: "not read back yet" };
  let waitedMs = 0;
  for (let pauseMs = patience.pauseMs; ; pauseMs = Math.min(2 * pauseMs, pauseMsMax)) {
    last = await lookOnce(bench, effector, { order, wanted, intent });
    if (last.outcome !== "unknown" || waitedMs >= patience.glanceMs || signal.aborted) return last;
    const leftMs = Math.min(pauseMs, patience.glanceMs - waitedMs);
    waitedMs += leftMs;
    await clock.sleep(leftMs, signal).catch(() => {});
  }
}

/** One observation. */
export async function lookOnce(
  bench: Bench,
  effector: Effector,
  { order, wanted, intent }: { readonly order: EffectOrder; readonly wanted: Wanted; readonly intent: Intent },
): Promise<ReadBack> {
  const { clock, patience } = bench;
  const ageMs = bench.ageMs(intent);
  try {
    const { inForce, says } = await within(clock, patience.callMs, () => effector.observe(order));
    if (inForce === wanted) return { outcome: "confirmed", says: short(says) };
    if (inForce === "pending" || ageMs < patience.settleMs) return { outcome: "unknown", says: `not yet: ${short(says)}` };
    return { outcome: "failed", says: `read back as ${wanted === "yes" ? "not there" : "still there"}: ${short(says)}` };
  } catch (cause) {
    return { outcome: "unknown", says: `could not be read back: ${troubleOf(cause)}`, isSilent: true };
  }
}

const saysMax = 500;
const short = (says: string) => says.slice(0, saysMax);
