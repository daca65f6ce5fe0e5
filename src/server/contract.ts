import { z } from "zod";
import { Accounting, Assessment, AssessmentCase } from "../core/assessment/assessment.ts";
import { Status, StopAnswer, StopRequest } from "../core/status/status.ts";
import { actionOperations } from "./contract/actions.ts";
import { alertOperations } from "./contract/alerts.ts";
import { caseAttackOperations } from "./contract/attack.ts";
import { Health, Version } from "./contract/basics.ts";
import { caseReasonOperations } from "./contract/case-reasons.ts";
import { caseReportOperations } from "./contract/case-report.ts";
import { caseWorkOperations } from "./contract/case-work.ts";
import { caseOperations } from "./contract/cases.ts";
import { firstRunOperations } from "./contract/demo.ts";
import { connectorOperations } from "./contract/connectors.ts";
import { evidenceOperations } from "./contract/evidence.ts";
import { handoverOperations } from "./contract/handover.ts";
import { journalOperations } from "./contract/journal.ts";
import { mcpOperations } from "./contract/mcp.ts";
import { measureOperations } from "./contract/measures.ts";
import { accountOperations, peopleOperations } from "./contract/people.ts";
import { playbookOperations } from "./contract/playbooks.ts";
import { policyOperations } from "./contract/policies.ts";
import { Problem } from "./contract/problem.ts";
import { queueOperations } from "./contract/queue.ts";
import { queuePeopleOperations } from "./contract/queue-people.ts";
import { referenceOperations } from "./contract/reference.ts";
import { serviceOperations } from "./contract/service.ts";
import { settingsOperations } from "./contract/settings.ts";
import { signInOperations } from "./contract/sign-in.ts";
import { sourceOperations } from "./contract/sources.ts";
import { writeBackOperations } from "./contract/write-back.ts";

export { Health, Version } from "./contract/basics.ts";
export { type ApiClient, ApiProblem, apiClient } from "./contract/client.ts";
export { Problem } from "./contract/problem.ts";

/** A case without its evidence, as the published assessment's list has it. `alerts` counts them. */
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
/** The cases of a published assessment with its ledger. */
export const CaseList = z.strictObject({ cases: z.array(CaseSummary), accounting: Accounting });

/** The named shapes of what `demo` publishes, as its description lists them. */
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

/** Every operation of the API by its name: the console's client is typed by this table. */
export const operations = {
  ...alertOperations,
  ...caseOperations,
  ...caseWorkOperations,
  ...caseReasonOperations,
  ...caseAttackOperations,
  ...caseReportOperations,
  ...queueOperations,
  ...queuePeopleOperations,
  ...evidenceOperations,
  ...actionOperations,
  ...playbookOperations,
  ...policyOperations,
  ...sourceOperations,
  ...connectorOperations,
  ...handoverOperations,
  ...journalOperations,
  ...writeBackOperations,
  ...mcpOperations,
  ...measureOperations,
  ...serviceOperations,
  ...settingsOperations,
  ...firstRunOperations,
  ...referenceOperations,
  ...signInOperations,
  ...accountOperations,
  ...peopleOperations,
} as const;
