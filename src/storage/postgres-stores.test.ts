import { after, before } from "node:test";
import { testEventStore } from "../testing/event-store-contract.ts";
import { testJournalStore } from "../testing/journal-store-contract.ts";
import type { Database } from "./database.ts";
import { openEventStore } from "./event/postgres-events.ts";
import { memoryKeeper } from "./journal/journal-keeper.ts";
import { openJournalStore } from "./journal/postgres-journal.ts";
import { openDatabase } from "./open-database.ts";

let database: Database;
let worlds = 0;
before(async () => {
  database = await openDatabase({ ephemeral: true });
});
after(() => database.close());

testEventStore("PostgreSQL", () => openEventStore(database, `world ${worlds++}`));
testJournalStore("PostgreSQL", () => openJournalStore(database, `world ${worlds++}`, memoryKeeper()));
