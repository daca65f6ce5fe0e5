import { z } from "zod";
import { verdicts } from "../../core/verdict/verdict.ts";
import { CaseLine } from "./cases.ts";
import { byId, count, next, notThere, page, several, time, whole } from "./common.ts";
import { operation } from "./operation.ts";

const probability = z.number().min(0).max(1);
const ids = z.array(z.string());
/** Who did it: "person:…" or "agent:watchkeeper". */
const actor = z.string();
const noVerdictYet = { 404: "there is no such case, or no verdict on it yet" } as const;

/** What can stand in a case's history. */
export const historyKinds = [
  "opened",
  "joined",
  "playbook",
  "answered",
  "failed",
  "verdict",
  "techniques",
  "proposed",
  "closed",
  "escalated",
  "left-to-people",
  "reopened",
  "decided",
  "merged",
  "unmerged",
  "given-back",
  "split",
  "assigned",
  "noted",
  "task-added",
  "task-finished",
  "model-asked",
  "model-answered",
  "model-skipped",
  "told",
] as const;

/** One thing that people or the agent did to a case. Texts are inert: hidden characters shown, links dead. */
export const HistoryLine = z.strictObject({
  at: time,
  kind: z.enum(historyKinds),
  by: actor,
  says: z.string(),
  because: z.string().nullable(),
  /** Of a verdict: what it is, how likely malicious, and how likely it was at the verdict before. */
  verdict: z.enum(verdicts).nullable(),
  maliciousness: probability.nullable(),
  maliciousnessBefore: probability.nullable(),
  /** The first of the alerts that it is about, and how many they are. */
  alerts: ids,
  alertsTotal: count,
  evidence: ids,
  /** The other case, where it is about two: merged, taken out again, given back. */
  other: z.string().nullable(),
  /** Where it stands in the record: the journal's page shows the entry. */
  place: z.strictObject({ world: z.string(), sequence: count }),
});

/** How much of what the record holds of a case stands in an answer: at most so many facts are read, the oldest first, and people can have erased some. */
export const CaseRecord = z.strictObject({
  read: count,
  erased: count,
  /** How many the record holds; where `counted` is false, at least so many. */
  recorded: count,
  counted: z.boolean(),
});

/** A thing to do on a case. */
export const CaseTask = z.strictObject({
  id: z.string(),
  text: z.string(),
  assignee: z.string().nullable(),
  by: actor,
  at: time,
  finished: z.strictObject({ by: actor, at: time }).nullable(),
});
/** Notes and tasks of a case, oldest first. */
export const CaseWork = z.strictObject({
  assignee: z.string().nullable(),
  notes: z.array(z.strictObject({ text: z.string(), by: actor, at: time })),
  tasks: z.array(CaseTask),
  record: CaseRecord,
});

/** A thing that two cases share. `cases` counts those that hold it; `more` says that they are more than are counted. */
export const SharedMark = z.strictObject({
  kind: z.enum(["entity", "technique", "rule"]),
  key: z.string(),
  label: z.string(),
  cases: count,
  more: z.boolean(),
  rarity: probability,
});
/** A case that shares rare things with another, and how it ended. `score` is the sum of what is shared, the rare counting most, of all that the case holds. */
export const SimilarCase = z.strictObject({
  case: CaseLine,
  score: probability,
  shared: z.array(SharedMark),
  /** Whether it stands so that the other can be merged into it. */
  takesIn: z.boolean(),
  ended: z.strictObject({ verdict: z.enum(verdicts), by: actor, at: time, because: z.string() }).nullable(),
});
export const SimilarCases = z.strictObject({
  cases: z.array(SimilarCase),
  /** What of this case was compared, and what so many cases hold that it says nothing. */
  compared: count,
  tooCommon: z.array(z.strictObject({ kind: z.enum(["entity", "technique", "rule"]), key: z.string(), label: z.string() })),
  casesTotal: count,
});

/** The work on a case: what was done to it, what is to do, and what it is like. */
export const caseWorkOperations = {
  readCaseHistory: operation({
    method: "GET",
    path: "/api/v1/cases/{id}/history",
    operation: "readCaseHistory",
    summary: "everything that people and the agent did on a case, from the record, with who, when and why",
    tag: "cases",
    right: "read",
    params: byId,
    query: z.strictObject({ kind: several(historyKinds).optional(), order: z.enum(["newest", "oldest"]).default("newest"), ...page }),
    answer: z.strictObject({ lines: z.array(HistoryLine), next, total: count, record: CaseRecord }),
    problems: notThere,
  }),
  readCaseWork: operation({
    method: "GET",
    path: "/api/v1/cases/{id}/work",
    operation: "readCaseWork",
    summary: "notes and tasks of a case, and whose it is",
    tag: "cases",
    right: "read",
    params: byId,
    answer: CaseWork,
    problems: notThere,
  }),
  listSimilarCases: operation({
    method: "GET",
    path: "/api/v1/cases/{id}/similar",
    operation: "listSimilarCases",
    summary: "cases that share rare entities, techniques and rules with this one, and how they ended",
    tag: "cases",
    right: "read",
    params: byId,
    query: z.strictObject({ limit: whole(1, 50).default(10) }),
    answer: SimilarCases,
    problems: noVerdictYet,
  }),
} as const;
