import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { toldOf } from "../engine/write-back/told.ts";
import { loadAttackCatalogue } from "../knowledge/attack.ts";
import { HandoverProseDraft } from "../server/contract/handover.ts";
import { documentPdf } from "../stages/regulation/pdf.ts";
import { automatedNotice, automationBias } from "../stages/report/automated.ts";
import { reportDocument } from "../stages/report/document.ts";
import { ocsfFindings, reportHtml, reportMarkdown, stixBundle } from "../stages/report/index.ts";
import { proseNotice } from "../stages/report/model-of-case.ts";
import { readingsOf } from "../stages/report/reading.ts";
import { sampleAssessment } from "../testing/sample-assessment.ts";
import { exerciseMessages } from "./exercise-messages.ts";

// Guarantees (AI Act Art. 50 and 14(4)(b)): what a language model wrote leaves in no form without saying so, what the agent writes to people elsewhere says that an
// automated system writes, and every report says beside a verdict what such a verdict is worth.

const prose = "Zweiundvierzig kettles were exchanged";
const sample = sampleAssessment();
const assessment = {
  ...sample,
  cases: sample.cases.map((each) => ({
    ...each,
    model: {
      ...{ calls: [], tokens: 0, costMicros: 0, evidence: [], hypotheses: [], skipped: [] },
      prose: [{ part: "summary" as const, text: prose, evidence: [each.evidence[0]?.id ?? ""] }],
    },
  })),
};
const catalogue = loadAttackCatalogue();

function exported(of: typeof sample): Readonly<Record<string, string>> {
  const documents = readingsOf(of).map((reading) => reportDocument(reading, catalogue));
  return {
    html: reportHtml(of, catalogue),
    markdown: reportMarkdown(of, catalogue),
    // What the console lays out as PDF and DOCX, word for word.
    document: JSON.stringify(documents),
    // Lines are broken by width on paper.
    pdf: documents
      .map((each) =>
        Buffer.from(documentPdf(each))
          .toString("latin1")
          .replaceAll(/\) Tj T\*\n\/F\d 9 Tf \(\s*/g, " "),
      )
      .join(),
    stix: stixBundle(of, catalogue),
    ocsf: ocsfFindings(of),
  };
}

describe("what an automated system wrote", () => {
  test("prose of a model is in every form of a report, and never without the notice before it", () => {
    for (const [form, text] of Object.entries(exported(assessment as typeof sample))) {
      const at = text.indexOf(prose);
      assert.ok(at >= 0, `${form} holds it`);
      // Products are given fields, whose order says nothing.
      const noticed = form === "stix" || form === "ocsf" ? text.indexOf(proseNotice) : text.lastIndexOf(proseNotice, at);
      assert.ok(noticed >= 0, `${form} says so`);
    }
    for (const [form, text] of Object.entries(exported(sample))) assert.ok(!text.includes(proseNotice), `${form} without a model`);
  });

  test("every report for people says beside each verdict what it is worth", () => {
    const { html = "", markdown = "", document = "", pdf = "" } = exported(sample);
    for (const [form, text] of Object.entries({ html, document, pdf }))
      assert.ok(text.split(automationBias).length - 1 >= sample.cases.length, form);
    assert.ok(markdown.includes(`*${automationBias}*`));
  });

  test("tickets, comments, closings, chat, paging and mail say who writes, and hold no prose of a model", async () => {
    for (const told of toldOf(assessment as typeof sample, "https://soc.example.test/cases/1")) {
      for (const text of [told.ticket.body, told.comment, told.closing, told.notice.text]) assert.ok(text.includes(automatedNotice), text);
      assert.doesNotMatch(JSON.stringify(told), new RegExp(prose));
      for (const { name, text } of await exerciseMessages(told, "here"))
        if (!name.startsWith("the title"))
          assert.match(text.replaceAll(/=\r?\n/g, "").replaceAll(/\s+/g, " "), /Written by Watchkeeper, an automated system/, name);
    }
  });

  test("a draft of a handover names its writer and says so, or is no answer of the API", () => {
    const draft = {
      call: "m-1",
      by: "model",
      model: "house",
      hosted: false,
      notice: "Drafted by a language model.",
      sentences: [],
      dropped: 0,
      tokens: 1,
      cost: 0,
    };
    assert.equal(HandoverProseDraft.safeParse(draft).success, true);
    for (const lacking of ["by", "notice", "model"])
      assert.equal(HandoverProseDraft.safeParse({ ...draft, [lacking]: undefined }).success, false, lacking);
  });
});
