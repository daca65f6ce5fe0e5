import assert from "node:assert/strict";
import { test } from "node:test";
import { SocError } from "../../core/soc-error.ts";
import type { Recorder } from "../recorder.ts";
import { openCaseRevisions } from "./case-revision.ts";

// Guarantees: a case that was erased is one that is not there, so that what waits for it is void; what is damaged is told.

const refusal = (code: "journal/erased" | "journal/chain-broken") => new SocError({ code, problem: "p", remedy: "r", retry: "never" });

test("a case that was erased is not there, whether it was read before or not", async () => {
  let refreshes = 0;
  const recorder = {
    state: { cases: new Map([["case-1", { status: "closed", conclusion: { verdict: "benign" }, alertIds: ["a"] }]]) },
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
