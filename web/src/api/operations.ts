import { actionOperations } from "../../../src/server/contract/actions.ts";
import { alertOperations } from "../../../src/server/contract/alerts.ts";
import { caseAttackOperations } from "../../../src/server/contract/attack.ts";
import { caseReasonOperations } from "../../../src/server/contract/case-reasons.ts";
import { caseReportOperations } from "../../../src/server/contract/case-report.ts";
import { caseWorkOperations } from "../../../src/server/contract/case-work.ts";
import { caseOperations } from "../../../src/server/contract/cases.ts";
import { connectorOperations } from "../../../src/server/contract/connectors.ts";
import { demoOperations, firstRunOperations } from "../../../src/server/contract/demo.ts";
import { evidenceOperations } from "../../../src/server/contract/evidence.ts";
import { guideOperations } from "../../../src/server/contract/guide.ts";
import { modelPreviewOperations } from "../../../src/server/contract/model-preview.ts";
import { accountOperations, colleagueOperations, peopleOperations } from "../../../src/server/contract/people.ts";
import { policyOperations } from "../../../src/server/contract/policies.ts";
import { queueOperations } from "../../../src/server/contract/queue.ts";
import { queuePeopleOperations } from "../../../src/server/contract/queue-people.ts";
import { serviceOperations } from "../../../src/server/contract/service.ts";
import { settingsOperations } from "../../../src/server/contract/settings.ts";
import { signInOperations } from "../../../src/server/contract/sign-in.ts";
import { sourceOperations } from "../../../src/server/contract/sources.ts";
import { writeBackOperations } from "../../../src/server/contract/write-back.ts";

/**
 * The operations that the queue and what stands around it ask, and those of pages beside them. What is asked from one page alone, and is much, has a client of
 * its own (`clientFor`) beside it here, and comes with that page: the first scripts have their limit.
 */
export const firstOperations = {
  ...demoOperations,
  ...alertOperations,
  ...caseOperations,
  ...caseWorkOperations,
  ...caseReasonOperations,
  ...caseAttackOperations,
  ...caseReportOperations,
  ...queueOperations,
  ...queuePeopleOperations,
  ...evidenceOperations,
  ...guideOperations,
  ...modelPreviewOperations,
  ...actionOperations,
  ...policyOperations,
  ...sourceOperations,
  ...connectorOperations,
  ...writeBackOperations,
  ...settingsOperations,
  ...firstRunOperations,
  ...signInOperations,
  ...accountOperations,
  ...peopleOperations,
  ...colleagueOperations,
  ...serviceOperations,
} as const;
