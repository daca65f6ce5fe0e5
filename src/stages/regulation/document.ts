import { visible } from "../../core/inert/inert.ts";
import type { Dossier, SheetValue } from "../../core/regulation/dossier.ts";
import { completenessOf, type RegulatoryReport, type ReportField, reportSignatureHolds } from "../../core/regulation/report.ts";
import { notLegalAdvice } from "../../core/regulation/words.ts";
import type { ReportBlock, ReportDocument } from "../report/document.ts";

/** How a value reads: yes or no, digits, text in which nothing hides. Addresses and names stay exact: an authority looks for them. */
export function valueText(value: SheetValue | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map(visible).join("; ");
  return visible(String(value));
}

/** How sure a field is, in words. */
export function standingText({ status, estimate, source, confirmedBy }: ReportField): string {
  if (status === "missing") return "missing";
  if (status === "empty") return "";
  const sure = status === "proposed" ? "proposed by the agent, not confirmed" : estimate ? "estimate" : "actual";
  return visible([sure, source, confirmedBy].filter((each) => each !== undefined).join(", "));
}

const markWords = { P: "legal text read", S: "from a secondary page", K: "known, not checked again", NV: "not verified" } as const;

/** A report as a document without a format: its fields, what is missing, what is not verified, and who signed it. The same report gives the same document. */
export function regulationDocument(report: RegulatoryReport, signed: Dossier["signed"]): ReportDocument {
  const { pack, template, fields, caseId, digest } = report;
  const { requiredFilled, required, missing } = completenessOf(fields);
  const facts = [
    ["Case", caseId],
    ["Pack", `${pack.pack.name} ${pack.pack.version} (${pack.digest})`],
    ["Source of the fields", `${template.article} (${markWords[template.mark]})`],
    ["Complete", `${requiredFilled} of ${required} required fields`],
    ["Digest", digest],
  ];
  return {
    title: `${template.title}: ${visible(caseId)}`,
    subtitle: notLegalAdvice,
    sections: [
      {
        heading: "Report",
        blocks: [{ kind: "facts", facts: facts.map(([name = "", text = ""]) => ({ name, text: visible(text), evidence: [] })) }],
      },
      { heading: "Fields", blocks: [table(["Field", "Name", "Value", "Standing"], fields.map(fieldRow))] },
      {
        heading: "Missing",
        blocks: [
          list(
            missing.map(({ number, title }) => `${number} ${title}`),
            "Nothing that is required is missing.",
          ),
        ],
      },
      { heading: "Not verified", blocks: [list(pack.pack.unverified, "Nothing is marked as not verified.")] },
      {
        heading: "Signatures",
        blocks: [
          list(
            signed.map((each) => signatureText(caseId, each, digest)),
            "Nobody signed this report.",
          ),
        ],
      },
    ],
  };
}

const fieldRow = (field: ReportField) => [field.number, field.title, valueText(field.value), standingText(field)];

function signatureText(caseId: string, each: Dossier["signed"][number], digest: string): string {
  const holds = reportSignatureHolds(caseId, each) ? "holds" : "DOES NOT HOLD";
  const what = each.digest === digest ? "this text" : "an earlier text";
  return visible(
    `${each.by}, ${new Date(each.atMs).toISOString()}, ${each.proof.kind === "demo" ? "signed in the demo, no second factor" : each.proof.kind}, over ${what} (${each.digest}): ${holds}`,
  );
}

const table = (columns: string[], rows: string[][]): ReportBlock => ({
  kind: "table",
  columns,
  rows: rows.map((cells) => ({ cells, evidence: [] })),
  rowsLeftOut: 0,
});
const list = (texts: readonly string[], none: string): ReportBlock =>
  texts.length === 0
    ? { kind: "paragraph", strong: false, text: none, evidence: [] }
    : { kind: "list", ordered: false, items: texts.map((text) => ({ text, evidence: [] })) };
