import { createHash } from "node:crypto";
import type { z } from "zod";
import { isSteppedUp, type Who } from "../../core/access/who.ts";
import type { Dossier } from "../../core/regulation/dossier.ts";
import type { RegulatoryReport } from "../../core/regulation/report.ts";
import { notLegalAdvice } from "../../core/regulation/words.ts";
import type { HandoverGiven } from "../../engine/handover/desk.ts";
import { regulationDocument, valueText } from "../../stages/regulation/document.ts";
import { documentPdf } from "../../stages/regulation/pdf.ts";
import { personOf } from "../cases/routes.ts";
import type { ReportDocument } from "../contract/case-report.ts";
import { regulationOperations } from "../contract/regulation.ts";
import { given, msOf } from "../http/iso.ts";
import { noteExport } from "../http/note-export.ts";
import { defineRoute, Reply, type Route } from "../route.ts";
import { reportCsv } from "./csv.ts";
import { reportLine, worksheetShown } from "./show-worksheet.ts";

/** The routes about reports: reading, taking out, signing, and saying that one was handed in. */
export const reportRoutes = (nowMs: () => number): readonly Route[] => [...reading, ...signing(nowMs)];

type Made = { readonly report: RegulatoryReport; readonly dossier: Dossier };

const signedOf = ({ report, dossier }: Made) =>
  dossier.signed.filter(({ regime, stage }) => regime === report.pack.pack.regime && stage === report.template.stage);

const writers = {
  json: {
    type: "application/json; charset=utf-8",
    // Exactly what is signed stands in it as text, so that a signature can be checked without knowing how it was made.
    write: (made: Made) =>
      Buffer.from(
        `${JSON.stringify({ format: "watchkeeper/regulatory-report-file@1", notice: notLegalAdvice, digest: made.report.digest, canonical: made.report.canonical, report: JSON.parse(made.report.canonical), signatures: signedOf(made).map(({ by, atMs, digest, proof }) => ({ by, at: new Date(atMs).toISOString(), digest, proof })) }, undefined, 2)}\n`,
      ),
  },
  csv: { type: "text/csv; charset=utf-8", write: ({ report }: Made) => Buffer.from(reportCsv(report)) },
  pdf: { type: "application/pdf", write: (made: Made) => documentPdf(regulationDocument(made.report, signedOf(made))) },
} as const;

const reading: readonly Route[] = [
  defineRoute({
    ...regulationOperations.readRegulationReport,
    handle: async ({ desk, params: { id: caseId, regime, stage } }) => {
      const { report, dossier } = await desk.regulation.report({ caseId, regime, stage });
      return {
        caseId,
        notice: notLegalAdvice,
        line: reportLine(report, dossier),
        fields: report.fields.map(({ number, title, required, status, value, estimate, source, confirmedBy }) => ({
          ...{ number, title, required, status, estimate, text: valueText(value) },
          value: value === undefined ? null : Array.isArray(value) ? [...value] : value,
          source: source ?? null,
          confirmedBy: confirmedBy ?? null,
        })),
        canonical: report.canonical,
        unverified: [...report.pack.pack.unverified],
      };
    },
  }),
  defineRoute({
    ...regulationOperations.readRegulationReportDocument,
    handle: async ({ desk, params: { id: caseId, regime, stage } }) => {
      const made = await desk.regulation.report({ caseId, regime, stage });
      return regulationDocument(made.report, signedOf(made)) as z.input<typeof ReportDocument>;
    },
  }),
  defineRoute({
    ...regulationOperations.downloadRegulationReport,
    handle: async ({ desk, who, params: { id: caseId, regime, stage }, query: { format } }) => {
      const made = await desk.regulation.report({ caseId, regime, stage });
      const { type, write } = writers[format];
      const bytes = write(made);
      await noteExport(desk, who, `${regime} ${stage} report of ${caseId} as ${format}`, bytes);
      const filename = `${caseId.replaceAll(/[^A-Za-z0-9-]+/g, "-").slice(0, 60)}-${regime}-${stage}.${format}`;
      const headers = { "content-type": type, "content-disposition": `attachment; filename="${filename}"` };
      return new Reply(bytes, { headers: { ...headers, "content-security-policy": "default-src 'none'; sandbox" } });
    },
  }),
];

const signing = (nowMs: () => number): readonly Route[] => [
  defineRoute({
    ...regulationOperations.readReportToSign,
    handle: async ({ desk, who, params: { id: caseId, regime, stage } }) => {
      const { by, digest, bytes, passkeys } = await desk.regulation.toSign(personOf(who), { caseId, regime, stage });
      return {
        ...{ by, digest, passkeys: [...passkeys], proof: passkeys.length > 0 ? ("passkey" as const) : ("session" as const) },
        bytes: Buffer.from(bytes).toString("base64"),
        challenge: createHash("sha256").update(bytes).digest("base64url"),
      };
    },
  }),
  defineRoute({
    ...regulationOperations.signReport,
    handle: async ({ desk, who, params: { id: caseId, regime, stage }, body: { digest, signature } }) => {
      const signed = { caseId, regime, stage, digest, ...givenBy(who, signature, nowMs()) };
      return worksheetShown(await desk.regulation.sign(personOf(who), signed), desk.regulation.situation, nowMs());
    },
  }),
  defineRoute({
    ...regulationOperations.recordSubmission,
    handle: async ({ desk, who, params: { id: caseId, regime, stage }, body: { at, ...said } }) => {
      const submitted = { caseId, regime, stage, ...said, ...given({ submittedAtMs: msOf(at) }) };
      return worksheetShown(await desk.regulation.submit(personOf(who), submitted), desk.regulation.situation, nowMs());
    },
  }),
];

/** What stands behind a signature: what a key made, or the session that has just shown a second factor. A token has no session. */
function givenBy(who: Who, signature: string | undefined, nowMs: number): HandoverGiven {
  const { session, steppedUpAtMs, inDemo } = who;
  const isWord = session !== undefined && steppedUpAtMs !== undefined && isSteppedUp(who, nowMs);
  return { signature, session: isWord ? { id: session, steppedUpAtMs, inDemo } : undefined };
}
