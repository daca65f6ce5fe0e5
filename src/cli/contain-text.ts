import { undoOf } from "../core/containment/action.ts";
import type { ContainmentEvent } from "../core/containment/containment.ts";
import type { HaltEvent } from "../core/containment/halt-event.ts";
import { inline } from "../core/report/inline.ts";
import type { ActionLine, KillSwitch } from "../core/status/status.ts";

const nameLengthMax = 200;
const sentenceLengthMax = 1_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** A sentence that may hold words from outside, on one line and without anything that a terminal obeys. */
export const said = (text: string) => inline(text, sentenceLengthMax);
/** A name that may come from outside. */
export const named = (text: string) => inline(text, nameLengthMax);

/** A time as people on call read it: to the minute, UTC. */
export function clockTime(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** A span in the two largest units that it fills. */
export function span(durationMs: number): string {
  const minutes = Math.max(0, Math.floor(durationMs / minuteMs));
  if (durationMs < minuteMs) return `${Math.max(0, Math.ceil(durationMs / 1_000))} s`;
  if (durationMs < hourMs) return `${minutes} min`;
  if (durationMs < dayMs) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(durationMs / dayMs)} d ${Math.floor((durationMs % dayMs) / hourMs)} h`;
}

/** One action as a line of a list. */
export function listLine(line: ActionLine, nowMs: number): string {
  const { id, verb, target, effector, tier, status, approved, approvers } = line;
  const state = approved && approvers > 0 ? "approved" : stateWords(status, verb);
  const clauses = clausesOf(line, nowMs);
  return `${id}  ${state}  ${verb} ${named(target)} by ${named(effector)}, tier ${tier}${clauses.length === 0 ? "" : `: ${clauses.join("; ")}`}`;
}

function clausesOf(line: ActionLine, nowMs: number): string[] {
  const { status, readAt, releaseAt, undoAskedBy, verb } = line;
  const read = readAt === null || undoOf[verb] === undefined ? [] : [`as read at ${clockTime(Date.parse(readAt))}`];
  const undo = undoAskedBy === null ? [] : [`${undoAskedBy} asked for the undo, the next "contain run" takes it back`];
  const end = releaseAt === null ? undefined : Date.parse(releaseAt) - nowMs;
  switch (status) {
    case "proposed":
      return waitingClauses(line, nowMs);
    case "confirmed":
      return [...(end === undefined || undoAskedBy !== null ? [] : [`released by itself in ${span(end)}`]), ...undo, ...read];
    case "gone":
      return [
        "somebody else took it away",
        end === undefined ? "counts until it is undone" : "counts until its time is over",
        ...undo,
        ...read,
      ];
    default:
      return undo;
  }
}

function waitingClauses({ approvals, approvers, approved, expiresAt }: ActionLine, nowMs: number): string[] {
  if (expiresAt === null) return [];
  const untilMs = Date.parse(expiresAt);
  if (untilMs <= nowMs) return ["is over time and counts as rejected"];
  if (approved)
    return [
      `${approvers === 0 ? "needs nobody" : "enough people have approved"}, carried out by the next "contain run", until ${clockTime(untilMs)}`,
    ];
  const lacks =
    approvals < approvers ? `${approvals} of ${approvers} approvals` : `${approvals} approvals, and one that it needs is missing`;
  return [lacks, `counts as rejected in ${span(untilMs - nowMs)}`];
}

/** What was so before us, or is done and cannot be taken back, is not "in force". */
export const stateWords = (status: string, verb: ActionLine["verb"]) =>
  status === "confirmed" && undoOf[verb] === undefined ? "done" : statusWords(status);

const words: Readonly<Record<string, string>> = {
  proposed: "waits",
  rejected: "rejected",
  expired: "expired",
  voided: "voided",
  refused: "refused",
  executing: "UNDER WAY",
  confirmed: "IN FORCE",
  "already-so": "was so before us, nothing done",
  gone: "GONE",
  failed: "failed",
  "outcome-unknown": "OUTCOME UNKNOWN",
  undoing: "being undone",
  undone: "undone",
  "undo-failed": "UNDO FAILED",
  "undo-unknown": "UNDO UNKNOWN",
};

/** A status in words. */
export const statusWords = (status: string) => (Object.hasOwn(words, status) ? (words[status] ?? status) : status);

/** What happened, one line for each fact. */
export function factLine(fact: ContainmentEvent): string {
  switch (fact.type) {
    case "OrdersSigned":
      return `${fact.by} signed the standing orders ${fact.digest}`;
    case "OrdersAdopted":
      return `the standing orders ${fact.digest} are in force, signed by ${fact.by.join(" and ")}`;
    case "ActionProposed":
      return `${fact.action.id}: proposed: ${fact.action.verb} ${named(fact.action.target.name)} by ${named(fact.action.effector)}`;
    case "ProposalDeclined":
      return `not proposed: ${fact.verb} ${named(fact.target)} for ${named(fact.caseId)} (${fact.why}): ${said(fact.says)}`;
    case "ActionRefused":
      return `${fact.id}: refused (${fact.why}): ${said(fact.says)}`;
    case "ActionApproved":
      return `${fact.id}: approved by ${fact.by}${fact.breakGlass ? " (break-glass)" : ""}`;
    case "ApprovalDeclined":
      return `${fact.id}: the approval of ${fact.by} does not count: ${said(fact.says)}`;
    case "ActionRejected":
      return `${fact.id}: rejected by ${fact.by}: ${said(fact.because)}`;
    case "ActionExpired":
      return `${fact.id}: nobody answered in time, which counts as rejected`;
    case "ActionVoided":
      return `${fact.id}: void: ${said(fact.because)}`;
    case "IntentRecorded":
      return `${fact.id}: ${fact.intent.of} begins${fact.intent.alreadySo ? " (it was so already)" : ""}`;
    case "OutcomeRecorded":
      return `${fact.id}: ${fact.outcome}: ${said(fact.says)}`;
    case "FoundGone":
      return `${fact.id}: GONE: somebody else took it away: ${said(fact.says)}`;
    case "FoundAgain":
      return `${fact.id}: it had gone, and is there again: ${said(fact.says)}`;
    case "StandingRead":
      return `read back, as it was: ${fact.ids.join(", ")}`;
    case "UndoAsked":
      return `${fact.id}: ${fact.by} asked for the undo; "contain run" carries it out`;
    case "AfterActionWritten":
      return `${fact.id}: after-action record written by ${fact.by}`;
    default:
      return haltLine(fact);
  }
}

function haltLine(fact: HaltEvent): string {
  switch (fact.type) {
    case "BreakerTripped":
      return `breaker of ${named(fact.assetClass)} tripped: ${said(fact.says)}`;
    case "BreakerReset":
      return `breaker of ${named(fact.assetClass)} reset by ${fact.by}`;
    case "Stopped":
      return `STOPPED (${fact.scope}) by ${fact.by}: ${said(fact.because)}`;
    case "ResumeAsked":
      return `${fact.by} asked to resume (${fact.scope})`;
    case "ClockSetBack":
      return "this machine's clock was set back; time goes on from what it shows now";
    case "ClockResetAsked":
      return `${fact.by} asked that the record's time begins again at the present clock: ${said(fact.because)}`;
    case "ClockReset":
      return `the record's time begins again at ${clockTime(fact.atMs)} (it was ${clockTime(fact.fromMs)}), by ${fact.by.join(" and ")}; everything that waited is void`;
    case "Resumed":
      return `RESUMED (${fact.scope}) by ${fact.by.join(" and ")}`;
  }
}

/** The state of the kill switch, and what it could not take back. */
export function switchLines({ stopped, file, scopes, inFlight }: KillSwitch): string[] {
  const lines = [stopped ? "STOPPED: no containment begins" : scopes.length > 0 ? "partly stopped" : "not stopped"];
  if (file.because !== null) lines.push(`  file: ${said(file.because)}`);
  for (const { scope, by, because, at, resumeAskedBy } of scopes) {
    const asked = resumeAskedBy.length > 0 ? `; ${resumeAskedBy.join(", ")} asked to resume, one more admin is needed` : "";
    lines.push(`  ${scope}: by ${named(by)} at ${clockTime(Date.parse(at))}: ${said(because)}${asked}`);
  }
  if (inFlight.length > 0) {
    lines.push(`  under way when it was stopped, or of unknown outcome (${inFlight.length}): look at the product itself`);
    for (const { id, verb, target, effector, status } of inFlight)
      lines.push(`    ${id}  ${statusWords(status)}  ${verb} ${named(target)} by ${named(effector)}`);
  }
  return lines;
}
