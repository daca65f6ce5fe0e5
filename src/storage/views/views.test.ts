import { tenantsOfTests } from "../../testing/tenant-doors.ts";
import { testViews } from "../../testing/views-contract.ts";
import { openViews } from "./postgres-views.ts";

const tenants = tenantsOfTests();

testViews("PostgreSQL", async () => {
  const { door } = await tenants.next();
  return { views: await openViews(door()), other: await openViews(door()) };
});
