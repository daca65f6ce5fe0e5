import type { LearningEvent } from "../../core/learning/learning.ts";
import { segmentOf, watchWorld } from "../../core/watch/watch-event.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { openSealedLog } from "../sealed-log.ts";
import type { SaidTrue } from "./parts.ts";

/** Alerts that are held; the oldest are let go, whose cases have long been counted. */
const heldMax = 50_000;

/**
 * Follows what people teach: the alerts of the watch that they called true positives, with their cases. Each call gives those that came since the last one.
 * A new process begins anew. Refuses (`journal/…`).
 */
export async function openSaidTrue(journal: JournalStore, clock: Clock): Promise<() => Promise<SaidTrue[]>> {
  let fresh: SaidTrue[] = [];
  const log = await openSealedLog<LearningEvent>(journal, clock, {
    fold(fact) {
      if (fact.type !== "VerdictGiven" || fact.label.verdict !== "true-positive") return;
      const { world, alertId, group } = fact.label;
      if (world === watchWorld || segmentOf(world) !== undefined) fresh.push({ alertId, caseId: group });
      if (fresh.length > heldMax) fresh.shift();
    },
    factOf: (text) => JSON.parse(text) as LearningEvent,
    streamOf: () => "verdicts",
    erased: "skip",
  });
  return async () => {
    await log.refresh();
    const given = fresh;
    fresh = [];
    return given;
  };
}
