import { after, before } from "node:test";
import { testAccessStore } from "../../testing/access-store-contract.ts";
import { memoryAccessStore } from "../../testing/memory-access-store.ts";
import type { Database } from "../database.ts";
import { openDatabase } from "../open-database.ts";
import { openAccessStore } from "./postgres-access.ts";

let database: Database;
before(async () => {
  database = await openDatabase({ ephemeral: true });
});
after(() => database.close());

testAccessStore("in memory", async () => memoryAccessStore());

testAccessStore("PostgreSQL", async () => {
  // Row-level security holds rows to the connection's tenant: an empty store is one whose tables were emptied.
  for (const table of ["sessions", "access_spent", "sign_in_attempts"]) await database.pool.query(`DELETE FROM watchkeeper.${table}`);
  return openAccessStore(database);
});
