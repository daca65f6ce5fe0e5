import { after, before } from "node:test";
import { testAnswerStore } from "../../testing/answer-store-contract.ts";
import { tenantDoors } from "../../testing/tenant-doors.ts";
import type { Database } from "../database.ts";
import { openDatabase } from "../open-database.ts";
import { openAnswers } from "./postgres-answers.ts";

let database: Database;
const tenants = tenantDoors(() => database, Date.UTC(2026, 0, 5));
before(async () => {
  database = await openDatabase({ ephemeral: true });
});
after(async () => {
  await tenants.close();
  await database.close();
});

testAnswerStore("PostgreSQL", async () => {
  const { door } = await tenants.next();
  return { store: openAnswers(door().database), other: openAnswers(door().database) };
});
