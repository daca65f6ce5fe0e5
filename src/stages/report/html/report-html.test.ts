import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { parseDocument } from "htmlparser2";
import type { Assessment } from "../../../core/assessment/assessment.ts";
import { loadAttackCatalogue } from "../../../knowledge/attack.ts";
import { manyCases, quietAssessment, sampleAssessment } from "../../../testing/sample-assessment.ts";
import { reportHtml } from "./report-html.ts";

const catalogue = loadAttackCatalogue();
type Element = { readonly name: string; readonly attribs: Readonly<Record<string, string>>; readonly children?: readonly unknown[] };

/** Every element that a browser would see, by an independent parser. */
function elementsOf(page: string): Element[] {
  const found: Element[] = [];
  const visit = (node: unknown): void => {
    const { name, attribs, children = [] } = node as Element;
    if (name && !name.startsWith("!")) found.push({ name, attribs });
    for (const child of children) visit(child);
  };
  visit(parseDocument(page));
  return found;
}

const allowed = new Set(
  "html head meta title style body main header footer section article nav details summary h1 h2 h3 h4 p a b i em span div dl dt dd ul ol li table thead tbody tr th td time code figure figcaption bdi svg g rect line path text".split(
    " ",
  ),
);
/** What can load, run or navigate. */
const loading = [
  "src",
  "srcset",
  "srcdoc",
  "action",
  "formaction",
  "data",
  "poster",
  "background",
  "style",
  "xlink:href",
  "ping",
  "manifest",
  "cite",
];

function assertInert(page: string): void {
  const ids = new Set<string>();
  const elements = elementsOf(page);
  for (const { name, attribs } of elements) {
    assert.ok(allowed.has(name), `<${name}>`);
    for (const [attribute, value] of Object.entries(attribs)) {
      assert.ok(!attribute.startsWith("on") && !loading.includes(attribute), `${name} ${attribute}`);
      if (attribute === "href") assert.match(value, /^#c\d+(-[a-z0-9]+)*$/);
      if (attribute === "id") assert.ok(!ids.has(value) && ids.add(value), `id ${value} twice`);
    }
  }
  for (const { attribs } of elements) if (attribs.href) assert.ok(ids.has(attribs.href.slice(1)), `${attribs.href} leads nowhere`);
}

test("the page asks nobody for anything, holds no script, and every link stays on it", () => {
  for (const assessment of [sampleAssessment(), quietAssessment(), manyCases(50)]) {
    const page = reportHtml(assessment, catalogue);
    assertInert(page);
    assert.doesNotMatch(page, /(https?|ftp|file|javascript|data|mailto):\S/i);
    assert.doesNotMatch(page, /@import|url\(/i);
  }
});

test("the policy allows one style sheet by its digest, and nothing else", () => {
  const page = reportHtml(sampleAssessment(), catalogue);
  const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  const styles = [...page.matchAll(/<style>([\s\S]*?)<\/style>/g)];
  assert.equal(styles.length, 1);
  const digest = createHash("sha256")
    .update(styles[0]?.[1] ?? "")
    .digest("base64");
  assert.equal(policy, `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`);
  assert.ok(page.indexOf("Content-Security-Policy") < page.indexOf("<style>"));
});

test("whatever text evidence holds, the page has the same elements", () => {
  const shape = (assessment: Assessment) =>
    elementsOf(reportHtml(assessment, catalogue)).map(({ name, attribs }) => `${name} ${Object.keys(attribs)}`);
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.constantFrom(
      "<script>",
      "</style>",
      "</title>",
      "-->",
      "]]>",
      "<svg onload=x>",
      '" onclick="x',
      "' x='",
      "<!--",
      "</svg>",
      "&lt;",
      "<a href=//x>",
    ),
  );
  const plain = shape(withText("plain"));
  // Right-to-left text gains a <bdi>; nothing else may differ.
  const without = (elements: string[]) => elements.filter((element) => element !== "bdi ");
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 1, maxLength: 4 }).map((parts) => `x${parts.join("")}`),
      (text) => assert.deepEqual(without(shape(withText(text))), plain),
    ),
    { numRuns: 150 },
  );
});

/** The undecided case of the sample with one text everywhere that text from outside can stand. */
function withText(text: string): Assessment {
  const sample = sampleAssessment();
  const cases = sample.cases
    .filter(({ id }) => id === "case-2")
    .map((each) => ({
      ...each,
      title: text,
      unknowns: [text],
      playbook: text,
      timeline: [{ time: each.firstTime, says: text, evidence: ["e-1"] }],
      evidence: each.evidence.map((item) => ({ ...item, says: text, question: text, tool: text, answer: text })),
      observables: [{ type: "other" as const, value: text }],
      assets: [{ name: "ws-1", role: text, criticality: text, owner: text, known: true, observables: [] }],
      because: `${text} [e-1]`,
    }));
  return {
    ...sample,
    cases,
    alerts: sample.alerts
      .filter((alert) => alert.case === "case-2")
      .map((alert) => ({ ...alert, title: text, source: { ...alert.source, path: text, product: text, rule: text } })),
    inputs: sample.inputs.map((input) => ({ ...input, path: text, format: text })),
  };
}

test("fifty cases fit into 1.5 MB, and what is left out is said", () => {
  const page = reportHtml(manyCases(50), catalogue);
  assert.ok(Buffer.byteLength(page) < 1_500_000);
  const thousands = reportHtml(manyCases(3_000), catalogue);
  assert.ok(Buffer.byteLength(thousands) < 1_500_000, String(Buffer.byteLength(thousands)));
  assert.match(thousands, /\d+ further cases are listed above and told in assessment\.json only/);
  assert.match(thousands, /2800 more cases/);
});

test("the same assessment is the same page; only the footer knows the run", () => {
  const page = reportHtml(sampleAssessment(), catalogue);
  assert.equal(reportHtml(sampleAssessment(), catalogue), page);
  const { run, ...without } = sampleAssessment();
  const body = (text: string) => text.slice(0, text.indexOf("<footer>"));
  assert.equal(body(reportHtml(without, catalogue)), body(page));
  assert.ok(run && page.slice(page.indexOf("<footer>")).includes(run.journalHead));
});

test("the reader finds, in this order: verdict, why, what to do, what is unknown, then how we know", () => {
  const page = reportHtml(sampleAssessment(), catalogue);
  const article = page.slice(page.indexOf('<article class="case true-positive"'));
  const places = [
    "True positive",
    "almost certainly malicious",
    "<h3>Why",
    "<h3>What to do now",
    "<h3>What is unknown",
    "<h3>Timeline",
    "<h3>ATT&amp;CK",
    "<h3>Who and what",
    "<h3>Explanations",
    "<h3>Evidence",
    "why they belong together",
  ].map((mark) => article.indexOf(mark));
  assert.ok(
    places.every((place) => place > 0),
    String(places),
  );
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
});

test("actors are only ever consistent with; proposals are never done; cases that need nobody come last", () => {
  const page = reportHtml(sampleAssessment(), catalogue);
  assert.match(page, /Consistent with<\/h4><ul><li><b>APT29/);
  assert.doesNotMatch(page, /Lazarus/);
  assert.match(page, /Proposed\. Nothing has been carried out\./);
  assert.ok(page.indexOf("Closed cases") > page.indexOf("Credential abuse"));
});

test("an assessment without alerts says what was read, and that silence proves nothing", () => {
  const page = reportHtml(quietAssessment(), catalogue);
  assert.match(page, /That is not proof of absence/);
  assert.match(page, /51,011 events were read, as evtx, mail, suricata, windows-json/);
  const empty = reportHtml({ ...quietAssessment(), inputs: [] }, catalogue);
  assert.match(empty, /No event could be read/);
});

test("a long timeline shows both ends and folds the middle; repeats in a row are one line with a count", () => {
  const page = reportHtml(sampleAssessment(), catalogue);
  assert.match(page, /×3 until 08:41:12/);
  assert.match(page, /<summary>10 lines between<\/summary>/);
});
