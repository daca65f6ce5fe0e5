import { z } from "zod";
import { categories } from "../../core/alert/category.ts";
import { severities } from "../../core/alert/severity.ts";
import { Accounting, AssessmentCase, AssessmentEvidence } from "../../core/assessment/assessment.ts";
import { openActs } from "../../core/case/acts-open.ts";
import { CaseAct } from "./case-act.ts";
import { byId, categoryFilter, count, next, notThere, page, several, severityFilter, time } from "./common.ts";
import { operation } from "./operation.ts";

/** "waiting" is a case that the agent would close and that no grant covers: a person decides. */
const states = ["in-progress", "closed", "escalated", "waiting", "merged"] as const;

/** A case in one line. */
export const CaseLine = z.strictObject({
  id: z.string(),
  title: z.string(),
  category: z.enum(categories).nullable(),
  severity: z.enum(severities),
  maliciousness: z.number().min(0).max(1).nullable(),
  verdict: z.string().nullable(),
  state: z.enum(states),
  escalated: z.boolean(),
  priority: z.int(),
  alerts: count,
  openedAt: time,
  settledAt: time.nullable(),
  firstTime: time,
  lastTime: time,
  assignee: z.string().nullable(),
});
/** A case with all that supports its verdict; `case` is null until the first verdict stands. */
export const CaseWhole = CaseLine.extend({
  case: AssessmentCase.nullable(),
  /** The few evidence items that moved it most, most first. */
  decisive: z.array(z.string()),
  /** What it stands open for just now. What is offered can still be refused. */
  acts: z.array(z.enum(openActs)),
  /** The case that it was merged into; null where it stands by itself. */
  mergedInto: z.string().nullable(),
});
/** A page of cases, most urgent first, with the ledger over all alerts. */
export const CasePage = z.strictObject({ cases: z.array(CaseLine), next, accounting: Accounting });

const names = z.array(z.string());
/** What happened when, by event time. */
export const CaseTimeline = z.strictObject({
  timeline: z.array(
    z.strictObject({
      time,
      /** When the last alert came that this line counts; `time` itself where it counts one. */
      until: time,
      says: z.string(),
      evidence: names,
      alerts: count,
      machines: names,
      accounts: names,
      sources: names,
      severity: z.enum(severities).nullable(),
      techniques: names,
    }),
  ),
  /** Alerts that were looked at for it, and how many the case has. */
  alertsRead: count,
  alertsTotal: count,
});

const noVerdictYet = { 404: "there is no such case, or no verdict on it yet" } as const;

/** What is asked about cases, and done to them. */
export const caseOperations = {
  listCases: operation({
    method: "GET",
    path: "/api/v1/cases",
    operation: "listCases",
    summary: "cases, most urgent first, and the ledger over all alerts",
    tag: "cases",
    right: "read",
    query: z.strictObject({
      state: several(states).optional(),
      severity: severityFilter,
      category: categoryFilter,
      assignee: z.string().min(1).max(100).optional(),
      from: time.optional(),
      to: time.optional(),
      text: z.string().min(1).max(200).optional(),
      ...page,
    }),
    answer: CasePage,
  }),
  readCase: operation({
    method: "GET",
    path: "/api/v1/cases/{id}",
    operation: "readCase",
    summary: "one case, with all that supports its verdict",
    tag: "cases",
    right: "read",
    params: byId,
    answer: CaseWhole,
    etag: true,
    problems: notThere,
  }),
  readCaseEvidence: operation({
    method: "GET",
    path: "/api/v1/cases/{id}/evidence",
    operation: "readCaseEvidence",
    summary: "every recorded answer of a case: question, tool, source with digests, and what it weighs",
    tag: "cases",
    right: "read",
    params: byId,
    answer: z.strictObject({ evidence: z.array(AssessmentEvidence) }),
    problems: noVerdictYet,
  }),
  readCaseTimeline: operation({
    method: "GET",
    path: "/api/v1/cases/{id}/timeline",
    operation: "readCaseTimeline",
    summary: "what happened when, each line with the evidence that says so and whom it is about",
    tag: "cases",
    right: "read",
    params: byId,
    answer: CaseTimeline,
    problems: noVerdictYet,
  }),
  previewCaseAct: operation({
    method: "POST",
    path: "/api/v1/cases/{id}/acts/preview",
    operation: "previewCaseAct",
    summary: "what an act on a case would come to, with the approvals that would lapse by it, or why it would be refused; records nothing",
    tag: "cases",
    right: "triage",
    params: byId,
    body: CaseAct,
    answer: z.strictObject({
      says: z.string(),
      /** Approvals that people gave about the case as it stands, and that lapse once it is another. */
      lapses: z.array(z.strictObject({ action: z.string(), verb: z.string(), target: z.string(), by: z.array(z.string()) })),
      /** Why it would be refused, by its code; null where it would not. */
      code: z.string().nullable(),
      remedy: z.string().nullable(),
    }),
  }),
  actOnCase: operation({
    method: "POST",
    path: "/api/v1/cases/{id}/acts",
    operation: "actOnCase",
    summary:
      "what a person does to a case: assign, note, add or finish a task, overrule, merge, take out again, split, close, escalate, reopen; a fact of the record, with who and why",
    tag: "cases",
    right: "triage",
    params: byId,
    body: CaseAct,
    answer: "nothing",
    idempotent: true,
    problems: { ...notThere, 409: "the case does not stand so that this can be done to it" },
  }),
} as const;
