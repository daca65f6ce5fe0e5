import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Assessment } from "../../core/assessment/assessment.ts";
import { sampleAssessment } from "../../testing/sample-assessment.ts";
import { differenceOf, fallsOf, outcomeOf } from "./outcome.ts";
import { breachesOf, type Output } from "./outputs.ts";
import { cellsOf } from "./table.ts";

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
    ["csv", 'a,b\r\n"x, y"," =1",\r\n'],
    ["plain", "see https://collect.example.test/?d=1"],
    ["plain", "see www.collect.example.test/a"],
    ["plain", "javascript:alert(1)"],
    ["plain", "ask @channel"],
    ["plain", "write to boss@example.test"],
    ["plain", "be\u200bnign"],
    ["plain", "a\u001b]8;;x"],
    ["chat", "hello <!channel>"],
    ["chat", "<https://collect.example.test|this case>"],
    ["card", '{"type":"message","attachments":[{"content":{"type":"AdaptiveCard","body":[{"type":"Image","url":"x"}]}}]}'],
    ["card", '{"type":"doc","content":[{"type":"text","text":"x","marks":[{"type":"link"}]}]}'],
    ["card", '{"type":"doc","content":[{"type":"text","text":"https://collect.example.test"}]}'],
    ["mail", "Subject: x\r\nContent-Type: text/html\r\n\r\n<b>x</b>"],
    ["mail", "Subject: x\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\naHR0cDovL2NvbGxlY3QuZXhhbXBsZS50ZXN0Lw=="],
    [
      "mail",
      "Subject: x\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nhttp:=\r\n//collect.example.test",
    ],
  ];
  for (const [form, text] of planted)
    test(`${form}: ${JSON.stringify(text)} is found`, () => assert.notDeepEqual(breachesOf({ form, name: "n", text }), []));

  const harmless: readonly (readonly [Output["form"], string])[] = [
    ["html", "<p>&lt;script&gt; onload=1</p>"],
    ["markdown", "\\![x]\\(https://collect.example.test/p.png\\) and \\<img"],
    ["markdown", "`<img src=x>`"],
    ["csv", "a,'=1+1,b"],
    ["csv", 'a,-1.5,"b ""=1"""\r\n,,\r\n'],
    ["plain", "hxxps://collect[.]example[.]test and user[@]example.test, data and file: two words"],
    ["chat", "a &lt;!channel&gt; &amp; b"],
    ["card", '{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"a"},{"type":"hardBreak"}]}]}'],
    ["mail", "Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhxxp://collect[.]example[.]test"],
  ];
  for (const [form, text] of harmless) test(`${form}: ${text} is not`, () => assert.deepEqual(breachesOf({ form, name: "n", text }), []));
});

test("what was in an output without hostile words is ours, and a header more is not", () => {
  const plain = (text: string): Output => ({ form: "plain", name: "n", text });
  assert.deepEqual(breachesOf(plain("see https://soc.example.test/1"), plain("at https://soc.example.test/1")), []);
  const mail = (text: string): Output => ({ form: "mail", name: "n", text: `Subject: x${text}\r\nContent-Type: text/plain\r\n\r\na` });
  assert.deepEqual(breachesOf(mail(" and y"), mail("")), []);
  assert.deepEqual(breachesOf(mail("\r\nBcc: all"), mail("")), ["a header more: bcc"]);
});

test("a table is read as it was written, whatever is in its cells", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.string({ unit: "binary" }), { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      (rows) => {
        const text = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\r\n");
        assert.deepEqual(cellsOf(text), rows);
      },
    ),
  );
});
