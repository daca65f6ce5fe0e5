import { testAnswerStore } from "../../testing/answer-store-contract.ts";
import { tenantsOfTests } from "../../testing/tenant-doors.ts";
import { openAnswers } from "./postgres-answers.ts";

const tenants = tenantsOfTests();

testAnswerStore("PostgreSQL", async () => {
  const { door } = await tenants.next();
  return { store: openAnswers(door().database), other: openAnswers(door().database) };
});
