import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Assessment } from "../../core/assessment/assessment.ts";
import { loadAttackCatalogue } from "../../knowledge/attack.ts";
import { manyCases, quietAssessment, sampleAssessment } from "../../testing/sample-assessment.ts";
import { reportMarkdown } from "./markdown.ts";

const catalogue = loadAttackCatalogue();
/** A line with everything that is escaped taken out. */
const bare = (line: string) => line.replace(/\\[!-/:-@[-`{-~]/g, "");

test("no line holds a link, an image, code, HTML but our line break, or a live address", () => {
  for (const assessment of [sampleAssessment(), quietAssessment(), manyCases(30)])
    for (const line of reportMarkdown(assessment, catalogue).split("\n")) {
      assert.doesNotMatch(bare(line).replaceAll("<br>", "").replaceAll("< 1 %", ""), /[`<]|\]\(|\]\[/, line);
      assert.doesNotMatch(line, /(https?|ftp|javascript|mailto):\S|\bwww\./i);
      assert.doesNotMatch(line, /[\p{Cc}\p{Cf}]/u);
    }
});

test("whatever text evidence holds, every table row keeps its cells and no line is added", () => {
  const shape = (text: string) =>
    reportMarkdown(withText(text), catalogue)
      .split("\n")
      .map((line) =>
        line.startsWith("|") ? `row of ${bare(line).split("|").length}` : line.startsWith("#") ? "heading" : line === "" ? "" : "line",
      );
  const plain = shape("xxxxx");
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 10 }),
    fc.constantFrom("|", "\\", "\\|", "\n", "\n\n# h", "| a | b |\n", "`", "<br>", "```\n", "- x", "\u2028"),
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), (parts) => assert.deepEqual(shape(`xxxxx${parts.join("")}`), plain)),
    { numRuns: 300 },
  );
});

function withText(text: string): Assessment {
  const sample = sampleAssessment();
  const cases = sample.cases
    .filter(({ id }) => id === "case-2")
    .map((each) => ({
      ...each,
      title: text,
      unknowns: [text],
      because: text,
      playbook: text,
      timeline: [{ time: each.firstTime, says: text, evidence: ["e-1"] }],
      evidence: each.evidence.map((item) => ({ ...item, says: text, question: text, tool: text, answer: text })),
      observables: [],
      assets: [],
    }));
  return {
    ...sample,
    cases,
    alerts: sample.alerts.filter((alert) => alert.case === "case-2").map((alert) => ({ ...alert, title: text })),
    inputs: sample.inputs.map((input) => ({ ...input, path: text })),
  };
}

test("the order is the reader's: for every case why, what to do now, what is unknown; only then how we know; closed cases last", () => {
  const text = reportMarkdown(sampleAssessment(), catalogue);
  const places = [
    "24 alerts → 4 cases. **2 need a person.**",
    "## case-1",
    "### Why",
    "### What to do now",
    "### What is unknown",
    "## case-2",
    "# How we know",
    "## case-1 in detail",
    "### Timeline",
    "### Proposals, and whom they touch",
    "### ATT&amp;CK",
    "### Who and what",
    "### Explanations",
    "### Evidence",
    "## case-2 in detail",
    "# Closed cases",
    "# What was read",
  ].map((mark) => text.indexOf(mark));
  assert.ok(
    places.every((place) => place >= 0),
    String(places),
  );
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
});

test("a quiet day is told as what was read, not as safety", () => {
  const text = reportMarkdown(quietAssessment(), catalogue);
  assert.match(text, /\*\*Nothing was raised\.\*\* That is not proof of absence/);
  assert.match(text, /51,011 events were read, as evtx, mail, suricata, windows-json\./);
});

test("the same assessment is the same text but for the last line", () => {
  const { run: _, ...without } = sampleAssessment();
  const body = (text: string) => text.slice(0, text.indexOf("\n---\n"));
  assert.equal(body(reportMarkdown(without, catalogue)), body(reportMarkdown(sampleAssessment(), catalogue)));
});
