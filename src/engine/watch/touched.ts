import type { WatchState } from "../../core/watch/watch.ts";
import type { WatchFact } from "../../core/watch/watch-event.ts";

/** What changed since it was last put into the views. */
export type Touched = {
  readonly alerts: Set<string>;
  readonly cases: Set<string>;
  /** Of the cases, those that somebody acted on: whoever waits to see it is not kept waiting until the case has grown for a while. */
  readonly pressing: Set<string>;
  /**
   * Notes what a fact changed, once it is folded. The alerts of a case that is looked at again keep what the verdict before said of them until the next one:
   * a case that gathers for days would else put each of them twice for every look.
   */
  readonly note: (fact: WatchFact, state: WatchState) => void;
  /** Everything that is held, for whoever does not know what the views lack. */
  readonly all: (state: WatchState) => void;
};

/** Nothing changed yet. */
export function openTouched(): Touched {
  const alerts = new Set<string>();
  const cases = new Set<string>();
  const pressing = new Set<string>();
  const heldIn = (caseId: string, { run }: WatchState): readonly string[] => {
    const held = run.cases.get(caseId);
    return held && held.status !== "unopened" ? held.alertIds : [];
  };
  return {
    alerts,
    cases,
    pressing,
    note(fact, state) {
      if ("caseId" in fact) cases.add(fact.caseId);
      if ("caseId" in fact && "by" in fact) pressing.add(fact.caseId);
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
        case "CaseDecided":
          for (const id of heldIn(fact.caseId, state)) alerts.add(id);
          if (fact.type === "CaseMerged") cases.add(fact.into);
          return;
        default:
          return;
      }
    },
    all({ run }) {
      for (const id of run.alerts.keys()) alerts.add(id);
      for (const id of run.cases.keys()) cases.add(id);
    },
  };
}
