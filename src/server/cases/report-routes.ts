import type { z } from "zod";
import type { Assessment } from "../../core/assessment/assessment.ts";
import type { AttackCatalogue } from "../../core/attack/attack.ts";
import { assessmentOfRows } from "../../stages/report/assessment-of-rows.ts";
import { reportDocument } from "../../stages/report/document.ts";
import { forPeople } from "../../stages/report/for-people.ts";
import { navigatorLayer, ocsfFindings, reportHtml, reportMarkdown, stixBundle } from "../../stages/report/index.ts";
import { readingsOf } from "../../stages/report/reading.ts";
import { caseReportOperations, type ReportDocument, type reportFormats } from "../contract/case-report.ts";
import type { TenantDesk } from "../desk.ts";
import { noteExport } from "../http/note-export.ts";
import { noSuch } from "../http/refusals.ts";
import { defineRoute, Reply, type Route } from "../route.ts";
import { alertsOf, concludedRow } from "./case-facts.ts";

type Written = { readonly name: string; readonly type: string; readonly write: (each: Assessment, catalogue: AttackCatalogue) => string };

const json = "application/json; charset=utf-8";
const writers: Readonly<Record<(typeof reportFormats)[number], Written>> = {
  html: { name: "report.html", type: "text/html; charset=utf-8", write: reportHtml },
  md: { name: "report.md", type: "text/markdown; charset=utf-8", write: reportMarkdown },
  stix: { name: "stix-bundle.json", type: json, write: stixBundle },
  navigator: { name: "navigator-layer.json", type: json, write: navigatorLayer },
  ocsf: { name: "ocsf-findings.jsonl", type: "application/x-ndjson; charset=utf-8", write: ocsfFindings },
  json: { name: "assessment.json", type: json, write: (each) => `${JSON.stringify(each, undefined, 2)}\n` },
};

/** The routes by which a case leaves. */
export const caseReportRoutes: readonly Route[] = [
  defineRoute({
    ...caseReportOperations.readReportDocument,
    handle: async ({ desk, who, params: { id }, query }): Promise<z.input<typeof ReportDocument>> => {
      const [reading] = readingsOf(forPeople(await assessmentOf(desk, id)).assessment);
      if (!reading) throw noSuch("case with a verdict");
      const document = reportDocument(reading, desk.catalogue());
      if (query.as !== undefined)
        await noteExport(desk, who, `report of ${id} as ${query.as}, made of this document`, JSON.stringify(document));
      // Read only, all the way down; the schema checks it on its way out.
      return document as z.input<typeof ReportDocument>;
    },
  }),
  defineRoute({
    ...caseReportOperations.downloadCaseReport,
    handle: async ({ desk, who, params: { id }, query: { format } }) => {
      const { name, type, write } = writers[format];
      const bytes = Buffer.from(write(await assessmentOf(desk, id), desk.catalogue()));
      await noteExport(desk, who, `report of ${id} as ${format}`, bytes);
      // The name is ours, and nothing of it is rendered here.
      const filename = `${id.replaceAll(/[^A-Za-z0-9-]+/g, "-").slice(0, 60)}-${name}`;
      const headers = { "content-type": type, "content-disposition": `attachment; filename="${filename}"` };
      return new Reply(bytes, { headers: { ...headers, "content-security-policy": "default-src 'none'; sandbox" } });
    },
  }),
];

async function assessmentOf(desk: TenantDesk, id: string): Promise<Assessment> {
  const { row, detail } = await concludedRow(desk, id);
  return assessmentOfRows(detail, { rows: await alertsOf(desk, id), total: row.alerts }, desk.catalogue().version);
}
