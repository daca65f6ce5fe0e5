import type { Assessment, AssessmentAlert } from "../../core/assessment/assessment.ts";
import type { SettledAlert, SettledCase } from "../../ports/settled.ts";
import { priorityWith } from "../../stages/investigate/with-model.ts";

const noDigest = `sha256:${"0".repeat(64)}`;

/** The assessment of one settled case, for the writers of stages/report. It lists the alerts that the case names, and no input: those belong to the whole. */
export function assessmentOfCase(settled: SettledCase, attack: string): Assessment {
  const alerts = settled.alerts.map((alert) => assessmentAlert(alert, settled));
  const { length } = alerts;
  return {
    schema: "watchkeeper/assessment@1",
    inputs: [],
    alerts,
    cases: [settled.case],
    accounting: {
      accepted: length,
      closed: settled.case.escalated ? 0 : length,
      escalated: settled.case.escalated ? length : 0,
      open: 0,
      deadLettered: 0,
    },
    catalogues: { attack, rules: noDigest, playbooks: noDigest },
  };
}

function assessmentAlert(alert: SettledAlert, { case: each, run }: SettledCase): AssessmentAlert {
  const triage = run.triages.get(alert.id);
  const raised = run.alerts.get(alert.id);
  return {
    id: alert.id,
    source: {
      path: raised?.source.path ?? alert.source,
      record: raised?.source.record ?? 0,
      product: alert.product,
      ...(alert.rule !== undefined && { rule: alert.rule }),
      ...(alert.givenId !== undefined && { givenId: alert.givenId }),
    },
    time: new Date(alert.timeMs).toISOString(),
    title: alert.title,
    category: triage?.category ?? each.category,
    severity: triage?.severity ?? each.severity,
    maliciousness: triage?.maliciousness ?? each.maliciousness,
    verdict: alert.verdict,
    tactics: [...(triage?.tactics ?? [])],
    // What the case shows is with the case; an alert's own claims need evidence of their own.
    techniques: [],
    priority: triage?.priority ?? lowestPriority,
    case: each.id,
    because: [...(triage?.because ?? [])],
  };
}

const lowestPriority = 5;

/** A settled case as far as texts about it go. */
export type ToldCase = Pick<SettledCase, "case" | "alertsTotal"> & {
  readonly alerts: readonly Pick<SettledAlert, "id" | "title" | "product" | "timeMs">[];
  readonly run: { readonly triages: ReadonlyMap<string, { readonly priority: number }> };
};

/** How soon a person should look at the case: as soon as at its most urgent alert, or sooner where a model handed it on; 1 to 5. */
export function priorityOf({ case: { severity, model }, alerts, run }: ToldCase): number {
  const most = alerts.reduce((soonest, { id }) => Math.min(soonest, run.triages.get(id)?.priority ?? lowestPriority), lowestPriority);
  return priorityWith(most, { severity, isRaised: model?.raisedBy !== undefined });
}
