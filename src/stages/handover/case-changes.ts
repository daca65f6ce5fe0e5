import type { CaseEvent } from "../../core/case/case.ts";
import type { Line } from "./alike.ts";
import type { Happened } from "./findings.ts";
import { cite, citeEntry, factOf, many, moment, reasonOf, said, who } from "./words.ts";

/** Cases of which one fact tells together. */
const listedMax = 12;

/** What became of cases: how many were opened and closed, and one fact for each that was escalated, overruled, opened again or judged anew. */
export function caseChanges(happened: readonly Happened[]): Line[] {
  const ofCases = happened.flatMap((each) => (isOfCase(each) ? [each] : []));
  return [
    ...counted(
      "opened",
      "opened",
      ofCases.filter(({ fact }) => fact.type === "CaseOpened"),
    ),
    ...counted(
      "closed",
      "closed by the agent",
      ofCases.filter(({ fact }) => fact.type === "CaseClosed"),
    ),
    ...counted(
      "left-to-people",
      "left to people in shadow mode",
      ofCases.filter(({ fact }) => fact.type === "CaseLeftToPeople"),
    ),
    ...counted(
      "merged",
      "merged into others",
      ofCases.filter((each) => each.fact.type === "CaseMerged" && !isOwnLine(each, ofCases)),
    ),
    ...singly(ofCases),
  ];
}

type OfCase = Happened & { readonly fact: CaseEvent };
const told: ReadonlySet<string> = new Set([
  "CaseOpened",
  "CaseClosed",
  "CaseLeftToPeople",
  "CaseMerged",
  "CaseUnmerged",
  "AlertSplit",
  "CaseEscalated",
  "CaseDecided",
  "CaseReopened",
  "VerdictReached",
]);
const isOfCase = (each: Happened): each is OfCase => each.fact !== undefined && told.has(each.fact.type);

/** Many of one kind are one fact, which names the first of them and the entries from the first to the last. */
function counted(key: string, what: string, all: readonly OfCase[]): Line[] {
  const [first, last] = [all[0], all.at(-1)];
  if (!first || !last) return [];
  const ids = [...new Set(all.map(({ fact }) => fact.caseId))];
  const some = ids.slice(0, listedMax);
  const rest = ids.length > some.length ? ` and ${ids.length - some.length} more` : "";
  const fact = factOf({
    key: `changes:${key}`,
    urgency: "to-know",
    says: `${many(ids.length, "case")} ${ids.length === 1 ? "was" : "were"} ${what}: ${some.join(", ")}${rest}.`,
    cites: [citeEntry(first), ...(last === first ? [] : [citeEntry(last)]), ...some.map((id) => cite("case", id))],
  });
  return [{ atMs: first.atMs, fact }];
}

/** What each deserves a line for; a verdict is news when it is another than the one before it in the period. */
function singly(all: readonly OfCase[]): Line[] {
  const verdicts = new Map<string, string>();
  return all.flatMap((each) => {
    const { fact } = each;
    if (fact.type === "CaseMerged") return isOwnLine(each, all) ? oneFact(each, undefined, takenOutAfter(each, all)) : [];
    if (fact.type !== "VerdictReached" && fact.type !== "CaseDecided") return oneFact(each, undefined);
    const before = verdicts.get(fact.caseId);
    verdicts.set(fact.caseId, fact.conclusion.verdict);
    return oneFact(each, before);
  });
}

/** What a person merged, or took out again, has a line of its own; what the watch merged is counted. */
const isOwnLine = (each: OfCase, all: readonly OfCase[]) =>
  (each.fact.type === "CaseMerged" && each.fact.by !== undefined) || takenOutAfter(each, all) !== undefined;

/** When a case that was merged was taken out again, where it was. */
const takenOutAfter = ({ fact, atMs }: OfCase, all: readonly OfCase[]): number | undefined =>
  all.find((later) => later.fact.type === "CaseUnmerged" && later.fact.caseId === fact.caseId && later.atMs >= atMs)?.atMs;

function oneFact(each: OfCase, verdictBefore: string | undefined, takenOutMs?: number): Line[] {
  const says = wordsOf(each.fact, verdictBefore, takenOutMs);
  if (says === undefined) return [];
  const { caseId } = each.fact;
  const fact = factOf({
    key: `entry:${each.world}#${each.sequence}`,
    urgency: "to-know",
    says: `${moment(each.atMs)}: ${says}.`,
    cites: [cite("case", caseId), citeEntry(each)],
  });
  return [{ atMs: each.atMs, fact }];
}

function wordsOf(fact: CaseEvent, verdictBefore: string | undefined, takenOutMs: number | undefined): string | undefined {
  const { caseId } = fact;
  switch (fact.type) {
    case "CaseMerged": {
      const out = takenOutMs === undefined ? "" : ` and taken out again at ${moment(takenOutMs)}`;
      return `${caseId} was merged into ${fact.into}${byOf(fact.by)}${out}: ${reasonOf(fact.because)}`;
    }
    case "CaseUnmerged":
      return `${caseId} was taken out of ${fact.from} again${byOf(fact.by)}: ${reasonOf(fact.because)}`;
    case "AlertSplit":
      return `${fact.alertId} was split off ${caseId}${byOf(fact.by)}: ${reasonOf(fact.because)}`;
    case "CaseEscalated":
      return `${caseId} was handed to people`;
    case "CaseReopened":
      // Opened only so that a person can merge or split it: that has a line of its own.
      if (fact.by !== undefined && fact.because.startsWith(`${fact.by} `)) return undefined;
      return `${caseId} was opened again: ${reasonOf(fact.because)}`;
    case "CaseDecided": {
      const { verdict, because } = fact.conclusion;
      const instead = verdictBefore === undefined || verdictBefore === verdict ? "" : ` instead of ${verdictBefore}`;
      return `${who(fact.by)} ${fact.status === "closed" ? "ended" : "handed on"} ${caseId} as ${verdict}${instead}: ${said(because)}`;
    }
    case "VerdictReached": {
      const { verdict } = fact.conclusion;
      if (verdictBefore === undefined || verdictBefore === verdict) return undefined;
      return `the verdict of ${caseId} changed from ${verdictBefore} to ${verdict}`;
    }
    default:
      return undefined;
  }
}

const byOf = (by: string | undefined) => (by === undefined ? "" : ` by ${who(by)}`);
