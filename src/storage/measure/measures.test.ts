import { after, before } from "node:test";
import { testMeasures } from "../../testing/measures-contract.ts";
import { memoryMeasures } from "../../testing/memory-measures.ts";
import { tenantDoors } from "../../testing/tenant-doors.ts";
import type { Database } from "../database.ts";
import { openDatabase } from "../open-database.ts";
import { openMeasures } from "./postgres-measures.ts";

let database: Database;
const tenants = tenantDoors(() => database, Date.UTC(2026, 0, 5));
before(async () => {
  database = await openDatabase({ ephemeral: true });
});
after(async () => {
  await tenants.close();
  await database.close();
});

testMeasures("PostgreSQL", async () => {
  const { door } = await tenants.next();
  return { measures: await openMeasures(door().database), other: await openMeasures(door().database) };
});

testMeasures("in memory", async () => {
  const measures = memoryMeasures();
  return { measures, other: measures };
});
