import { openSealedLog, type SealedLog } from "../engine/sealed-log.ts";
import type { Clock } from "../ports/clock.ts";
import type { JournalStore } from "../ports/journal-store.ts";

/** The simplest fact that a journal can hold. */
export type Counted = { readonly type: "Counted"; readonly by: string; readonly value: number };

/** A journal of `Counted` facts and what they fold to, for tests of the journal itself. */
export async function countingLog(
  store: JournalStore,
  {
    clock = stillClock,
    stream = "run",
    erased = "refuse",
  }: { readonly clock?: Clock; readonly stream?: string; readonly erased?: "refuse" | "skip" } = {},
): Promise<SealedLog<Counted> & { readonly facts: readonly Counted[] }> {
  const facts: Counted[] = [];
  const log = await openSealedLog<Counted>(store, clock, {
    fold: (fact) => void facts.push(fact),
    factOf: (text) => JSON.parse(text) as Counted,
    streamOf: () => stream,
    erased,
  });
  return { ...log, facts };
}

/** A fact. */
export const counted = (value: number, by = "one"): Counted => ({ type: "Counted", by, value });

/** Time that stands still, and in which nobody waits. */
export const stillClock: Clock = { nowMs: () => 1_770_000_000_000, sleep: async () => {} };
