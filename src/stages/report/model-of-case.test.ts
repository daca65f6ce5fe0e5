import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Assessment } from "../../core/assessment/assessment.ts";
import type { AssessmentModel } from "../../core/assessment/assessment-model.ts";
import { loadAttackCatalogue } from "../../knowledge/attack.ts";
import { sampleAssessment } from "../../testing/sample-assessment.ts";
import { reportDocument } from "./document.ts";
import { ocsfFindings, reportHtml, reportMarkdown, stixBundle } from "./index.ts";
import { proseNotice } from "./model-of-case.ts";
import { readingsOf } from "./reading.ts";

const catalogue = loadAttackCatalogue();
const nasty = "it asked <img src=x onerror=alert(1)> \u001b[31m [click](http://evil.example.test) \u202e | row";

/** What a model could at worst have had recorded. */
const model: AssessmentModel = {
  calls: [
    {
      id: "m-1",
      role: "reader",
      name: "told",
      model: "t",
      said: nasty,
      prompt: "reader-1",
      outcome: "accepted",
      inputTokens: 500,
      outputTokens: 40,
      isEstimate: false,
      costMicros: 3,
      ms: 9,
    },
    {
      id: "m-2",
      role: "planner",
      name: "told",
      model: "t",
      prompt: "planner-1",
      outcome: "refused",
      inputTokens: 400,
      outputTokens: 0,
      isEstimate: true,
      costMicros: 0,
      ms: 9,
    },
  ],
  tokens: 940,
  costMicros: 3,
  raisedBy: ["e-m1"],
  evidence: [
    {
      id: "e-m1",
      question: "What is the mail of a-1 for (text)?",
      tool: "model/reader",
      source: { kind: "answer", query: nasty, records: [], recordsTotal: 0 },
      digest: `sha256:${"0".repeat(64)}`,
      says: nasty,
      answer: "extortion",
      weight: 0,
      group: "model-reading",
      trust: "attacker-writable",
      by: "model",
    },
  ],
  hypotheses: [{ category: "malware", refutedBy: ["malware/hash-known"] }],
  prose: [{ part: "summary", text: nasty, evidence: ["e-m1"] }],
  skipped: [{ role: "writer", why: "budget-spent", detail: "the 6000 tokens of a case" }],
};

function forms(assessment: Assessment): Record<string, string> {
  const [reading] = readingsOf(assessment);
  assert.ok(reading);
  return {
    html: reportHtml(assessment, catalogue),
    markdown: reportMarkdown(assessment, catalogue),
    document: JSON.stringify(reportDocument(reading, catalogue)),
    stix: stixBundle(assessment, catalogue),
    ocsf: ocsfFindings(assessment),
  };
}

const withModel = (): Assessment => {
  const sample = sampleAssessment();
  return { ...sample, cases: sample.cases.map((each, index) => (index === 0 ? { ...each, model } : each)) };
};

describe("what a model added, in a report", () => {
  test("is part of the assessment's shape", () => {
    assert.deepEqual(Assessment.parse(withModel()).cases[0]?.model, model);
  });

  test("every form says that prose is a model's, what was asked in vain, what each step took, and why a person looks at the case", () => {
    for (const [name, text] of Object.entries(forms(withModel()))) {
      assert.ok(text.includes(proseNotice), name);
      assert.match(text, /asked as planner and gave no answer that is used: it refused/, name);
      assert.match(text, /No model was asked as writer: its budget is spent/, name);
      assert.match(text, /a person looks at it because of e-m1/, name);
      assert.match(text, /Reader \(m-1\): 500 tokens in, 40 out\./, name);
      assert.match(text, /Planner \(m-2\): 400 tokens in, 0 out, as we count them\./, name);
    }
  });

  test("nothing of it becomes markup, a control character or a link", () => {
    const { html = "", markdown = "", document = "", stix = "", ocsf = "" } = forms(withModel());
    assert.ok(!html.includes("<img"));
    assert.ok(!/\]\(http/.test(markdown));
    const escapeCharacter = String.fromCharCode(27);
    for (const [name, text] of Object.entries({ html, markdown, document }))
      for (const hidden of [escapeCharacter, "\\u001b", "\u202e", "\\u202e"])
        assert.ok(!text.includes(hidden), `${name} ${JSON.stringify(hidden)}`);
    for (const text of [stix, ocsf]) assert.ok(text.includes("\u27e6U+202E\u27e7"), "what products read shows it too");
  });

  test("a report of a case without a model says nothing of any", () => {
    for (const [name, text] of Object.entries(forms(sampleAssessment()))) assert.ok(!/language model/.test(text), name);
  });
});
