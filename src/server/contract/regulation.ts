import { z } from "zod";
import { regulationLimits as limits } from "../../core/regulation/limits.ts";
import { classifications } from "../../core/regulation/words.ts";
import { ReportDocument } from "./case-report.ts";
import { byId, digest, id, notThere, time } from "./common.ts";
import { operation } from "./operation.ts";
import { RegulationObligations, RegulationRegisters } from "./regulation-register-shapes.ts";
import { RegulationBoard, RegulationField, RegulationReportLine, RegulationWorksheet, regime, value, word } from "./regulation-shapes.ts";

const because = z.string().trim().min(1).max(limits.wordsLengthMax);
/** What a person's key made: Ed25519 in base64, or what a passkey answered, as canonical JSON. */
const signature = z.string().min(1).max(8_192);

const refusals = {
  403: "this person may not, or the signature is not theirs for this",
  404: "there is no such case, value, regime or report",
  409: "the papers do not stand so that this can be done, or are others than were shown",
} as const;
const ofStage = z.strictObject({ id, regime, stage: word });
const deed = { method: "POST", tag: "regulation", right: "triage", params: byId, answer: RegulationWorksheet, problems: refusals } as const;
const leadDeed = { ...deed, right: "lead", idempotent: true } as const;

/** What is asked and done about what regulators are told. Nothing here hands anything in. */
export const regulationOperations = {
  readRegulationBoard: operation({
    method: "GET",
    path: "/api/v1/regulation/board",
    operation: "readRegulationBoard",
    summary: "every clock that runs, was met or missed, the earliest first, and what nobody has decided on yet",
    tag: "regulation",
    right: "read",
    answer: RegulationBoard,
  }),
  readObligations: operation({
    method: "GET",
    path: "/api/v1/regulation/obligations",
    operation: "readObligations",
    summary: "what the packs ask of this operator, by regime and stage, and which packs are in use",
    tag: "regulation",
    right: "read",
    answer: RegulationObligations,
  }),
  readRegulationRegisters: operation({
    method: "GET",
    path: "/api/v1/regulation/registers",
    operation: "readRegulationRegisters",
    summary: "registers: breaches, reportable incidents, monthly looks for recurrences, legal holds, erasures, own outages",
    tag: "regulation",
    right: "read",
    answer: RegulationRegisters,
  }),
  readRegulationWorksheet: operation({
    method: "GET",
    path: "/api/v1/regulation/cases/{id}",
    operation: "readRegulationWorksheet",
    summary: "the worksheet of a case: values, criteria, what is missing, what would tip it, clocks and reports",
    tag: "regulation",
    right: "read",
    params: byId,
    answer: RegulationWorksheet,
    problems: notThere,
  }),
  openDossier: operation({
    ...deed,
    path: "/api/v1/regulation/cases/{id}",
    operation: "openDossier",
    summary: "opens the papers of a case, or has the agent propose values from it anew; what people confirmed stays",
  }),
  confirmRegulationValue: operation({
    ...deed,
    path: "/api/v1/regulation/cases/{id}/values",
    operation: "confirmRegulationValue",
    summary: "a person confirms a value, as an estimate or as it is, and says where it is from",
    body: z.strictObject({ id: word, value, estimate: z.boolean().default(false), source: because }),
    idempotent: true,
  }),
  withdrawRegulationValue: operation({
    ...deed,
    path: "/api/v1/regulation/cases/{id}/values/withdrawal",
    operation: "withdrawRegulationValue",
    summary: "takes a confirmed value back, so that it is unknown again; what was said stays in its history",
    body: z.strictObject({ id: word, because: because }),
    idempotent: true,
  }),
  classifyIncident: operation({
    ...leadDeed,
    path: "/api/v1/regulation/cases/{id}/classifications",
    operation: "classifyIncident",
    summary: "a person classifies the incident under a regime, again where something changed; earlier classifications stay",
    body: z.strictObject({ regime, outcome: z.enum(classifications), because: because, at: time.optional() }),
    stepUp: true,
  }),
  waiveClock: operation({
    ...leadDeed,
    path: "/api/v1/regulation/cases/{id}/waivers",
    operation: "waiveClock",
    summary: "a person says that a report is not owed, and why",
    body: z.strictObject({ regime, stage: word, because: because }),
    stepUp: true,
  }),
  giveDeadline: operation({
    ...leadDeed,
    path: "/api/v1/regulation/cases/{id}/deadlines",
    operation: "giveDeadline",
    summary: "a person enters a deadline that an authority gave: asked for, postponed or prolonged",
    body: z.strictObject({ regime, stage: word, due: time, because: because }),
    stepUp: true,
  }),
  resumeClock: operation({
    ...leadDeed,
    path: "/api/v1/regulation/cases/{id}/resumptions",
    operation: "resumeClock",
    summary: "takes a waiver or a given deadline back: the clock runs as the pack says",
    body: z.strictObject({ regime, stage: word, because: because }),
  }),
  readRegulationReport: operation({
    method: "GET",
    path: "/api/v1/regulation/cases/{id}/reports/{regime}/{stage}",
    operation: "readRegulationReport",
    summary: "the report of a stage with its fields filled as far as they are known, and the canonical text that would be signed",
    tag: "regulation",
    right: "read",
    params: ofStage,
    answer: z.strictObject({
      caseId: z.string(),
      notice: z.string(),
      line: RegulationReportLine,
      fields: z.array(RegulationField),
      canonical: z.string(),
      unverified: z.array(z.string()),
    }),
    problems: notThere,
  }),
  downloadRegulationReport: operation({
    method: "GET",
    path: "/api/v1/regulation/cases/{id}/reports/{regime}/{stage}/file",
    operation: "downloadRegulationReport",
    summary: "the report of a stage as JSON or CSV, or as PDF, with its signatures; noted as an export. It is handed in by people",
    tag: "regulation",
    right: "read",
    params: ofStage,
    query: z.strictObject({ format: z.enum(["json", "csv", "pdf"]).default("json") }),
    answer: "bytes",
    problems: notThere,
  }),
  readRegulationReportDocument: operation({
    method: "GET",
    path: "/api/v1/regulation/cases/{id}/reports/{regime}/{stage}/document",
    operation: "readRegulationReportDocument",
    summary: "the report of a stage as a document without a format, its text inert",
    tag: "regulation",
    right: "read",
    params: ofStage,
    answer: ReportDocument,
    problems: notThere,
  }),
  readReportToSign: operation({
    method: "POST",
    path: "/api/v1/regulation/cases/{id}/reports/{regime}/{stage}/signing",
    operation: "readReportToSign",
    summary: "the bytes that whoever asks would sign, their SHA-256 as a passkey's challenge, and by what they sign; signs nothing",
    tag: "regulation",
    right: "lead",
    params: ofStage,
    answer: z.strictObject({
      by: z.string(),
      digest,
      bytes: z.string(),
      challenge: z.string(),
      /** "passkey" where one must sign; "session" where the word of the session counts. A key in a file counts in either case. */
      proof: z.enum(["passkey", "session"]),
      passkeys: z.array(z.string()),
    }),
    problems: refusals,
  }),
  signReport: operation({
    ...leadDeed,
    path: "/api/v1/regulation/cases/{id}/reports/{regime}/{stage}/sign",
    operation: "signReport",
    summary: "a person signs exactly the report of the digest that they name, with what is missing in it",
    params: ofStage,
    body: z.strictObject({ digest, signature: signature.optional() }),
    stepUp: true,
  }),
  recordSubmission: operation({
    ...leadDeed,
    path: "/api/v1/regulation/cases/{id}/reports/{regime}/{stage}/submissions",
    operation: "recordSubmission",
    summary: "a person says that they handed a signed report in, when, and under which reference; only this ends a clock",
    params: ofStage,
    body: z.strictObject({ digest, reference: because, at: time.optional() }),
    stepUp: true,
  }),
} as const;
