import { after, before } from "node:test";
import { testQueue } from "../../testing/queue-contract.ts";
import { tenantDoors } from "../../testing/tenant-doors.ts";
import type { Database } from "../database.ts";
import { openDatabase } from "../open-database.ts";
import { openViews } from "./postgres-views.ts";

let database: Database;
const tenants = tenantDoors(() => database, Date.UTC(2026, 0, 5));
before(async () => {
  database = await openDatabase({ ephemeral: true });
});
after(async () => {
  await tenants.close();
  await database.close();
});

testQueue("PostgreSQL", async () => {
  const { door } = await tenants.next();
  return { views: await openViews(door()), other: await openViews(door()) };
});
