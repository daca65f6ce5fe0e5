import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Assessment } from "../../core/assessment/assessment.ts";
import { sampleAssessment } from "../../testing/sample-assessment.ts";
import { differenceOf, fallsOf, outcomeOf } from "./outcome.ts";
import { breachesOf, type Output } from "./outputs.ts";

const sample = sampleAssessment();
const clean = outcomeOf(sample);
const [first, ...rest] = sample.cases;
const withFirst = (change: Partial<Assessment["cases"][number]>): Assessment => ({ ...sample, cases: [{ ...first!, ...change }, ...rest] });

describe("what falls", () => {
  const planted: readonly (readonly [string, Assessment, RegExp])[] = [
    ["a case that is closed", withFirst({ escalated: false }), /escalated became closed/],
    ["a severity that is lower", withFirst({ severity: "low" }), /severity critical became low/],
    ["a verdict that is milder", withFirst({ verdict: "insufficient-data" }), /verdict true-positive became insufficient-data/],
    [
      "an alert that waits longer",
      { ...sample, alerts: sample.alerts.map((alert) => ({ ...alert, priority: 5 })) },
      /priority \d became 5/,
    ],
    [
      "an alert that is gone",
      { ...sample, alerts: sample.alerts.filter(({ source }) => source.record !== sample.alerts[0]?.source.record) },
      /no alert any more/,
    ],
    ["a ledger that does not balance", { ...sample, accounting: { ...sample.accounting, open: 9 } }, /does not balance/],
  ];
  for (const [name, assessment, says] of planted)
    test(`${name} is found`, () => assert.match(fallsOf(clean, outcomeOf(assessment)).join(), says));

  test("nothing, where nothing fell or more was escalated", () => {
    assert.deepEqual(fallsOf(clean, outcomeOf(sample)), []);
    const raised = {
      ...sample,
      cases: sample.cases.map((each) => ({ ...each, escalated: true, severity: "critical" as const, verdict: "true-positive" as const })),
    };
    assert.deepEqual(fallsOf(clean, outcomeOf(raised)), []);
  });
});

test("twins differ by how they end and by what is proposed, and by nothing else", () => {
  assert.equal(differenceOf(clean, outcomeOf(withFirst({ title: "another", because: "another" }))), undefined);
  assert.ok(differenceOf(clean, outcomeOf(withFirst({ severity: "low" }))));
  assert.ok(differenceOf(clean, outcomeOf(withFirst({ containment: [] }))));
});

describe("what would act", () => {
  const planted: readonly (readonly [Output["form"], string])[] = [
    ["terminal", "a\u001b[2J"],
    ["json", '{"a":"\u009b31m"}'],
    ["markdown", "a\u202eb"],
    ["html", "<p><script>1</script></p>"],
    ["html", '<p title="x" onload=1>'],
    ["html", "<a href='javascript:1'>"],
    ["markdown", "![x](https://collect.example.test/p.png)"],
    ["markdown", "a <img src=x>"],
    ["csv", "a,=1+1"],
    ["csv", '"@SUM(1)"'],
  ];
  for (const [form, text] of planted)
    test(`${form}: ${JSON.stringify(text)} is found`, () => assert.notDeepEqual(breachesOf({ form, name: "n", text }), []));

  const harmless: readonly (readonly [Output["form"], string])[] = [
    ["html", "<p>&lt;script&gt; onload=1</p>"],
    ["markdown", "\\![x]\\(https://collect.example.test/p.png\\) and \\<img"],
    ["markdown", "`<img src=x>`"],
    ["csv", "a,'=1+1,b"],
  ];
  for (const [form, text] of harmless) test(`${form}: ${text} is not`, () => assert.deepEqual(breachesOf({ form, name: "n", text }), []));
});
