import { z } from "zod";
import { categories } from "../alert/category.ts";
import { severities } from "../alert/severity.ts";
import { containmentVerbs } from "../containment/action.ts";
import { observableRoles, observableTypes } from "../observable/observable.ts";
import { verdicts } from "../verdict/verdict.ts";
import { AssessmentEvidence, digest } from "./assessment-evidence.ts";
import { AssessmentModel } from "./assessment-model.ts";

export { AssessmentEvidence } from "./assessment-evidence.ts";

const probability = z.number().min(0).max(1);
const time = z.iso.datetime();
const evidenceIds = z.array(z.string());
const observable = z.strictObject({ type: z.enum(observableTypes), value: z.string(), role: z.enum(observableRoles).optional() });
const techniqueClaim = z.strictObject({ id: z.string(), confidence: probability, evidence: evidenceIds });
/** One input and its ledger: `records` = `events` + `alerts` + `rejected`. */
export const AssessmentInput = z.strictObject({
  path: z.string(),
  format: z.string(),
  records: z.int(),
  events: z.int(),
  alerts: z.int(),
  rejected: z.int(),
  /** Why records were rejected, with counts and one remedy each; absent when none was. */
  rejections: z.array(z.strictObject({ reason: z.string(), count: z.int(), example: z.string() })).optional(),
  /** Only where it could not be opened at all: why, and what to do. Its format is "unreadable" and its counts are 0. */
  unread: z.strictObject({ problem: z.string(), remedy: z.string() }).optional(),
});
export type AssessmentInput = z.infer<typeof AssessmentInput>;

/** One alert as `watchkeeper/assessment@1` lists it: where it was read, what its source says, what triage made of it, and the case it is in. */
export const AssessmentAlert = z.strictObject({
  id: z.string(),
  source: z.strictObject({
    path: z.string(),
    record: z.int(),
    product: z.string(),
    rule: z.string().optional(),
    givenId: z.string().optional(),
  }),
  time,
  title: z.string(),
  category: z.enum(categories),
  severity: z.enum(severities),
  maliciousness: probability,
  verdict: z.enum(verdicts),
  tactics: z.array(z.string()),
  techniques: z.array(techniqueClaim),
  /** 1 (now) to 5 (when there is time). */
  priority: z.int().min(1).max(5),
  case: z.string(),
  /** The alert that it repeats, and why we think so. */
  duplicateOf: z.strictObject({ alert: z.string(), because: z.string() }).optional(),
  /** What moved the first assessment, strongest first. */
  because: z.array(z.string()),
});
export type AssessmentAlert = z.infer<typeof AssessmentAlert>;

const blastRadius = z.strictObject({
  hosts: z.int(),
  identities: z.int(),
  dependents: z.int(),
  sessions: z.int(),
  services: z.array(z.string()).readonly(),
  criticality: z.enum(["low", "medium", "high", "critical", "unknown"]),
  protected: z.boolean(),
  redundant: z.boolean(),
  known: z.boolean(),
  graphAgeMs: z.number().nullable(),
  containedShare: probability,
  reach: z.int(),
  says: z.string(),
});

/** One case of the assessment with all that supports its verdict; the ids in it refer to alerts and evidence of the same document. */
export const AssessmentCase = z.strictObject({
  id: z.string(),
  title: z.string(),
  category: z.enum(categories),
  severity: z.enum(severities),
  maliciousness: probability,
  verdict: z.enum(verdicts),
  escalated: z.boolean(),
  because: z.string(),
  unknowns: z.array(z.string()),
  playbook: z.string(),
  firstTime: time,
  lastTime: time,
  alerts: z.array(z.string()),
  /** Only where it has more alerts than are listed: how many it has. The newest are listed. */
  alertsTotal: z.int().optional(),
  assets: z.array(
    z.strictObject({
      name: z.string(),
      criticality: z.string(),
      role: z.string(),
      owner: z.string().optional(),
      known: z.boolean(),
      observables: z.array(observable),
    }),
  ),
  observables: z.array(observable),
  tactics: z.array(z.string()),
  techniques: z.array(techniqueClaim),
  actors: z.array(z.strictObject({ id: z.string(), name: z.string(), score: probability, consistentWith: z.boolean() })),
  hypotheses: z.array(z.strictObject({ claim: z.string(), maliciousness: probability, for: evidenceIds, against: evidenceIds })),
  evidence: z.array(AssessmentEvidence),
  timeline: z.array(z.strictObject({ time, says: z.string(), evidence: evidenceIds.min(1) })),
  containment: z.array(
    z.strictObject({
      action: z.enum(containmentVerbs),
      target: z.string(),
      tier: z.int().min(0).max(4),
      approvers: z.int(),
      blastRadius,
      undo: z.string().nullable(),
      state: z.literal("proposed"),
      evidence: evidenceIds,
    }),
  ),
  /** Why alerts and cases were joined, in order. */
  correlation: z.array(z.strictObject({ alert: z.string(), because: z.string() })),
  /** What a language model added; absent where none was asked, so that an assessment without one is what it always was. */
  model: AssessmentModel.optional(),
});
export type AssessmentCase = z.infer<typeof AssessmentCase>;

/** `accepted` = `closed` + `escalated` + `open` + `deadLettered`, over alerts. */
export const Accounting = z.strictObject({ accepted: z.int(), closed: z.int(), escalated: z.int(), open: z.int(), deadLettered: z.int() });

/**
 * The machine-readable result of an investigation (contract.md, "The assessment"). All of it is the same for the same input and options, but for `run`.
 */
export const Assessment = z.strictObject({
  schema: z.literal("watchkeeper/assessment@1"),
  input: z.string().optional(),
  inputs: z.array(AssessmentInput),
  alerts: z.array(AssessmentAlert),
  cases: z.array(AssessmentCase),
  accounting: Accounting,
  catalogues: z.strictObject({ attack: z.string(), rules: digest, playbooks: digest }),
  /** Rules that were named and not used: how many, and the first of them with the reason; absent when all were used. */
  rulesLeftOut: z.strictObject({ count: z.int(), first: z.array(z.strictObject({ path: z.string(), problem: z.string() })) }).optional(),
  run: z
    .strictObject({ generatedAt: time, durationMs: z.int(), version: z.string(), journalHead: z.string(), journalEntries: z.int() })
    .optional(),
});
export type Assessment = z.infer<typeof Assessment>;
