import type { Alert } from "../../core/alert/alert.ts";
import { type Severity, severityRank } from "../../core/alert/severity.ts";
import type { Triage } from "../../core/alert/triage.ts";
import type { Standing } from "../../core/case/case.ts";
import { type Observable, observableKey, shortHostName } from "../../core/observable/observable.ts";
import type { RunState } from "../../core/run/run.ts";
import { observablesOf } from "../triage/bonds.ts";

/** One alert of a case with what triage said. */
export type CaseAlert = { readonly alert: Alert; readonly triage: Triage };

/** A case as an investigation sees it: its alerts in time order without repeats, its observables with the most telling first, its span. */
export type CaseView = {
  readonly standing: Standing;
  readonly alerts: readonly CaseAlert[];
  readonly repeats: number;
  /** What every alert of the case is called, repeats and those not looked at among them; each once, sorted. */
  readonly titles: readonly string[];
  readonly observables: readonly Observable[];
  readonly firstMs: number;
  readonly lastMs: number;
};

/** The most alerts that one case's investigation looks at; the rest is counted. */
export const alertsLookedAtMax = 400;
/** The most distinct observables that the view of one case keeps; the lightest are left out. */
export const observablesMax = 200;

/** Gathers what a case holds from the run. */
export function viewOf(standing: Standing, run: Pick<RunState, "alerts" | "triages" | "names">): CaseView {
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
    titles: [...new Set(all.map(({ alert }) => alert.title))].toSorted(),
    observables: observablesByWeight(sorted, run.names),
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

/** Each observable once, those that bind most first; ties by how many alerts name them, then by key. A machine under two names is one, by its full name. */
function observablesByWeight(alerts: readonly CaseAlert[], names: ReadonlyMap<string, string>): Observable[] {
  const found = new Map<string, { observable: Observable; weight: number; alerts: number }>();
  for (const { alert, triage } of alerts) {
    const weights = new Map(triage.bonds.map(({ key, weight }) => [key, weight]));
    for (const each of observablesOf(alert).flatMap((observable) => [observable, ...hostBehind(observable, names)])) {
      const key = identityOf(each, names);
      const held = found.get(key) ?? { observable: each, weight: 0, alerts: 0 };
      const importance = (weights.get(key) ?? weights.get(observableKey(each)) ?? 0) * (0.5 + triage.maliciousness);
      const observable =
        each.type === "host" && each.value.length > held.observable.value.length
          ? { ...held.observable, value: each.value }
          : held.observable;
      found.set(key, { observable, weight: Math.max(held.weight, importance), alerts: held.alerts + 1 });
    }
  }
  return [...found]
    .toSorted(([keyA, a], [keyB, b]) => b.weight - a.weight || b.alerts - a.alerts || (keyA < keyB ? -1 : 1))
    .slice(0, observablesMax)
    .map(([, { observable }]) => observable);
}

function identityOf(observable: Observable, names: ReadonlyMap<string, string>): string {
  const key = observableKey(observable);
  return observable.type === "host" ? `host:${shortHostName((names.get(key) ?? key).slice("host:".length))}` : key;
}

/** The machine that an address belongs to, as inventory or telemetry knows it, in the address's role: questions about hosts are about it too. */
function hostBehind(observable: Observable, names: ReadonlyMap<string, string>): Observable[] {
  if (observable.type !== "ip") return [];
  const key = names.get(observableKey(observable));
  return key?.startsWith("host:") ? [{ ...observable, type: "host", value: key.slice("host:".length) }] : [];
}

/** The gravest severity among alerts. */
export function severityOf(alerts: readonly CaseAlert[]): Severity {
  return alerts.reduce<Severity>(
    (gravestYet, { triage }) => (severityRank(triage.severity) > severityRank(gravestYet) ? triage.severity : gravestYet),
    "informational",
  );
}
