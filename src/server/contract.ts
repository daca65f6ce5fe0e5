import { z } from "zod";
import { Accounting, Assessment, AssessmentCase } from "../core/assessment/assessment.ts";
import { Status, StopAnswer, StopRequest } from "../core/status/status.ts";
import { Problem } from "./contract/problem.ts";

export { Problem } from "./contract/problem.ts";

/** What the HTTP API answers; the same schemas are published as OpenAPI 3.1 under /api/v1/openapi.json. */
export const Health = z.strictObject({ status: z.literal("ok"), version: z.string() });
export const Version = z.strictObject({ version: z.string(), assessment: z.literal("watchkeeper/assessment@1") });
/** A case without its evidence: what a list needs. `alerts` counts them. */
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

/** The named shapes of the API, as its published description lists them. */
export const schemas = {
  Health,
  Version,
  CaseSummary,
  CaseList,
  Case: AssessmentCase,
  Assessment,
  Status,
  StopRequest,
  StopAnswer,
  Problem,
} as const;
