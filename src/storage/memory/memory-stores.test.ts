import { testEventStore } from "../../testing/event-store-contract.ts";
import { testJournalStore } from "../../testing/journal-store-contract.ts";
import { memoryEventStore } from "./memory-events.ts";
import { memoryJournalStore } from "./memory-journal.ts";

testEventStore("in memory", async () => memoryEventStore());
testJournalStore("in memory", async () => memoryJournalStore());
