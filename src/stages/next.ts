import type { RunState } from "../core/run/run.ts";

/** One step of a run over evidence, chosen from what is recorded; the engine takes it. */
export type RunStep =
  | { readonly do: "start" }
  | { readonly do: "read-inputs" }
  | { readonly do: "finish-loading" }
  | { readonly do: "triage"; readonly alertIds: readonly string[] }
  | { readonly do: "correlate"; readonly alertIds: readonly string[] }
  | { readonly do: "investigate"; readonly caseId: string }
  | { readonly do: "finish" }
  | { readonly do: "done" };

/** Alerts that are triaged or placed in one durable step. */
export const alertsPerStepMax = 500;

/** The life of an alert as a list: ingest, triage, correlate, investigate; what is done already is never done again. */
export function nextRunStep(run: RunState): RunStep {
  if (!run.settings) return { do: "start" };
  if (run.inputsRead.size < run.inputs.length || !run.detectionsCorrelated) return { do: "read-inputs" };
  if (!run.loaded) return { do: "finish-loading" };
  if (run.untriaged.size > 0) return { do: "triage", alertIds: first(run.untriaged) };
  if (run.uncorrelated.size > 0) return { do: "correlate", alertIds: inTimeOrder(run) };
  const caseId = mostUrgent(run);
  if (caseId !== undefined) return { do: "investigate", caseId };
  return run.finished ? { do: "done" } : { do: "finish" };
}

function first(ids: ReadonlySet<string>): string[] {
  return [...ids.values().take(alertsPerStepMax)];
}

/** Alerts find their case in the order in which things happened, not in which files were named. */
function inTimeOrder(run: RunState): string[] {
  const timeOf = (id: string) => run.alerts.get(id)?.timeMs ?? 0;
  // Only the next few are put in order: to sort a storm anew for each step would cost more than the steps.
  const times = Float64Array.from(run.uncorrelated, timeOf).sort();
  const untilMs = times[Math.min(alertsPerStepMax, times.length) - 1] ?? 0;
  return [...run.uncorrelated]
    .filter((id) => timeOf(id) <= untilMs)
    .toSorted((a, b) => timeOf(a) - timeOf(b) || numberOf(a) - numberOf(b))
    .slice(0, alertsPerStepMax);
}

/** The case that holds the most urgent alert; of equals the one opened first. */
function mostUrgent(run: RunState): string | undefined {
  let best: { caseId: string; priority: number } | undefined;
  for (const [caseId, each] of run.cases) {
    if (each.status !== "in-progress") continue;
    const priority = each.playbook
      ? 0
      : Math.min(5, ...each.alertIds.slice(0, alertsPerStepMax).map((id) => run.triages.get(id)?.priority ?? 5));
    if (!best || priority < best.priority) best = { caseId, priority };
  }
  return best?.caseId;
}

const numberOf = (id: string) => Number(id.slice(id.indexOf("-") + 1));
