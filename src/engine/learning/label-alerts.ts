import type { Label } from "../../core/learning/learning.ts";
import type { RunState } from "../../core/run/run.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Verdict } from "../../core/verdict/verdict.ts";
import { ruleRefOf, unshiftedMaliciousness } from "../../stages/triage/learned-shift.ts";

/** Alerts of one case that one verdict labels; those after them, in order of their number, are left as they are. */
export const labelsPerVerdictMax = 2_000;

/** What a verdict on an alert (`a-17`) or on every alert of a case (`case-3`) says, with what triage saw of each. Refuses (`learn/unknown-alert`). */
export function labelsFor(target: string, verdict: Verdict, { run, world }: { readonly run: RunState; readonly world: string }): Label[] {
  const ids = run.alerts.has(target) ? [target] : alertsOfCase(target, run);
  if (ids.length === 0) throw unknownAlert(target, world);
  return ids.slice(0, labelsPerVerdictMax).flatMap((id) => {
    const label = labelOf(id, run);
    return label ? [{ ...label, world, verdict }] : [];
  });
}

function alertsOfCase(caseId: string, { cases }: RunState): readonly string[] {
  const found = cases.get(caseId);
  return found && found.status !== "unopened" ? found.alertIds : [];
}

function labelOf(id: string, run: RunState): Omit<Label, "world" | "verdict"> | undefined {
  const alert = run.alerts.get(id);
  const triage = run.triages.get(id);
  if (!alert || !triage) return undefined;
  const caseId = run.caseOfAlert.get(id);
  const standing = caseId === undefined ? undefined : run.cases.get(caseId);
  const conclusion = standing && "conclusion" in standing ? standing.conclusion : undefined;
  return {
    alertId: id,
    group: caseId ?? id,
    timeMs: alert.timeMs,
    record: alert.source.digest,
    ...ruleRefOf(alert),
    category: triage.category,
    severity: triage.severity,
    maliciousness: unshiftedMaliciousness(triage),
    ended: conclusion?.verdict ?? "insufficient-data",
  };
}

const unknownAlert = (target: string, world: string) =>
  new SocError({
    code: "learn/unknown-alert",
    problem: `there is no alert or case "${target.slice(0, 80)}" in the world "${world.slice(0, 200)}"`,
    remedy: "name one that the assessment lists, and the investigation with --world",
    retry: "never",
  });
