import { z } from "zod";
import { byId, count } from "./common.ts";
import { operation } from "./operation.ts";

const ids = z.array(z.string());
const noVerdictYet = { 404: "there is no such case, or no verdict on it yet" } as const;

/** What a report is written as. */
export const reportFormats = ["html", "md", "stix", "navigator", "ocsf", "json"] as const;

/** What a browser makes of a report's document. */
export const madeFormats = ["pdf", "docx"] as const;

const said = { text: z.string(), evidence: ids } as const;
/** A part of a report's section. Every text is inert; `evidence` names the items that say so. */
export const ReportBlock = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("paragraph"), strong: z.boolean(), ...said }),
  z.strictObject({ kind: z.literal("list"), ordered: z.boolean(), items: z.array(z.strictObject(said)) }),
  z.strictObject({ kind: z.literal("facts"), facts: z.array(z.strictObject({ name: z.string(), ...said })) }),
  z.strictObject({
    kind: z.literal("table"),
    columns: ids,
    rows: z.array(z.strictObject({ cells: ids, evidence: ids })),
    /** Rows that found no place here. */
    rowsLeftOut: count,
  }),
]);
/** A case's report as a document without a format: the browser makes the preview, PDF and DOCX from it. */
export const ReportDocument = z.strictObject({
  title: z.string(),
  subtitle: z.string(),
  sections: z.array(z.strictObject({ heading: z.string(), blocks: z.array(ReportBlock) })),
});

/** What of a case leaves. */
export const caseReportOperations = {
  readReportDocument: operation({
    method: "GET",
    path: "/api/v1/cases/{id}/report-document",
    operation: "readReportDocument",
    summary: "the report of a case as a document without a format, its text inert; noted as an export where a file is made of it",
    tag: "cases",
    right: "read",
    params: byId,
    /** What whoever asks makes of it; nothing for a look. */
    query: z.strictObject({ as: z.enum(madeFormats).optional() }),
    answer: ReportDocument,
    problems: noVerdictYet,
  }),
  downloadCaseReport: operation({
    method: "GET",
    path: "/api/v1/cases/{id}/report",
    operation: "downloadCaseReport",
    summary: "the report of a case as a file: HTML, Markdown, STIX 2.1, ATT&CK Navigator, OCSF, or the case as JSON; noted as an export",
    tag: "cases",
    right: "read",
    params: byId,
    query: z.strictObject({ format: z.enum(reportFormats).default("html") }),
    answer: "bytes",
    problems: noVerdictYet,
  }),
} as const;
