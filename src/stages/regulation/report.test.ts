import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, test } from "node:test";
import { Asset } from "../../core/asset/asset.ts";
import { reportFor } from "../../core/regulation/decide.ts";
import { completenessOf } from "../../core/regulation/report.ts";
import type { Regime } from "../../core/regulation/words.ts";
import { reportCsv } from "../../server/regulation/csv.ts";
import { type RegulationStory, regulationStory } from "../../testing/regulation-story.ts";
import { sampleAssessment } from "../../testing/sample-assessment.ts";
import { exampleCaseRow } from "../../testing/views-contract.ts";
import { regulationDocument } from "./document.ts";
import { documentPdf } from "./pdf.ts";
import { proposalsOf } from "./proposals.ts";

// Guarantees: the same papers give the same report, byte for byte; what the case says fills it, marked as nobody's word until a person confirms it; a report
// that is handed out holds no formula, no control and nothing that opens.

const opened = "2026-11-10T09:00:00Z";
const [sample] = sampleAssessment().cases;
const row = (id: string) =>
  exampleCaseRow(id, {
    title: "Files are encrypted on the ledger",
    openedAtMs: Date.parse(opened),
    firstMs: Date.parse("2026-11-10T07:40:00Z"),
    ...(sample && { detail: { ...sample, id } }),
  });

/** A ransomware case at a payment institution, as far as its intermediate report. */
function ransomware(): RegulationStory {
  const story = regulationStory({}, "case-1");
  story.propose(
    opened,
    proposalsOf(row("case-1"), (name) => Asset.parse({ name, criticality: "critical", service: "ledger" })),
  );
  story.confirm("2026-11-10T10:00:00Z", {
    "aware-at": opened,
    "occurred-at": "2026-11-10T07:40:00Z",
    description: "Ransomware on two servers of the ledger; payments are delayed.",
    discovery: "an alert of the endpoint product",
    "critical-services": true,
    "malicious-access": true,
  });
  story.confirm("2026-11-10T10:05:00Z", { "clients-count": 120_000, "downtime-hours": 3 }, { estimate: true });
  story.classify("2026-11-10T10:30:00Z", "dora");
  story.submit("2026-11-10T12:00:00Z", "dora", "initial");
  story.confirm("2026-11-12T09:00:00Z", { "clients-count": 98_400, "costs-eur": 140_000, "recovered-at": "2026-11-11T03:00:00Z" });
  return story;
}

/** Somebody read a mailbox with personal data. */
function mailbox(): RegulationStory {
  const story = regulationStory({}, "case-2");
  story.propose(
    opened,
    proposalsOf({ ...row("case-2"), title: "Somebody reads a mailbox" }, () => undefined),
  );
  story.confirm("2026-11-10T12:00:00Z", {
    ...{ "breach-aware-at": "2026-11-10T11:00:00Z", "personal-data": true, risk: true, subjects: 340, records: 1_200 },
    "breach-nature": 'confidentiality: "=cmd" was the subject of one mail',
    "data-categories": ["names", "bank accounts"],
    consequences: "fraud by mail",
    measures: "sessions ended, password changed",
  });
  story.classify("2026-11-10T13:00:00Z", "gdpr");
  return story;
}

/** Our own service was away. */
function outage(): RegulationStory {
  const story = regulationStory({}, "case-3");
  story.propose(
    opened,
    proposalsOf({ ...row("case-3"), title: "The service was away", detail: undefined }, () => undefined),
  );
  story.confirm("2026-11-10T10:00:00Z", {
    "aware-at": opened,
    "unavailable-minutes": 31,
    "suspected-malicious": false,
    "cross-border": true,
  });
  story.classify("2026-11-10T10:10:00Z", "nis2");
  return story;
}

const stories: readonly (readonly [string, () => RegulationStory, Regime, string])[] = [
  ["ransomware-dora-intermediate", ransomware, "dora", "intermediate"],
  ["mailbox-gdpr-authority", mailbox, "gdpr", "authority"],
  ["outage-nis2-early-warning", outage, "nis2", "early-warning"],
];

/** Lines of a report as its table, without digests: those change with every version of a pack. */
const tableOf = (story: RegulationStory, regime: Regime, stage: string) =>
  reportCsv(reportFor(story.dossier(), story.situation, { regime, stage })).replaceAll(/sha256:[0-9a-f]{64}/g, "sha256:…");

describe("filled reports", () => {
  for (const [name, story, regime, stage] of stories)
    test(`${name} is the report that was read through and kept`, () => {
      const place = new URL(`./golden/${name}.csv`, import.meta.url);
      const table = tableOf(story(), regime, stage);
      assert.equal(tableOf(story(), regime, stage), table);
      if (process.env.GOLDEN === "write") writeFileSync(place, table);
      assert.equal(table, readFileSync(place, "utf8"));
    });

  test("what a case proposes stands in it as nobody's word, and is complete only where people and the record fill it", () => {
    const story = ransomware();
    const { fields } = reportFor(story.dossier(), story.situation, { regime: "dora", stage: "intermediate" });
    const field = (number: string) => fields.find((each) => each.number === number);
    assert.deepEqual([field("3.28")?.status, field("3.28")?.confirmedBy], ["proposed", undefined]);
    assert.deepEqual([field("3.4")?.status, field("3.4")?.value, field("3.4")?.estimate], ["filled", 98_400, false]);
    assert.deepEqual(field("3.12")?.value, ["clients-count: actual"]);
    assert.deepEqual(field("3.17")?.value, ["downtime-hours: estimate"]);
    assert.deepEqual(field("2.3")?.value, "2026-11-10T10:30:00.000Z");
    const { complete, missing, proposed } = completenessOf(fields);
    assert.equal(complete, false);
    assert.ok(missing.some(({ number }) => number === "3.28") && missing.some(({ number }) => number === "3.5"));
    assert.ok(proposed > 0);
  });
});

describe("files", () => {
  test("as PDF it is whole, opens nothing, and the same each time; what Latin-1 lacks stands under its name", () => {
    const story = mailbox();
    story.confirm("2026-11-10T14:00:00Z", { measures: `Łódź ⟦U+202E⟧ \u0007 (x) \\ ${"long ".repeat(300)}` });
    const made = () => {
      const report = reportFor(story.dossier(), story.situation, { regime: "gdpr", stage: "authority" });
      return Buffer.from(documentPdf(regulationDocument(report, story.dossier().signed)));
    };
    const bytes = made();
    assert.ok(bytes.equals(made()));
    const text = bytes.toString("latin1");
    assert.ok(text.startsWith("%PDF-1.4") && text.endsWith("%%EOF\n"));
    for (const no of ["/JavaScript", "/URI", "/Launch", "/EmbeddedFile", "/OpenAction", "/AA"]) assert.ok(!text.includes(no), no);
    assert.ok(text.includes("[U+0141]") && text.includes("\\(x\\)"));
    assert.ok(text.includes("Not legal advice"));
    // Every object is where the table says, and every stream is as long as it says.
    const begins = Number(/startxref\n(\d+)/.exec(text)?.[1]);
    assert.equal(text.slice(begins, begins + 4), "xref");
    [...text.slice(begins).matchAll(/^(\d{10}) 00000 n /gm)].forEach(([, place], index) => {
      assert.ok(text.slice(Number(place)).startsWith(`${index + 1} 0 obj`));
    });
    for (const [all, length] of text.matchAll(/<< \/Length (\d+) >>\nstream\n/g)) {
      const at = text.indexOf(all) + all.length;
      assert.equal(text.slice(at + Number(length), at + Number(length) + 10), "\nendstream");
    }
  });

  test("as a table it holds no formula", () => {
    const story = mailbox();
    story.confirm("2026-11-10T14:00:00Z", { measures: '=HYPERLINK("http://x")' });
    assert.match(tableOf(story, "gdpr", "authority"), /'=HYPERLINK/);
  });
});
