import { after, before } from "node:test";
import { testIntake } from "../../testing/intake-contract.ts";
import { tenantDoors } from "../../testing/tenant-doors.ts";
import type { Database } from "../database.ts";
import { openDatabase } from "../open-database.ts";
import { openIntake } from "./postgres-intake.ts";

const waiting = { recordsMax: 500, bytesMax: 100 * 1_048_576, afterMs: 1_000 };

let database: Database;
const tenants = tenantDoors(() => database, Date.UTC(2026, 0, 5));
before(async () => {
  database = await openDatabase({ ephemeral: true });
});
after(async () => {
  await tenants.close();
  await database.close();
});

testIntake("PostgreSQL", async () => {
  const { door, set } = await tenants.next();
  const [one, other] = [await openIntake({ ...door(), waiting }), await openIntake({ ...door(), waiting })];
  return { ...one, other: other.intake, set, waitingMax: waiting.recordsMax };
});
