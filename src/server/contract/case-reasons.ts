import { z } from "zod";
import { severities } from "../../core/alert/severity.ts";
import { AssessmentEvidence } from "../../core/assessment/assessment.ts";
import { rarityGrades } from "../../core/assessment/rarity.ts";
import { EventQuery } from "../../core/query/query.ts";
import { verdicts } from "../../core/verdict/verdict.ts";
import { byId, count, id, notThere, time, whole } from "./common.ts";
import { operation } from "./operation.ts";

const probability = z.number().min(0).max(1);
const ids = z.array(z.string());
/** Who did it: "person:…" or "agent:watchkeeper". */
const actor = z.string();
const noVerdictYet = { 404: "there is no such case, or no verdict on it yet" } as const;

/** What a node of the graph is. */
export const nodeKinds = [
  "host",
  "account",
  "process",
  "file",
  "address",
  "domain",
  "url",
  "mail",
  "cloud",
  "persistence",
  "session",
  "other",
] as const;
/** An entity of a case. `id` is its identity (`type:value`); `label` is inert. */
export const GraphNode = z.strictObject({
  id: z.string(),
  kind: z.enum(nodeKinds),
  type: z.string(),
  value: z.string(),
  label: z.string(),
  /** What it was in what happened (source, target, actor, …), and what the inventory says of it. */
  roles: ids,
  assetRole: z.string().nullable(),
  criticality: z.string().nullable(),
  known: z.boolean().nullable(),
  hostile: z.boolean(),
  /** 1 for what no other case holds, 0 for what all hold; null where it is not counted. */
  rarity: probability.nullable(),
  /** The same in a word: no other case holds it, few do, many do, or it is not counted. */
  seenIn: z.enum(rarityGrades),
  alerts: count,
  /** Those alerts, the first of them: at most a hundred. */
  alertIds: ids,
  /** Other cases that hold it, the first of them; none where it is in many, or is not counted. */
  cases: ids,
  severity: z.enum(severities).nullable(),
  firstTime: time.nullable(),
  lastTime: time.nullable(),
  evidence: ids,
  /** Its neighbours in the whole graph, and how many of them are not in this answer: what there is to open. */
  degree: count,
  hidden: count,
});
/** Two entities that the same alerts name. */
export const GraphEdge = z.strictObject({
  from: z.string(),
  to: z.string(),
  relation: z.string(),
  count,
  firstTime: time,
  lastTime: time,
  evidence: ids,
});
export const CaseGraph = z.strictObject({
  nodes: z.array(GraphNode),
  edges: z.array(GraphEdge),
  nodesTotal: count,
  edgesTotal: count,
  alertsRead: count,
  alertsTotal: count,
});

/** One evidence item whole: what was asked, what came back, and the records that it cites. */
export const EvidenceWhole = z.strictObject({
  item: AssessmentEvidence,
  at: time,
  /** The typed query behind it, to show as a form and to run again with `searchEvents`; null where the tool asked none. */
  query: EventQuery.nullable(),
  /** What the tool was asked, as it was recorded. */
  asked: z.string().nullable(),
  answer: z.strictObject({
    /** Whether the answer that is kept is the one that the evidence's digest is over; "none" for an alert's own record. */
    digest: z.enum(["holds", "broken", "none", "erased"]),
    /** What the tool told, as rows of name and value, the first of them. Values are inert. */
    rows: z.array(z.strictObject({ name: z.string(), value: z.string() })),
    rowsTotal: count,
    /** The tool told more than is kept. */
    truncated: z.boolean(),
  }),
  records: z.array(
    z.strictObject({
      path: z.string(),
      record: z.int(),
      digest: z.string(),
      /** Its place in the intake; null where it is not kept any more. */
      position: z.int().nullable(),
      bytes: count,
      /** At most `recordBytesMax` of it. */
      base64: z.string().nullable(),
      whole: z.boolean(),
      check: z.enum(["holds", "part-of-delivery", "gone", "not-read"]),
      says: z.string(),
    }),
  ),
  recordsTotal: count,
});

/** One piece of evidence and what it moved, in natural log-odds towards the hypothesis. `after` is the sum up to and with it. */
export const ReasoningStep = z.strictObject({
  evidence: z.string(),
  says: z.string(),
  group: z.string(),
  weight: z.number(),
  moved: z.number(),
  after: z.number(),
  /** About what the alert behind it says by itself, before further rules of the case count for less; null where it is no alert's, or cannot be told. */
  own: z.number().nullable(),
  /** Whether it is the one of its group that counts in the end. */
  counted: z.boolean(),
  because: z.string(),
});
/** A hypothesis: where it began, what moved it, where it stands. `logOdds` = `prior` + every `moved`. */
export const ReasonedHypothesis = z.strictObject({
  side: z.enum(["malicious", "benign"]),
  claim: z.string(),
  prior: z.number(),
  steps: z.array(ReasoningStep),
  logOdds: z.number(),
  /** The log-odds at which it is decided. */
  decidedAt: z.number(),
  probability,
});
/** A question whose answer could still move the odds. */
export const OpenQuestion = z.strictObject({
  question: z.string(),
  about: z.string().nullable(),
  why: z.enum(["not-asked", "failed", "left-open"]),
  /** How far its answers could move the odds towards malicious and away from it, natural log-odds. */
  up: z.number().min(0),
  down: z.number().min(0),
  /** What the probability of malicious would be then. */
  highest: probability,
  lowest: probability,
  /** Whether some answer to it alone would carry the odds over a threshold. */
  couldDecide: z.boolean(),
});
/** The strongest fact of one stage of the attack, by the alerts' own ratings and techniques. */
export const AttackStage = z.strictObject({
  tactic: z.string(),
  technique: z.strictObject({ id: z.string(), name: z.string(), confidence: probability }),
  evidence: z.string(),
  says: z.string(),
  /** As the alert was rated by itself; null where the item is no alert's own. */
  severity: z.enum(severities).nullable(),
  weight: z.number(),
});
export const CaseReasoning = z.strictObject({
  hypotheses: z.array(ReasonedHypothesis),
  /** What happened, stage by stage, in the order of the matrix. */
  stages: z.array(AttackStage),
  /** "recorded": by the playbook that the case took. "worked-back": from the verdict, since that playbook is not here any more. */
  priorFrom: z.enum(["recorded", "worked-back"]),
  thresholds: z.strictObject({
    truePositiveAt: probability,
    benignAt: probability,
    truePositiveLogOdds: z.number(),
    benignLogOdds: z.number(),
    /** Facts beyond an attacker's reach that "benign" needs, and how many there are. */
    independentFactsMin: count,
    independentFacts: count,
  }),
  /** What the case says now; where nobody decided otherwise, the probability of the malicious hypothesis to four digits. */
  maliciousness: probability,
  /** A person's word, which stands over the sum. */
  decided: z.strictObject({ by: actor, evidence: z.string(), because: z.string(), verdict: z.enum(verdicts) }).nullable(),
  wouldChange: z.array(OpenQuestion),
  /** Whether open questions are known: they are while the case is in memory. */
  questionsKnown: z.boolean(),
  unknowns: ids,
});

/** What a case's verdict rests on: entities and relations, evidence whole, and the arithmetic. */
export const caseReasonOperations = {
  readCaseGraph: operation({
    method: "GET",
    path: "/api/v1/cases/{id}/graph",
    operation: "readCaseGraph",
    summary: "entities of a case and how its alerts relate them: the most telling first, or what is around one",
    tag: "cases",
    right: "read",
    params: byId,
    query: z.strictObject({ around: z.string().min(1).max(4_200).optional(), limit: whole(1, 300).default(60) }),
    answer: CaseGraph,
    problems: notThere,
  }),
  readEvidenceItem: operation({
    method: "GET",
    path: "/api/v1/cases/{id}/evidence/{evidence}",
    operation: "readEvidenceItem",
    summary: "one evidence item: the typed query behind it, the answer that is kept, and the records it cites, digests checked",
    tag: "cases",
    right: "read",
    params: z.strictObject({ id, evidence: id }),
    answer: EvidenceWhole,
    problems: notThere,
  }),
  readCaseReasoning: operation({
    method: "GET",
    path: "/api/v1/cases/{id}/reasoning",
    operation: "readCaseReasoning",
    summary: "how each piece of evidence moved the hypotheses, in log-odds, and what would change the verdict",
    tag: "cases",
    right: "read",
    params: byId,
    answer: CaseReasoning,
    problems: noVerdictYet,
  }),
} as const;
