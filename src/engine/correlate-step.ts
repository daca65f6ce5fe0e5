import type { Case, CaseEvent } from "../core/case/case.ts";
import { decide } from "../core/case/case.ts";
import { whyAlertApart, whyCasesApart } from "../core/run/partings.ts";
import { type DomainEvent, evolveRun, type RunState } from "../core/run/run.ts";
import { place } from "../stages/correlate/correlate.ts";

/** Cases larger than this are not poured into another: a merge of two storms says nothing to a reader. */
const mergedAlertsMax = 20_000;

/**
 * Places a batch of alerts, one after the other, each seeing the placements before it. The facts are folded into `run` as they are decided,
 * so `record` must persist exactly these facts, in this order, and must not fold them again; when that fails, the recorder and its `run` are done with.
 */
export function correlateStep(alertIds: readonly string[], run: RunState, takes: Takes = isInProgress): DomainEvent[] {
  const facts: DomainEvent[] = [];
  const tell = (events: readonly CaseEvent[]) => {
    for (const event of events) {
      evolveRun(run, event);
      facts.push(event);
    }
  };
  const placing: Placing = { run, tell, takes };
  const repeats = alertIds.filter((id) => run.triages.get(id)?.repeats);
  const news = alertIds.filter((id) => !run.triages.get(id)?.repeats);
  for (const alertId of news) placeOne(alertId, placing);
  for (const alertId of joinRepeats(repeats, placing)) placeOne(alertId, placing);
  return facts;
}

/** Whether a case takes further alerts: one in progress where nothing else is said. Cases are merged only while they are in progress. */
export type Takes = (each: Case | undefined) => boolean;
const isInProgress: Takes = (each) => each?.status === "in-progress";
type Placing = { readonly run: RunState; readonly tell: (events: readonly CaseEvent[]) => void; readonly takes: Takes };

/** A storm joins the case of its first alert in one stroke; gives back the repeats whose first alert has no open case. */
function joinRepeats(alertIds: readonly string[], { run, tell, takes }: Placing): string[] {
  const joins = new Map<string, { alertId: string; because: string }[]>();
  const homeless: string[] = [];
  for (const alertId of alertIds) {
    const repeats = run.triages.get(alertId)?.repeats;
    const caseId = repeats && run.caseOfAlert.get(repeats.alertId);
    if (!caseId || !takes(run.cases.get(caseId)) || whyAlertApart(run, alertId, caseId)) homeless.push(alertId);
    else {
      const each = joins.get(caseId) ?? [];
      each.push({ alertId, because: repeats.because });
      joins.set(caseId, each);
    }
  }
  for (const [caseId, each] of joins) tell(decide({ type: "TakeAlerts", joins: each }, run.cases.get(caseId) ?? { status: "unopened" }));
  return homeless;
}

function placeOne(alertId: string, { run, tell, takes }: Placing): void {
  const alert = run.alerts.get(alertId);
  const triage = run.triages.get(alertId);
  if (!alert || !triage) return;
  const placement = place(alert, triage, {
    bonds: run.bonds,
    caseOf: (id) => run.caseOfAlert.get(id),
    whyApart: (caseId) => whyAlertApart(run, alertId, caseId),
  });
  const into = placement.do === "join" ? run.cases.get(placement.caseId) : undefined;
  if (placement.do === "open" || !into || !takes(into)) {
    const because = placement.do === "open" ? placement.because : `${placement.because}; but ${placement.caseId} has ended`;
    tell(decide({ type: "OpenCase", caseId: `case-${run.casesOpened + 1}`, alertId, because }, { status: "unopened" }));
    return;
  }
  let kept = placement.caseId;
  let told = placement.because;
  for (const { caseId, because } of placement.also) {
    const [older, younger] = numberOf(caseId) < numberOf(kept) ? [caseId, kept] : [kept, caseId];
    const apart = whyCasesApart(run, older, younger);
    if (apart !== undefined) told += `; ${older} and ${younger} stay apart, because ${apart}`;
    if (apart !== undefined) continue;
    const both = `${alertId} has the ${placement.because} as ${placement.caseId}, and the ${because} as ${caseId}`;
    if (merge(younger, older, both, run, tell)) kept = older;
  }
  tell(decide({ type: "TakeAlerts", joins: [{ alertId, because: told }] }, run.cases.get(kept) ?? into));
}

const numberOf = (caseId: string) => Number(caseId.slice(caseId.lastIndexOf("-") + 1));

/** Pours one case into another, every alert with its reason; false when it is left as it was. */
function merge(from: string, into: string, because: string, run: RunState, tell: Placing["tell"]): boolean {
  const absorbed = run.cases.get(from);
  const target = run.cases.get(into);
  if (absorbed?.status !== "in-progress" || target?.status !== "in-progress" || absorbed.alertIds.length > mergedAlertsMax) return false;
  tell(decide({ type: "MergeInto", into, because }, absorbed));
  const joins = absorbed.alertIds.map((alertId) => ({ alertId, because: `came with ${from}, merged because ${because}` }));
  tell(decide({ type: "JoinAlerts", joins }, run.cases.get(into) ?? target));
  return true;
}
