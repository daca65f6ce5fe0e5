import { emptyService, evolveService, type ServiceEvent, type ServiceState } from "../../core/service/service-record.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { openSealedLog } from "../sealed-log.ts";

/** The record of the service itself; several processes write it. */
export type ServiceRecord = {
  readonly state: ServiceState;
  readonly note: (fact: ServiceEvent) => Promise<void>;
  /** Records what `decide` gives on everything before it; nothing where it gives nothing. */
  readonly decide: (decide: () => ServiceEvent | undefined) => Promise<ServiceEvent | undefined>;
  readonly refresh: () => Promise<void>;
};

/** Opens it, checks and folds it. Refuses (`journal/…`). */
export async function openServiceRecord(store: JournalStore, clock: Clock): Promise<ServiceRecord> {
  const state = emptyService();
  const log = await openSealedLog<ServiceEvent>(store, clock, {
    fold: (fact) => evolveService(state, fact),
    factOf: (text) => JSON.parse(text) as ServiceEvent,
    streamOf: ({ type }) => (type === "RetentionPassed" ? "retention" : "processes"),
    erased: "skip",
  });
  const decide = async (ask: () => ServiceEvent | undefined) => {
    const [fact] = await log.decide(() => {
      const decided = ask();
      return decided === undefined ? [] : [decided];
    });
    if (fact) await log.checkpoint({ witness: "may" });
    return fact;
  };
  return {
    state,
    decide,
    refresh: log.refresh,
    async note(fact) {
      await decide(() => fact);
    },
  };
}
