import type { CaseChange } from "../../core/containment/command.ts";
import { isPerson } from "../../core/person/person.ts";
import { type HistoryKind, type HistoryLine, historyOf } from "../../stages/case-page/history.ts";
import { type CaseRecords, readCaseRecord } from "./case-record.ts";

/** What makes a case another than it was: the ways of people, and of the watch. */
const changing: ReadonlySet<HistoryKind> = new Set([
  "joined",
  "reopened",
  "decided",
  "merged",
  "unmerged",
  "given-back",
  "split",
  "verdict",
]);

/**
 * What last made a case another since a time, as its record has it: the newest act of a person, otherwise what the watch did last. Undefined where nothing
 * did. Refuses (`journal/…`).
 */
export async function caseChangeSince(records: CaseRecords, caseId: string, sinceMs: number): Promise<CaseChange | undefined> {
  const { facts } = await readCaseRecord(records, caseId);
  const since = historyOf(facts).filter(({ kind, atMs }) => changing.has(kind) && atMs >= sinceMs);
  const line = since.findLast(isOwnDeed) ?? since.findLast(({ by }) => isPerson(by)) ?? since.findLast(isNews) ?? since.at(-1);
  return line && { says: saysOf(line), by: line.by };
}

/** A case is opened again so that something can be done with it: what was done says more. */
const isOwnDeed = ({ by, kind }: HistoryLine) => isPerson(by) && kind !== "reopened";
const isNews = ({ kind }: HistoryLine) => kind !== "verdict";

function saysOf({ says, because, by }: HistoryLine): string {
  const reason = because?.startsWith(`${by}: `) ? because.slice(by.length + 2) : because;
  return reason ? `${says} (${reason})` : says;
}
