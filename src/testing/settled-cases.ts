import type { AssessmentCase } from "../core/assessment/assessment.ts";
import { emptyRun } from "../core/run/run.ts";
import type { SettledCase } from "../ports/settled.ts";
import { sampleAssessment } from "./sample-assessment.ts";

/**
 * A settled case as the watch tells it, made from the sample assessment: `case-1` is the true-positive intrusion with names as nasty as they get, `case-3`
 * its benign twin. Its alerts come from `source` and are called `<case>/<n>` there.
 */
export function settledCase({
  caseId = "case-1",
  like = 0,
  revision = 1,
  source = "siem",
  alerts: alertsMax = 3,
  ...more
}: Partial<Omit<AssessmentCase, "id" | "alerts">> & {
  readonly caseId?: string;
  readonly like?: 0 | 1 | 2 | 3;
  readonly revision?: number;
  readonly source?: string;
  readonly alerts?: number;
} = {}): SettledCase {
  const { cases, alerts: all } = sampleAssessment();
  const each = cases[like];
  if (!each) throw new Error("no such case in the sample");
  const alerts = all.filter((alert) => alert.case === each.id).slice(0, alertsMax);
  return {
    caseId,
    revision,
    case: { ...each, ...more, id: caseId },
    alerts: alerts.map((alert, index) => ({
      id: alert.id,
      source,
      product: alert.source.product,
      rule: alert.source.rule,
      givenId: `${caseId}/${index}`,
      title: alert.title,
      timeMs: Date.parse(alert.time),
      verdict: alert.verdict,
    })),
    alertsTotal: alerts.length,
    run: emptyRun(),
  };
}
