import assert from "node:assert/strict";
import { test } from "node:test";
import { fuzzReaders } from "../../testing/model-fuzz/run.ts";

// Guarantees: whatever a model answers, its reader neither throws nor takes what a second opinion, written apart from it, finds wrong.

test("20,000 hostile outputs crash nothing, and none that is invalid is taken", () => {
  const { outputs, accepted, findings } = fuzzReaders(20_000, 20_261_101);
  assert.equal(outputs, 20_000);
  assert.deepEqual(findings, []);
  // Without good ones among them nothing would be shown.
  assert.ok(accepted > 1_000, `${accepted} were accepted`);
});

test("the second opinion finds out readers that take whatever is JSON", () => {
  const lax = (raw: string) => {
    try {
      const value: unknown = JSON.parse(raw);
      return {
        ok: typeof value === "object" && value !== null ? { marks: [], entities: [], questions: [], sentences: [], ...value } : value,
      };
    } catch {
      return { why: "unparseable" };
    }
  };
  const { findings } = fuzzReaders(2_000, 7, { reader: lax, planner: lax, writer: lax, guide: lax });
  for (const role of ["reader", "planner", "writer", "guide"])
    assert.ok(
      findings.some((each) => each.role === role),
      role,
    );
});
