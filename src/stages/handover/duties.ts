import { alarmWorld } from "../../core/alarm/alarm.ts";
import { autonomyWorld } from "../../core/autonomy/grant.ts";
import { exerciseWorld } from "../../core/exercise/exercise.ts";
import type { HandoverFact, HandoverSection } from "../../core/handover/text.ts";
import { qualitySampleWorld } from "../../core/quality-sample/quality-sample.ts";
import type { HandoverFindings } from "./findings.ts";
import { cite, factOf, many, moment, quoted, said, sectionOf, span } from "./words.ts";

/** A clock with less time left than this wants somebody now. */
const nowWithinMs = 4 * 3_600_000;
const shiftMs = 12 * 3_600_000;

/** What falls due beside cases: clocks of regulators, quality samples, exercises that found something, rates out of the ordinary. */
export function dutiesSection(findings: HandoverFindings): HandoverSection {
  return sectionOf("duties", [
    ...clocks(findings),
    ...samples(findings),
    ...exercises(findings),
    ...alarms(findings),
    ...proposals(findings),
  ]);
}

function clocks({ clocks: running, period: { toMs } }: HandoverFindings): HandoverFact[] {
  if (!running) return [];
  if (running.length === 0)
    return [factOf({ key: "clocks", urgency: "to-know", says: "No clock of a regulator runs.", cites: [cite("record", "regulation")] })];
  return running.map(({ caseId, regime, stage, dueMs, says, article }) => {
    const leftMs = dueMs === undefined ? undefined : dueMs - toMs;
    const when =
      leftMs === undefined || dueMs === undefined
        ? "its deadline is not known yet"
        : leftMs < 0
          ? `it was due at ${moment(dueMs)}, ${span(-leftMs)} ago`
          : `it is due at ${moment(dueMs)}, in ${span(leftMs)}`;
    return factOf({
      key: `clock:${caseId}:${regime}:${stage}`,
      urgency: leftMs !== undefined && leftMs < nowWithinMs ? "now" : leftMs !== undefined && leftMs < shiftMs ? "this-shift" : "to-know",
      says: `${said(says)} of ${caseId} runs (${said(article)}): ${when}.`,
      next: "Open the papers of the case, and see what is missing.",
      cites: [cite("case", caseId)],
    });
  });
}

function samples({ samples: due }: HandoverFindings): HandoverFact[] {
  if (!due) return [];
  const cites = [cite("record", qualitySampleWorld)];
  if (due.waiting === 0) return [factOf({ key: "samples", urgency: "to-know", says: "No quality sample waits to be judged.", cites })];
  const late = due.overdue === 0 ? "" : `, ${due.overdue} of them overdue`;
  const says = `${many(due.waiting, "quality sample")} ${due.waiting === 1 ? "waits" : "wait"} to be judged${late}.`;
  return [
    factOf({ key: "samples", urgency: due.overdue > 0 ? "this-shift" : "to-know", says, next: "Judge those that are due first.", cites }),
  ];
}

function exercises({ exercises: found }: HandoverFindings): HandoverFact[] {
  if (!found) return [];
  const cites = [cite("record", exerciseWorld)];
  if (found.notice === undefined)
    return [factOf({ key: "exercises", urgency: "to-know", says: "The last exercise went against no promise.", cites })];
  const says = `${found.notice.charAt(0).toUpperCase()}${said(found.notice).slice(1)}.`;
  return [factOf({ key: "exercises", urgency: "this-shift", says, next: "See what it found, and tell the lead.", cites })];
}

function alarms({ alarms: standing }: HandoverFindings): HandoverFact[] {
  if (!standing) return [];
  const cites = [cite("record", alarmWorld)];
  if (standing.length === 0)
    return [factOf({ key: "alarms", urgency: "to-know", says: "No source and no share of verdicts is out of the ordinary.", cites })];
  return standing.map(({ id, says, sinceMs }) =>
    factOf({
      key: `alarm:${id}`,
      urgency: "this-shift",
      says: `${said(says)} (since ${moment(sinceMs)}).`,
      next: "Find out whether it is so, or something no longer arrives.",
      cites,
    }),
  );
}

function proposals({ proposedGrants }: HandoverFindings): HandoverFact[] {
  return (proposedGrants ?? []).map(({ id, says, lapsesAtMs }) =>
    factOf({
      key: `grant:${id}`,
      urgency: "to-know",
      says: `The grant ${id} waits for signatures until ${moment(lapsesAtMs)}: ${quoted(says)}.`,
      next: "Read its evidence, and sign it or end it.",
      cites: [cite("record", autonomyWorld)],
    }),
  );
}
