import type { WatchState } from "../../core/watch/watch.ts";
import type { WatchFact } from "../../core/watch/watch-event.ts";

/** What changed since it was last put into the views. */
export type Touched = {
  readonly alerts: Set<string>;
  readonly cases: Set<string>;
  /** Of the cases, those that somebody acted on: whoever waits to see it is not kept waiting until the case has grown for a while. */
  readonly pressing: Set<string>;
  /** Cases whose end says something of alerts that left memory (`left-rows.ts`). */
  readonly left: Set<string>;
  /**
   * Notes what a fact changed, once it is folded. The alerts of a case that is looked at again keep what the verdict before said of them until the next one:
   * a case that gathers for days would else put each of them twice for every look.
   */
  readonly note: (fact: WatchFact, state: WatchState) => void;
  /** Calls back, once, as soon as somebody acts on a case; gives how not to. At once where somebody has and it is not shown yet. */
  readonly whenPressing: (wake: () => void) => () => void;
  /** Everything that is held, for whoever does not know what the views lack. */
  readonly all: (state: WatchState) => void;
};

type Sets = Pick<Touched, "alerts" | "cases" | "left">;

/** Nothing changed yet. */
export function openTouched(): Touched {
  const sets: Sets = { alerts: new Set(), cases: new Set(), left: new Set() };
  const pressing = new Set<string>();
  const waiting = new Set<() => void>();
  const press = (caseId: string) => {
    pressing.add(caseId);
    for (const wake of waiting) wake();
    waiting.clear();
  };
  return {
    ...sets,
    pressing,
    note(fact, state) {
      if ("caseId" in fact) sets.cases.add(fact.caseId);
      if ("caseId" in fact && "by" in fact) press(fact.caseId);
      noteAlerts(fact, state, sets);
    },
    whenPressing(wake) {
      if (pressing.size > 0) wake();
      else waiting.add(wake);
      return () => waiting.delete(wake);
    },
    all({ run }) {
      for (const id of run.alerts.keys()) sets.alerts.add(id);
      for (const id of run.cases.keys()) {
        sets.cases.add(id);
        sets.left.add(id);
      }
    },
  };
}

function noteAlerts(fact: WatchFact, state: WatchState, { alerts, cases, left }: Sets): void {
  switch (fact.type) {
    case "IntakeRead":
      for (const { id } of fact.alerts) alerts.add(id);
      return;
    case "AlertsTriaged":
      for (const { alertId } of fact.triages) alerts.add(alertId);
      return;
    case "CaseOpened":
    case "AlertSplit":
      alerts.add(fact.alertId);
      return;
    case "AlertsJoined":
      for (const { alertId } of fact.joins) alerts.add(alertId);
      return;
    case "CaseMerged":
    case "CaseUnmerged":
    case "AlertsGivenBack":
    case "CaseClosed":
    case "CaseEscalated":
    case "CaseLeftToPeople":
    case "CaseDecided":
      for (const id of heldIn(fact.caseId, state)) alerts.add(id);
      left.add(fact.caseId);
      if (fact.type === "CaseMerged") for (const set of [cases, left]) set.add(fact.into);
      return;
    default:
      return;
  }
}

function heldIn(caseId: string, { run }: WatchState): readonly string[] {
  const held = run.cases.get(caseId);
  return held && held.status !== "unopened" ? held.alertIds : [];
}
