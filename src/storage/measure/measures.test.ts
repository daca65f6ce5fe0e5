import { testMeasures } from "../../testing/measures-contract.ts";
import { memoryMeasures } from "../../testing/memory-measures.ts";
import { tenantsOfTests } from "../../testing/tenant-doors.ts";
import { openMeasures } from "./postgres-measures.ts";

const tenants = tenantsOfTests();

testMeasures("PostgreSQL", async () => {
  const { door } = await tenants.next();
  return { measures: await openMeasures(door().database), other: await openMeasures(door().database) };
});

testMeasures("in memory", async () => {
  const measures = memoryMeasures();
  return { measures, other: measures };
});
