import type { CaseEvent } from "../../core/case/case.ts";
import type { HandoverFact } from "../../core/handover/text.ts";
import type { Happened } from "./findings.ts";
import { cite, citeEntry, factOf, many, moment, said, who } from "./words.ts";

/** Cases of which one fact tells together. */
const listedMax = 12;

/** What became of cases: how many were opened and closed, and one fact for each that was escalated, overruled, opened again or judged anew. */
export function caseChanges(happened: readonly Happened[]): HandoverFact[] {
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
      "merged",
      "merged into others",
      ofCases.filter(({ fact }) => fact.type === "CaseMerged"),
    ),
    ...singly(ofCases),
  ];
}

type OfCase = Happened & { readonly fact: CaseEvent };
const told: ReadonlySet<string> = new Set([
  "CaseOpened",
  "CaseClosed",
  "CaseMerged",
  "CaseEscalated",
  "CaseDecided",
  "CaseReopened",
  "VerdictReached",
]);
const isOfCase = (each: Happened): each is OfCase => each.fact !== undefined && told.has(each.fact.type);

/** Many of one kind are one fact, which names the first of them and the entries from the first to the last. */
function counted(key: string, what: string, all: readonly OfCase[]): HandoverFact[] {
  const [first, last] = [all[0], all.at(-1)];
  if (!first || !last) return [];
  const ids = [...new Set(all.map(({ fact }) => fact.caseId))];
  const some = ids.slice(0, listedMax);
  const rest = ids.length > some.length ? ` and ${ids.length - some.length} more` : "";
  return [
    factOf({
      key: `changes:${key}`,
      urgency: "to-know",
      says: `${many(ids.length, "case")} ${ids.length === 1 ? "was" : "were"} ${what}: ${some.join(", ")}${rest}.`,
      cites: [citeEntry(first), ...(last === first ? [] : [citeEntry(last)]), ...some.map((id) => cite("case", id))],
    }),
  ];
}

/** What each deserves a line for; a verdict is news when it is another than the one before it in the period. */
function singly(all: readonly OfCase[]): HandoverFact[] {
  const verdicts = new Map<string, string>();
  return all.flatMap((each) => {
    const { fact } = each;
    if (fact.type !== "VerdictReached" && fact.type !== "CaseDecided") return oneFact(each, undefined);
    const before = verdicts.get(fact.caseId);
    verdicts.set(fact.caseId, fact.conclusion.verdict);
    return oneFact(each, before);
  });
}

function oneFact(each: OfCase, verdictBefore: string | undefined): HandoverFact[] {
  const says = wordsOf(each.fact, verdictBefore);
  if (says === undefined) return [];
  const { caseId } = each.fact;
  return [
    factOf({
      key: `entry:${each.world}#${each.sequence}`,
      urgency: "to-know",
      says: `${moment(each.atMs)}: ${says}.`,
      cites: [cite("case", caseId), citeEntry(each)],
    }),
  ];
}

function wordsOf(fact: CaseEvent, verdictBefore: string | undefined): string | undefined {
  const { caseId } = fact;
  switch (fact.type) {
    case "CaseEscalated":
      return `${caseId} was handed to people`;
    case "CaseReopened":
      return `${caseId} was opened again: ${said(fact.because)}`;
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
