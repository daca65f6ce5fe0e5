import { inert } from "../../core/inert/inert.ts";
import { tokensOf } from "../../core/model/model-standing.ts";
import type { Actor } from "../../core/person/person.ts";
import type { Verdict } from "../../core/verdict/verdict.ts";
import type { WatchFact } from "../../core/watch/watch-event.ts";
import { modelFailureWords, percent, verdictWords } from "../report/words.ts";

/** A fact about one case, when and where it was recorded. */
export type CaseFact = {
  readonly fact: Extract<WatchFact, { readonly caseId: string }>;
  readonly atMs: number;
  readonly world: string;
  readonly sequence: number;
};

const kinds = {
  CaseOpened: "opened",
  AlertsJoined: "joined",
  PlaybookChosen: "playbook",
  EvidenceRecorded: "answered",
  QuestionFailed: "failed",
  VerdictReached: "verdict",
  TechniquesMapped: "techniques",
  ContainmentProposed: "proposed",
  CaseClosed: "closed",
  CaseEscalated: "escalated",
  CaseLeftToPeople: "left-to-people",
  CaseReopened: "reopened",
  CaseDecided: "decided",
  CaseMerged: "merged",
  CaseUnmerged: "unmerged",
  AlertsGivenBack: "given-back",
  AlertSplit: "split",
  CaseAssigned: "assigned",
  CaseNoted: "noted",
  CaseTaskAdded: "task-added",
  CaseTaskFinished: "task-finished",
  CaseTold: "told",
  ModelAsked: "model-asked",
  ModelAnswered: "model-answered",
  ModelSkipped: "model-skipped",
} as const;
/** What can stand in a history. */
export type HistoryKind = (typeof kinds)[keyof typeof kinds];

/** One line of a case's history; every text is inert. */
export type HistoryLine = {
  readonly atMs: number;
  readonly kind: HistoryKind;
  readonly by: Actor;
  readonly says: string;
  readonly because: string | null;
  readonly verdict: Verdict | null;
  readonly maliciousness: number | null;
  readonly maliciousnessBefore: number | null;
  readonly alerts: readonly string[];
  readonly alertsTotal: number;
  readonly evidence: readonly string[];
  /** The other case, where it is about two. */
  readonly other: string | null;
  readonly place: { readonly world: string; readonly sequence: number };
};

const alertsNamedMax = 50;
const saysLengthMax = 600;
const noteLengthMax = 4_200;

type Said = Partial<Omit<HistoryLine, "kind" | "atMs" | "place">> & { readonly says: string };

/** What was done to a case, oldest first, from its facts. An alert's own record as evidence is told with the playbook that began on it. */
export function historyOf(facts: readonly CaseFact[]): HistoryLine[] {
  const lines: HistoryLine[] = [];
  let revision = 0;
  let before: number | null = null;
  for (const { fact, atMs, world, sequence } of facts) {
    if (fact.type === "CaseClaimed" || (fact.type === "EvidenceRecorded" && fact.questionKey === undefined)) continue;
    if (fact.type === "VerdictReached" || fact.type === "CaseDecided") revision++;
    const said = saidOf(fact, revision);
    const reached = fact.type === "VerdictReached" || fact.type === "CaseDecided" ? fact.conclusion : undefined;
    lines.push({
      atMs,
      kind: kinds[fact.type],
      by: "agent:watchkeeper",
      because: null,
      verdict: reached?.verdict ?? null,
      maliciousness: reached?.maliciousness ?? null,
      maliciousnessBefore: reached ? before : null,
      alerts: [],
      alertsTotal: said.alerts?.length ?? 0,
      evidence: [],
      other: null,
      place: { world, sequence },
      ...("by" in fact && fact.by !== undefined && { by: fact.by }),
      ...said,
      ...(said.alerts && { alerts: said.alerts.slice(0, alertsNamedMax) }),
    });
    if (reached) before = reached.maliciousness;
  }
  return lines;
}

type Told = Exclude<CaseFact["fact"], { readonly type: "CaseClaimed" }>;

function saidOf(fact: Told, revision: number): Said {
  switch (fact.type) {
    case "CaseOpened":
      return { says: "the case was opened", because: inert(fact.because, saysLengthMax), alerts: fact.alertId ? [fact.alertId] : [] };
    case "AlertsJoined": {
      const alerts = fact.joins.map(({ alertId }) => alertId);
      const reasons = [...new Set(fact.joins.map(({ because }) => because))];
      const more = reasons.length > 1 ? ` (and ${reasons.length - 1} further reasons)` : "";
      return {
        says: `${numbered(alerts.length, "alert")} joined`,
        because: `${inert(reasons[0] ?? "", saysLengthMax)}${more}`,
        alerts,
        other: cameWith(reasons),
      };
    }
    case "PlaybookChosen":
      return { says: `the investigation began, by the playbook "${inert(fact.playbook, 120)}"` };
    case "EvidenceRecorded":
    case "QuestionFailed":
      return {
        says: inert(fact.evidence.question, saysLengthMax),
        because: inert(fact.evidence.says, saysLengthMax),
        evidence: [fact.evidence.id],
      };
    case "VerdictReached":
    case "CaseDecided":
      return verdictSaid(fact, revision);
    case "TechniquesMapped":
      return {
        says: `${numbered(fact.techniques.length, "technique")} shown: ${inert(fact.techniques.map(({ id }) => id).join(", "), 300) || "none"}`,
      };
    case "ContainmentProposed":
      return { says: `${numbered(fact.proposals.length, "action")} proposed` };
    default:
      return workSaid(fact);
  }
}

/** The case that was poured into this one, where all of the alerts came with it: whoever merges says so (`came with case-2, merged because …`). */
function cameWith(reasons: readonly string[]): string | null {
  const came = /^came with (case-\d{1,15}), merged because /.exec(reasons.length === 1 ? (reasons[0] ?? "") : "");
  return came?.[1] ?? null;
}

function verdictSaid(fact: Extract<Told, { type: "VerdictReached" | "CaseDecided" }>, revision: number): Said {
  const { verdict, maliciousness, because, evidence } = fact.conclusion;
  const stands = `${verdictWords[verdict].name}, ${percent(maliciousness)} malicious`;
  const decided = fact.type === "CaseDecided" ? `decided, and ${fact.status}: ` : "";
  return { says: `verdict ${revision}: ${decided}${stands}`, because: inert(because, saysLengthMax * 2), evidence: [...evidence] };
}

type Work = Exclude<
  Told,
  {
    readonly type:
      | "CaseOpened"
      | "AlertsJoined"
      | "PlaybookChosen"
      | "EvidenceRecorded"
      | "QuestionFailed"
      | "VerdictReached"
      | "CaseDecided"
      | "TechniquesMapped"
      | "ContainmentProposed";
  }
>;

function workSaid(fact: Work): Said {
  switch (fact.type) {
    case "CaseClosed":
      return { says: `the case was closed${fact.grants ? ` under ${inert(fact.grants.join(", "), 200)}` : ""}` };
    case "CaseEscalated":
      return { says: "the case was handed to a person" };
    case "CaseLeftToPeople":
      return { says: "the case waits for a person: the agent would close it", because: inert(fact.because, saysLengthMax) };
    case "CaseReopened":
      return { says: "the case was opened again", because: inert(fact.because, saysLengthMax) };
    case "CaseMerged":
      return { says: `merged into ${fact.into}`, because: inert(fact.because, saysLengthMax), other: fact.into };
    case "CaseUnmerged":
      return {
        says: `taken out of ${fact.from} again`,
        because: inert(fact.because, saysLengthMax),
        alerts: fact.alertIds,
        other: fact.from,
      };
    case "AlertsGivenBack":
      return {
        says: `${numbered(fact.alertIds.length, "alert")} given back to ${fact.to}`,
        because: inert(fact.because, saysLengthMax),
        alerts: fact.alertIds,
        other: fact.to,
      };
    case "AlertSplit":
      return { says: `${fact.alertId} was split off`, because: inert(fact.because, saysLengthMax), alerts: [fact.alertId] };
    case "CaseAssigned":
      return { says: fact.assignee === null ? "nobody has the case now" : `assigned to ${inert(fact.assignee, 120)}` };
    case "CaseNoted":
      return { says: inert(fact.text, noteLengthMax) };
    case "CaseTaskAdded":
      return {
        says: `${fact.task}: ${inert(fact.text, noteLengthMax)}${fact.assignee === null ? "" : ` (for ${inert(fact.assignee, 120)})`}`,
      };
    case "CaseTaskFinished":
      return { says: `${fact.task} is done` };
    case "CaseTold":
      return { says: `others were told of verdict ${fact.revision}` };
    case "ModelAsked":
      return { says: `the model ${inert(fact.call.name, 120)} was asked as ${fact.call.role} (${fact.call.id})` };
    case "ModelAnswered":
      return answerSaid(fact);
    case "ModelSkipped":
      return { says: `no model was asked as ${fact.role}: ${modelFailureWords[fact.why]}`, because: inert(fact.detail, saysLengthMax) };
  }
}

function answerSaid({ callId, outcome }: Extract<Work, { type: "ModelAnswered" }>): Said {
  const took = `${tokensOf(outcome.use)} tokens`;
  if (outcome.kind === "accepted") return { says: `its answer to ${callId} was accepted, ${took}` };
  return {
    says: `${callId} has no answer that is used: ${modelFailureWords[outcome.why]}, ${took}`,
    because: inert(outcome.detail, saysLengthMax),
  };
}

const numbered = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
