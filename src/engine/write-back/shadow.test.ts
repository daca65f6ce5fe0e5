import assert from "node:assert/strict";
import { test } from "node:test";
import { WriteBackPolicy } from "../../core/write-back/policy.ts";
import { loadAttackCatalogue } from "../../knowledge/attack.ts";
import { memoryProduct } from "../../testing/memory-sinks.ts";
import { settledCase } from "../../testing/settled-cases.ts";
import { givesVerdicts, wantsOf } from "./wants.ts";

const policy = WriteBackPolicy.parse({ tickets: "all", findings: "all", verdicts: "all", attach: [] });

// Guarantees: no policy, however generous, lets a verdict of the agent out that nobody granted.
test("in shadow mode people are told that a case needs them, and nothing else is written anywhere", () => {
  const planning = { policy, connectors: [memoryProduct("siem").connector], catalogue: loadAttackCatalogue(), caseUrl: undefined };
  const settled = settledCase();
  const kinds = (inShadow: boolean) => [...new Set(wantsOf({ ...settled, inShadow }, planning).map(({ kind }) => kind))].toSorted();
  assert.deepEqual(kinds(false), ["finding", "notify", "publish", "ticket"]);
  assert.deepEqual(kinds(true), ["notify"]);
  assert.equal(givesVerdicts(settled, planning), true);
  assert.equal(givesVerdicts({ ...settled, inShadow: true }, planning), false);
});
