import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunState } from "../../core/run/run.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Recorder } from "../recorder.ts";
import { caseRevisionOf, openCaseRevisions } from "./case-revision.ts";

// Guarantees: a case that was erased is one that is not there, so that what waits for it is void; what is damaged is told.

const refusal = (code: "journal/erased" | "journal/chain-broken") => new SocError({ code, problem: "p", remedy: "r", retry: "never" });

test("a case that was erased is not there, whether it was read before or not", async () => {
  let refreshes = 0;
  const recorder = {
    state: { cases: new Map([["case-1", { status: "closed", conclusion: { verdict: "benign" }, alertIds: ["a"] }]]), triages: new Map() },
    async refresh() {
      refreshes++;
      throw refusal("journal/erased");
    },
  } as unknown as Recorder;
  const opened = [recorder];
  const revisionOf = openCaseRevisions(async () => {
    const next = opened.pop();
    if (next) return next;
    throw refusal("journal/erased");
  });
  assert.match((await revisionOf("office", "case-1")) ?? "", /^sha256:/);
  assert.equal(await revisionOf("office", "case-1"), undefined);
  assert.equal(refreshes, 1);
  assert.equal(await revisionOf("office", "case-1"), undefined);
});

test("a record that is damaged is no case that is gone", async () => {
  const revisionOf = openCaseRevisions(() => Promise.reject(refusal("journal/chain-broken")));
  await assert.rejects(revisionOf("office", "case-1"), { code: "journal/chain-broken" });
});

// Guarantees: what people agreed to stands while a storm goes on, and falls once the case holds anything new.
test("an alert that repeats one of the case changes nothing of its revision, and any other does", () => {
  const run = (alertIds: readonly string[], repeats: Readonly<Record<string, string>> = {}) => {
    const standing = { status: "escalated", conclusion: { verdict: "true-positive" }, alertIds };
    const triages = Object.entries(repeats).map(
      ([id, alertId]) => [id, { repeats: { alertId, because: "the same rule and machine" } }] as const,
    );
    return { cases: new Map([["case-1", standing]]), triages: new Map(triages) } as unknown as RunState;
  };
  const agreed = caseRevisionOf(run(["a-1", "a-2"]), "case-1");
  assert.equal(caseRevisionOf(run(["a-1", "a-2", "a-3", "a-4"], { "a-3": "a-1", "a-4": "a-1" }), "case-1"), agreed);
  assert.notEqual(caseRevisionOf(run(["a-1", "a-2", "a-3"]), "case-1"), agreed);
  // What it repeats is in another case, so here it is news.
  assert.notEqual(caseRevisionOf(run(["a-1", "a-2", "a-3"], { "a-3": "a-9" }), "case-1"), agreed);
});
