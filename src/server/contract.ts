import { z } from "zod";
import { Accounting, AssessmentCase } from "../core/assessment/assessment.ts";

/** What the HTTP API answers; the same schemas are published as OpenAPI 3.1 under /api/v1/openapi.json. */
export const Health = z.strictObject({ status: z.enum(["ok", "starting"]), version: z.string() });
export const Version = z.strictObject({ version: z.string(), assessment: z.literal("watchkeeper/assessment@1") });
/** A case without its evidence: what a list needs. */
export const CaseSummary = AssessmentCase.pick({
  id: true,
  title: true,
  category: true,
  severity: true,
  maliciousness: true,
  verdict: true,
  escalated: true,
  firstTime: true,
  lastTime: true,
}).extend({ alerts: z.int() });
export const CaseList = z.strictObject({ cases: z.array(CaseSummary), accounting: Accounting });
export const Problem = z.strictObject({ code: z.string(), problem: z.string(), remedy: z.string() });
