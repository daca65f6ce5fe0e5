import { testQueue } from "../../testing/queue-contract.ts";
import { tenantsOfTests } from "../../testing/tenant-doors.ts";
import { openViews } from "./postgres-views.ts";

const tenants = tenantsOfTests();

testQueue("PostgreSQL", async () => {
  const { door } = await tenants.next();
  return { views: await openViews(door()), other: await openViews(door()) };
});
