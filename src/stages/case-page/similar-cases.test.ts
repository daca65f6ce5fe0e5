import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { CaseMark } from "../../core/assessment/case-marks.ts";
import { commonAbove, sharedMax, similarCases } from "./similar-cases.ts";

// Guarantees: cases are alike by what few cases hold; what half of all cases hold says nothing; nothing grows without bound.

const mark = (value: string, kind: CaseMark["kind"] = "entity"): CaseMark => ({ kind, mark: `${kind} ${value}`, type: "host", value });
const anyHolders = fc.dictionary(
  fc.constantFrom("entity a", "entity b", "technique T1", "rule r"),
  fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { maxLength: 300 }).map((ids) => ids.map((id) => `case-${id}`)),
);
const marks = [mark("a"), mark("b"), mark("T1", "technique"), mark("r", "rule")];

describe("similarCases", () => {
  test("it ranks others alone, by a score from 0 to 1 that what is shared adds up to, and the same way each time", () => {
    fc.assert(
      fc.property(anyHolders, (held) => {
        const holders = new Map(Object.entries(held));
        const { ranked, compared, tooCommon } = similarCases("case-1", marks, holders, 1_000);
        assert.equal(compared + tooCommon.length, marks.length);
        for (const [at, { caseId, score, shared }] of ranked.entries()) {
          assert.notEqual(caseId, "case-1");
          assert.ok(score > 0 && score <= 1 && score <= (ranked[at - 1]?.score ?? 1));
          assert.ok(shared.length > 0 && shared.length <= sharedMax);
          for (const { key } of shared) assert.ok(holders.get(key)?.includes(caseId));
        }
        assert.deepEqual(similarCases("case-1", marks, holders, 1_000).ranked, ranked);
      }),
      { numRuns: 200 },
    );
  });

  test("who shares a rare thing stands before who shares a common one; all that is shared is a score of 1", () => {
    const some = Array.from({ length: 150 }, (_, at) => `case-${at + 100}`);
    const holders = new Map([
      ["entity a", ["case-1", "case-2"]],
      ["entity b", ["case-1", "case-3", ...some]],
    ]);
    const { ranked } = similarCases("case-1", [mark("a"), mark("b")], holders, 10_000);
    assert.equal(ranked[0]?.caseId, "case-2");
    assert.equal(similarCases("case-1", [mark("a")], holders, 10_000).ranked[0]?.score, 1);
  });

  test("what too many cases hold is named and not counted", () => {
    const holders = new Map([["entity a", Array.from({ length: commonAbove + 1 }, (_, at) => `case-${at + 1}`)]]);
    const { ranked, tooCommon, compared } = similarCases(
      "case-1",
      [mark("a\u202e")].map((each) => ({ ...each, mark: "entity a" })),
      holders,
      50_000,
    );
    assert.deepEqual([ranked, compared, tooCommon[0]?.label], [[], 0, "a⟦U+202E⟧"]);
  });
});
