import { type AlertClass, alertClassOf } from "../autonomy/alert-class.ts";
import { noteEnd, noteJudged, noteReopened } from "../autonomy/ends.ts";
import { autonomyLimits } from "../autonomy/limits.ts";
import type { CaseEvent } from "../case/case.ts";
import { isSettled, isSuppressedCase, type WatchState } from "./watch.ts";

/**
 * The classes of all alerts of a case, sorted, each once. Undefined where that is not known: an alert is not held and its class was not kept, or there are
 * more classes than one case may name.
 */
export function classesOfCase(caseId: string, { run, desks }: Pick<WatchState, "run" | "desks">): readonly AlertClass[] | undefined {
  const held = run.cases.get(caseId);
  const desk = desks.get(caseId);
  if (!held || held.status === "unopened" || !desk || desk.broughtGone > 0) return undefined;
  if (desk.alertsGone > 0 && desk.classesGone.length === 0) return undefined;
  const classes = new Set<AlertClass>(desk.classesGone);
  for (const id of held.alertIds) {
    const alert = run.alerts.get(id);
    if (!alert) return undefined;
    classes.add(alertClassOf(alert));
  }
  return classes.size === 0 || classes.size > autonomyLimits.classesPerCaseMax ? undefined : [...classes].toSorted();
}

/** Keeps the classes of alerts that leave a case which stays. */
export function withClassesGone(
  before: readonly AlertClass[],
  ids: Iterable<string>,
  { run }: Pick<WatchState, "run">,
): readonly AlertClass[] {
  const classes = new Set(before);
  for (const id of ids) {
    const alert = run.alerts.get(id);
    if (alert && classes.size <= autonomyLimits.classesPerCaseMax) classes.add(alertClassOf(alert));
  }
  return [...classes];
}

/** Notes, once it is folded, how a look ended and what people decided after it. What a suppression closed unseen was no look. */
export function noteLook(state: WatchState, fact: CaseEvent): void {
  const { caseId } = fact;
  switch (fact.type) {
    case "CaseClosed":
    case "CaseEscalated":
    case "CaseLeftToPeople": {
      const held = state.run.cases.get(caseId);
      if (!isSettled(held) || isSuppressedCase(state.run, held)) return;
      const { conclusion, playbook, grants = [], status } = held;
      const classes = classesOfCase(caseId, state) ?? [];
      const { judgedBy = [] } = fact;
      const { verdict, severity } = conclusion;
      noteEnd(state.looks, {
        caseId,
        classes,
        judgedBy,
        verdict,
        severity,
        end: status,
        playbook,
        grants,
        atMs: state.nowMs,
        judged: undefined,
      });
      return;
    }
    case "CaseDecided":
      noteJudged(state.looks, caseId, { status: fact.status, verdict: fact.conclusion.verdict, by: fact.by, atMs: state.nowMs });
      return;
    case "CaseReopened":
      noteReopened(state.looks, caseId);
      return;
    default:
      return;
  }
}
