import { testEventStore } from "./event-store-contract.ts";
import { testJournalStore } from "./journal-store-contract.ts";
import { memoryEventStore, memoryJournalStore } from "./memory-stores.ts";

testEventStore("in memory", async () => memoryEventStore());
testJournalStore("in memory", async () => memoryJournalStore());
