export { memoryEventStore } from "../storage/memory/memory-events.ts";
export { memoryJournalStore } from "../storage/memory/memory-journal.ts";
