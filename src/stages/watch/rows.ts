import type { Alert } from "../../core/alert/alert.ts";
import { graverOf, type Severity } from "../../core/alert/severity.ts";
import type { AssessmentCase } from "../../core/assessment/assessment.ts";
import type { Case } from "../../core/case/case.ts";
import { inline } from "../../core/report/inline.ts";
import { goneOf, isEnded, isSettled, type WatchState } from "../../core/watch/watch.ts";
import type { AlertRow, CaseRow } from "../../ports/views.ts";
import { priorityWith } from "../investigate/with-model.ts";
import { rankedTacticsOf } from "../map-attack/map-case.ts";
import { assessmentAlert } from "../report/assessment.ts";
import { type AssessmentContext, assessmentCase } from "../report/assessment-case.ts";
import { aboutAlert, aboutCase, sourceNameOf, stormOf } from "./about.ts";

/** What a row takes from outside the record. */
export type RowContext = Pick<AssessmentContext, "catalogue" | "inventory">;

export { sourceNameOf } from "./about.ts";

const shown = { titleLength: 300, descriptionLength: 2_000, observables: 50, bonds: 10, notes: 200 } as const;

/** An alert as a list shows it; undefined for one that is not held. */
export function alertRow(id: string, state: WatchState): AlertRow | undefined {
  const { run } = state;
  const alert = run.alerts.get(id);
  if (!alert) return undefined;
  const triage = run.triages.get(id);
  const caseId = run.caseOfAlert.get(id);
  const held = caseId === undefined ? undefined : run.cases.get(caseId);
  const ended = isEnded(held) ? held : undefined;
  const settled = caseId !== undefined && ended ? new Map([[caseId, ended]]) : new Map();
  const { verdict, maliciousness, techniques } = assessmentAlert(alert, run, settled);
  const receivedAtMs = state.receivedAtMs.get(id) ?? alert.timeMs;
  return {
    id,
    timeMs: alert.timeMs,
    receivedAtMs,
    triagedAtMs: triage && state.triagedAtMs.get(id),
    source: sourceNameOf(alert),
    product: alert.product,
    rule: alert.ruleId ?? alert.rule,
    givenId: alert.givenId,
    title: inline(alert.title, shown.titleLength),
    category: triage?.category,
    severity: triage?.severity ?? alert.severity,
    maliciousness: triage && maliciousness,
    priority: triage?.priority,
    caseId,
    verdict: settled.size > 0 ? verdict : undefined,
    state: ended?.status ?? "open",
    about: aboutAlert(alert, triage?.techniques ?? alert.techniques),
    ...(triage?.repeats && { repeats: triage.repeats.alertId }),
    storm: stormOf(alert),
    detail: {
      description: inline(alert.description, shown.descriptionLength),
      givenSeverity: alert.severity,
      host: alert.host ?? null,
      user: alert.user ?? null,
      observables: alert.observables.slice(0, shown.observables).map((observable) => ({ ...observable })),
      record: { ...alert.source },
      tactics: triage?.tactics ?? alert.tactics,
      techniques: triage?.techniques ?? alert.techniques,
      supported: techniques,
      because: triage?.because ?? [],
      triaged: triage ? { severity: triage.severity, maliciousness: triage.maliciousness } : null,
      bonds: triage?.bonds.slice(0, shown.bonds) ?? [],
      repeats: triage?.repeats ?? null,
    },
  };
}

/** A case as a list shows it; `detail` is handed in, since working it out costs more than all the rest. Undefined for one that is not held. */
export function caseRow(caseId: string, state: WatchState, detail: AssessmentCase | undefined): CaseRow | undefined {
  const { run, desks } = state;
  const held = run.cases.get(caseId);
  const desk = desks.get(caseId);
  if (!held || held.status === "unopened" || !desk) return undefined;
  const seen = seenIn(held.alertIds, state);
  const { conclusion } = held;
  const top = seen.top;
  return {
    id: caseId,
    title: inline(conclusion?.title ?? top?.alert.title ?? caseId, shown.titleLength),
    category: conclusion?.category ?? top?.triage?.category,
    severity: conclusion?.severity ?? seen.severity,
    maliciousness: conclusion?.maliciousness,
    verdict: conclusion?.verdict,
    state: held.status,
    priority: conclusion
      ? priorityWith(desk.priority, { severity: conclusion.severity, isRaised: conclusion.raisedBy !== undefined })
      : desk.priority,
    alerts: held.alertIds.length + goneOf(desk),
    openedAtMs: desk.openedAtMs,
    settledAtMs: desk.settledAtMs,
    firstMs: Number.isFinite(seen.firstMs) ? seen.firstMs : desk.openedAtMs,
    lastMs: Number.isFinite(seen.lastMs) ? seen.lastMs : desk.openedAtMs,
    assignee: desk.assignee,
    about: aboutCase(held.alertIds, run),
    detail,
  };
}

type Seen = {
  top: { readonly alert: Alert; readonly triage: ReturnType<WatchState["run"]["triages"]["get"]> } | undefined;
  severity: Severity;
  firstMs: number;
  lastMs: number;
};

function seenIn(alertIds: readonly string[], { run }: WatchState): Seen {
  const seen: Seen = { top: undefined, severity: "informational", firstMs: Number.POSITIVE_INFINITY, lastMs: Number.NEGATIVE_INFINITY };
  for (const id of alertIds) {
    const alert = run.alerts.get(id);
    if (!alert) continue;
    const triage = run.triages.get(id);
    seen.severity = graverOf(seen.severity, triage?.severity ?? alert.severity);
    seen.firstMs = Math.min(seen.firstMs, alert.timeMs);
    seen.lastMs = Math.max(seen.lastMs, alert.timeMs);
    if (!seen.top || (triage?.maliciousness ?? 0) > (seen.top.triage?.maliciousness ?? 0)) seen.top = { alert, triage };
  }
  return seen;
}

/** A settled case whole, as contract.md shapes it; undefined while it has no verdict. */
export function caseDetail(held: Case | undefined, { run }: WatchState, { catalogue, inventory }: RowContext): AssessmentCase | undefined {
  if (!isSettled(held)) return undefined;
  const tacticsOf: AssessmentContext["tacticsOf"] = (techniques, named) => rankedTacticsOf(techniques, catalogue, named);
  return assessmentCase(held, run, { catalogue, inventory, tacticsOf });
}
