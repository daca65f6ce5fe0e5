import { decide, initialCase } from "../core/case/case.ts";
import { partingsMax, standingCase } from "../core/run/partings.ts";
import type { DomainEvent, RunState } from "../core/run/run.ts";
import { SocError } from "../core/soc-error.ts";

/**
 * Splits an alert off the case that holds it, for good: it is placed anew, and never into what that case is or becomes. Gives the facts to record;
 * none when it is alone there. Refuses with `case/…` codes.
 */
export function splitAlert(alertId: string, because: string, run: RunState): readonly DomainEvent[] {
  refuseTooMany(run);
  const held = run.cases.get(run.caseOfAlert.get(alertId) ?? "");
  return decide({ type: "SplitAlert", alertId, because }, held ?? initialCase);
}

/**
 * Takes a merged case out of the one that it was poured into, with every alert that it brought and that is still there; the two are never merged by
 * the machine again. Gives the facts to record; none when nothing would be left on one side. Refuses with `case/…` codes.
 */
export function unmergeCase(caseId: string, because: string, run: RunState): readonly DomainEvent[] {
  refuseTooMany(run);
  const absorbed = run.cases.get(caseId) ?? initialCase;
  const from = standingCase(run.cases, caseId);
  const brought = absorbed.status === "merged" ? absorbed.alertIds.filter((id) => run.caseOfAlert.get(id) === from) : [];
  const back = decide({ type: "Unmerge", from, alertIds: brought, because }, absorbed);
  const given = decide({ type: "GiveBackAlerts", to: caseId, alertIds: brought, because }, run.cases.get(from) ?? initialCase);
  return given.length === 0 || back.length === 0 ? [] : [...given, ...back];
}

function refuseTooMany({ partings: { splits, unmerged } }: RunState): void {
  if (splits.size + unmerged.length < partingsMax) return;
  throw new SocError({
    code: "case/too-many-partings",
    problem: `${partingsMax} alerts and cases have been separated by hand already`,
    remedy: "begin a new investigation of the evidence that is still open",
    retry: "never",
  });
}
