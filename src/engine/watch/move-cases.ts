import { type Case, decide, type Standing } from "../../core/case/case.ts";
import type { Person } from "../../core/person/person.ts";
import { inline } from "../../core/report/inline.ts";
import { standingCase } from "../../core/run/partings.ts";
import type { WatchState } from "../../core/watch/watch.ts";
import type { WatchFact } from "../../core/watch/watch-event.ts";
import { unmergeCase } from "../separate.ts";
import { caseLeft, caseUnknown, mergedWithItself, nothingToTakeOut, notMerged } from "./refusals.ts";

/** A case that is held and was not poured into another. */
export function standingIn(caseId: string, { run }: WatchState): Held {
  const held = run.cases.get(caseId);
  if (!held) throw numberOf(caseId) <= run.casesOpened ? caseLeft(caseId) : caseUnknown(caseId);
  if (held.status === "unopened" || held.status === "merged") throw caseUnknown(caseId, held.status === "merged" ? held.into : undefined);
  return held;
}

/** A case that stands. */
export type Held = Exclude<Case, { readonly status: "unopened" | "merged" }>;

const numberOf = (caseId: string) => (/^case-\d{1,15}$/.test(caseId) ? Number(caseId.slice("case-".length)) : Number.POSITIVE_INFINITY);

/** Opens a case again where it is settled. */
export function reopened(held: Standing & { readonly status: string }, because: string): WatchFact[] {
  return held.status === "in-progress" ? [] : [{ type: "CaseReopened", caseId: held.caseId, because }];
}

/** Both are looked at again as one. */
export function merged(
  caseId: string,
  { into, because }: { readonly into: string; readonly because: string },
  by: Person,
  state: WatchState,
): WatchFact[] {
  if (into === caseId) throw mergedWithItself(caseId);
  const [from, target] = [standingIn(caseId, state), standingIn(into, state)];
  const says = inline(`${by}: ${because}`, 600);
  const joins = from.alertIds.map((alertId) => ({ alertId, because: `came with ${caseId}, merged because ${says}` }));
  const facts: WatchFact[] = [
    ...reopened(from, `${by} merges it`),
    ...reopened(target, `${by} merges ${caseId} into it`),
    ...decide({ type: "MergeInto", into, because: says }, { ...from, status: "in-progress" }),
    ...decide({ type: "JoinAlerts", joins }, { ...target, status: "in-progress" }),
  ];
  return facts.map((fact) => saidBy(fact, by));
}

/** A case that was merged stands again with what it brought and what is still there; both are looked at again, and the machine never merges them anew. */
export function takenOut(caseId: string, because: string, by: Person, state: WatchState): WatchFact[] {
  const { run } = state;
  const absorbed = run.cases.get(caseId);
  if (absorbed?.status !== "merged") {
    standingIn(caseId, state);
    throw notMerged(caseId);
  }
  const from = standingCase(run.cases, caseId);
  const target = standingIn(from, state);
  const opened = reopened(target, `${by} takes ${caseId} out of it`);
  const after = { ...run, cases: new Map(run.cases).set(from, { ...target, status: "in-progress" as const }) };
  const facts = unmergeCase(caseId, inline(`${by}: ${because}`, 600), after);
  if (facts.length === 0) throw nothingToTakeOut(caseId, from);
  return [...opened, ...facts].map((fact) => saidBy(fact, by));
}

/** The fact under the name of the person whose act it is. */
export function saidBy(fact: WatchFact, by: Person): WatchFact {
  return isMove(fact) ? { ...fact, by } : fact;
}

type Move = Extract<WatchFact, { readonly type: "CaseMerged" | "CaseUnmerged" | "AlertsGivenBack" | "AlertSplit" | "CaseReopened" }>;
const moves: ReadonlySet<WatchFact["type"]> = new Set<Move["type"]>([
  "CaseMerged",
  "CaseUnmerged",
  "AlertsGivenBack",
  "AlertSplit",
  "CaseReopened",
]);
const isMove = (fact: WatchFact): fact is Move => moves.has(fact.type);
