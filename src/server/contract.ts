import { actionOperations } from "./contract/actions.ts";
import { alarmOperations } from "./contract/alarms.ts";
import { alertOperations } from "./contract/alerts.ts";
import { caseAttackOperations } from "./contract/attack.ts";
import { autonomyOperations } from "./contract/autonomy.ts";
import { caseReasonOperations } from "./contract/case-reasons.ts";
import { caseReportOperations } from "./contract/case-report.ts";
import { caseWorkOperations } from "./contract/case-work.ts";
import { caseOperations } from "./contract/cases.ts";
import { connectorOperations } from "./contract/connectors.ts";
import { firstRunOperations } from "./contract/demo.ts";
import { evidenceOperations } from "./contract/evidence.ts";
import { exerciseOperations } from "./contract/exercises.ts";
import { governanceOperations } from "./contract/governance.ts";
import { guideOperations } from "./contract/guide.ts";
import { handoverOperations } from "./contract/handover.ts";
import { journalOperations } from "./contract/journal.ts";
import { mcpOperations } from "./contract/mcp.ts";
import { measureOperations } from "./contract/measures.ts";
import { modelPreviewOperations } from "./contract/model-preview.ts";
import { accountOperations, colleagueOperations, peopleOperations } from "./contract/people.ts";
import { playbookOperations } from "./contract/playbooks.ts";
import { policyOperations } from "./contract/policies.ts";
import { qualitySampleOperations } from "./contract/quality-samples.ts";
import { queueOperations } from "./contract/queue.ts";
import { queuePeopleOperations } from "./contract/queue-people.ts";
import { referenceOperations } from "./contract/reference.ts";
import { regulationOperations } from "./contract/regulation.ts";
import { serviceOperations } from "./contract/service.ts";
import { settingsOperations } from "./contract/settings.ts";
import { signInOperations } from "./contract/sign-in.ts";
import { sourceOperations } from "./contract/sources.ts";
import { writeBackOperations } from "./contract/write-back.ts";

export { Health, Version } from "./contract/basics.ts";
export { type ApiClient, ApiProblem, apiClient } from "./contract/client.ts";
export { Problem } from "./contract/problem.ts";

/** Every operation of the API by its name: the console's client is typed by this table. */
export const operations = {
  ...alertOperations,
  ...caseOperations,
  ...caseWorkOperations,
  ...caseReasonOperations,
  ...caseAttackOperations,
  ...caseReportOperations,
  ...qualitySampleOperations,
  ...alarmOperations,
  ...queueOperations,
  ...queuePeopleOperations,
  ...evidenceOperations,
  ...guideOperations,
  ...modelPreviewOperations,
  ...actionOperations,
  ...playbookOperations,
  ...policyOperations,
  ...sourceOperations,
  ...connectorOperations,
  ...journalOperations,
  ...autonomyOperations,
  ...handoverOperations,
  ...writeBackOperations,
  ...mcpOperations,
  ...measureOperations,
  ...exerciseOperations,
  ...governanceOperations,
  ...regulationOperations,
  ...serviceOperations,
  ...settingsOperations,
  ...firstRunOperations,
  ...referenceOperations,
  ...signInOperations,
  ...accountOperations,
  ...peopleOperations,
  ...colleagueOperations,
} as const;
