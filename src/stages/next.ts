import type { Standing } from "../core/case/case.ts";
import type { RunState } from "../core/run/run.ts";
import { worklists } from "./worklist.ts";

/** One step of a run over evidence, chosen from what is recorded; the engine takes it. */
export type RunStep =
  | { readonly do: "start" }
  | { readonly do: "read-inputs" }
  | { readonly do: "finish-loading" }
  | { readonly do: "triage"; readonly alertIds: readonly string[] }
  | { readonly do: "suppress" }
  | { readonly do: "correlate"; readonly alertIds: readonly string[] }
  | { readonly do: "investigate"; readonly caseId: string }
  | { readonly do: "finish" }
  | { readonly do: "done" };

/** Alerts that are triaged or placed in one durable step. */
export const alertsPerStepMax = 500;

/** The life of an alert as a list: ingest, triage, suppress where people decided so, correlate, investigate; what is done already is never done again. */
export function nextRunStep(run: RunState): RunStep {
  if (!run.settings) return { do: "start" };
  if (run.inputsRead.size < run.inputs.length || !run.detectionsCorrelated) return { do: "read-inputs" };
  if (!run.loaded) return { do: "finish-loading" };
  if (run.untriaged.size > 0) return { do: "triage", alertIds: alertsInOrder(run, run.untriaged) };
  if (!run.suppressed && run.learned && run.learned.suppressions.length > 0) return { do: "suppress" };
  if (run.uncorrelated.size > 0) return { do: "correlate", alertIds: alertsInOrder(run, run.uncorrelated) };
  const caseId = mostUrgent(run);
  if (caseId !== undefined) return { do: "investigate", caseId };
  return run.finished ? { do: "done" } : { do: "finish" };
}

const nextAlerts = worklists();

/**
 * Alerts are triaged and find their case in the order in which things happened, not in which files were named: at equal times by the place of
 * their records, then by number.
 */
function alertsInOrder(run: RunState, open: ReadonlySet<string>): string[] {
  const order = () => {
    const alerts = [...run.alerts.values()].toSorted(
      (a, b) =>
        a.timeMs - b.timeMs ||
        (a.source.path < b.source.path ? -1 : a.source.path > b.source.path ? 1 : a.source.record - b.source.record) ||
        numberOf(a.id) - numberOf(b.id),
    );
    return alerts.map(({ id }) => id);
  };
  return nextAlerts(open, { revision: run.alerts.size, order, isOpen: (id) => open.has(id) }, alertsPerStepMax);
}

const nextCases = worklists();

/** The case that was begun, else the one that holds the most urgent alert; of equals the one opened first. */
function mostUrgent(run: RunState): string | undefined {
  const order = () => {
    const open = [...run.cases].flatMap(([caseId, each]) =>
      each.status === "in-progress" ? [{ caseId, urgency: urgencyOf(each, run) }] : [],
    );
    return open.toSorted((a, b) => a.urgency - b.urgency).map(({ caseId }) => caseId);
  };
  const isOpen = (caseId: string) => run.cases.get(caseId)?.status === "in-progress";
  return nextCases(run.cases, { revision: run.placements, order, isOpen }, 1)[0];
}

/** 0 for a case that was begun, else the priority of its most urgent alert. */
function urgencyOf({ playbook, alertIds }: Standing, { triages }: RunState): number {
  if (playbook) return 0;
  let most: number = leastUrgent;
  for (const id of alertIds) most = Math.min(most, triages.get(id)?.priority ?? leastUrgent);
  return most;
}

const leastUrgent = 5;
const numberOf = (id: string) => Number(id.slice(id.indexOf("-") + 1));
