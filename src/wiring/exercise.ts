import type { System } from "../cli/system.ts";
import { memoryEventStore } from "../storage/memory/memory-events.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { loadIndicatorFiles, loadInventoryFiles } from "./tools.ts";

/** What the exercise plays its small worlds in: stores that are gone when they are dropped, and knowledge given as text. */
export const exerciseParts: System["exercise"] = {
  openWorlds: () => ({ world: async () => ({ journal: memoryJournalStore(), events: memoryEventStore() }) }),
  inventoryOf: loadInventoryFiles,
  indicatorsOf: loadIndicatorFiles,
};
