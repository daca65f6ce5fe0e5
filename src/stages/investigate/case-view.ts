import type { Alert } from "../../core/alert/alert.ts";
import { type Severity, severityRank } from "../../core/alert/severity.ts";
import type { Triage } from "../../core/alert/triage.ts";
import type { Standing } from "../../core/case/case.ts";
import { type Observable, observableKey } from "../../core/observable/observable.ts";
import type { RunState } from "../../core/run/run.ts";
import { observablesOf } from "../triage/bonds.ts";

/** One alert of a case with what triage said. */
export type CaseAlert = { readonly alert: Alert; readonly triage: Triage };

/** A case as an investigation sees it: its alerts in time order without repeats, its observables with the most telling first, its span. */
export type CaseView = {
  readonly standing: Standing;
  readonly alerts: readonly CaseAlert[];
  readonly repeats: number;
  readonly observables: readonly Observable[];
  readonly firstMs: number;
  readonly lastMs: number;
};

/** The most alerts and observables that one case's investigation looks at; the rest is counted. */
export const alertsLookedAtMax = 400;
export const observablesMax = 200;

/** Gathers what a case holds from the run. */
export function viewOf(standing: Standing, run: Pick<RunState, "alerts" | "triages">): CaseView {
  const all = standing.alertIds.flatMap((id) => {
    const alert = run.alerts.get(id);
    const triage = run.triages.get(id);
    return alert && triage ? [{ alert, triage }] : [];
  });
  const distinct = all.filter(({ triage }) => !triage.repeats);
  const sorted = (distinct.length > 0 ? distinct : all).toSorted(
    (a, b) => a.alert.timeMs - b.alert.timeMs || idOrder(a.alert.id) - idOrder(b.alert.id),
  );
  const times = all.map(({ alert }) => alert.timeMs);
  return {
    standing,
    alerts: sorted.length <= alertsLookedAtMax ? sorted : gravest(sorted),
    repeats: all.length - distinct.length,
    observables: observablesByWeight(sorted),
    firstMs: times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    lastMs: times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  };
}

const idOrder = (id: string) => Number(id.slice(id.indexOf("-") + 1));

/** Too many to look at: the gravest ones, still in time order. */
function gravest(sorted: readonly CaseAlert[]): CaseAlert[] {
  const kept = new Set(
    sorted
      .toSorted((a, b) => b.triage.maliciousness - a.triage.maliciousness || idOrder(a.alert.id) - idOrder(b.alert.id))
      .slice(0, alertsLookedAtMax),
  );
  return sorted.filter((each) => kept.has(each));
}

/** Each observable once, those that bind most first; ties by how many alerts name them, then by key. */
function observablesByWeight(alerts: readonly CaseAlert[]): Observable[] {
  const found = new Map<string, { observable: Observable; weight: number; alerts: number }>();
  for (const { alert, triage } of alerts) {
    const weights = new Map(triage.bonds.map(({ key, weight }) => [key, weight]));
    for (const observable of observablesOf(alert)) {
      const key = observableKey(observable);
      const held = found.get(key) ?? { observable, weight: 0, alerts: 0 };
      const importance = (weights.get(key) ?? 0) * (0.5 + triage.maliciousness);
      found.set(key, { observable: held.observable, weight: Math.max(held.weight, importance), alerts: held.alerts + 1 });
    }
  }
  return [...found]
    .toSorted(([keyA, a], [keyB, b]) => b.weight - a.weight || b.alerts - a.alerts || (keyA < keyB ? -1 : 1))
    .slice(0, observablesMax)
    .map(([, { observable }]) => observable);
}

/** The gravest severity among alerts. */
export function severityOf(alerts: readonly CaseAlert[]): Severity {
  return alerts.reduce<Severity>(
    (gravestYet, { triage }) => (severityRank(triage.severity) > severityRank(gravestYet) ? triage.severity : gravestYet),
    "informational",
  );
}
