import type { AssessmentCase } from "../core/assessment/assessment.ts";
import { emptyRun } from "../core/run/run.ts";
import { type AlertPage, pageAlertsMax, type SettledAlert, type SettledCase, settledAlertsMax } from "../ports/settled.ts";
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
  alerts: count,
  perPage = pageAlertsMax,
  ...more
}: Partial<Omit<AssessmentCase, "id" | "alerts">> & {
  readonly caseId?: string;
  readonly like?: 0 | 1 | 2 | 3;
  readonly revision?: number;
  readonly source?: string;
  readonly alerts?: number;
  readonly perPage?: number;
} = {}): SettledCase {
  const { cases, alerts: all } = sampleAssessment();
  const each = cases[like];
  if (!each) throw new Error("no such case in the sample");
  const ours = all.filter((alert) => alert.case === each.id);
  const [first] = ours;
  if (!first) throw new Error("the case of the sample holds no alert");
  // As many as are asked for: beyond those of the sample they are like its first one.
  const alerts = Array.from({ length: count ?? Math.min(ours.length, 3) }, (_, index): SettledAlert => {
    const alert = ours[index] ?? { ...first, id: `alert-more-${String(index).padStart(6, "0")}` };
    return {
      id: alert.id,
      source,
      product: alert.source.product,
      rule: alert.source.rule,
      givenId: `${caseId}/${index}`,
      title: alert.title,
      timeMs: Date.parse(alert.time),
      verdict: alert.verdict,
    };
  });
  return {
    caseId,
    revision,
    case: { ...each, ...more, id: caseId },
    alerts: alerts.slice(0, settledAlertsMax),
    inShadow: false,
    decidedBy: undefined,
    alertsTotal: alerts.length,
    alertPages: (after) => pagesOf(alerts, perPage, after),
    run: emptyRun(),
  };
}

async function* pagesOf(alerts: readonly SettledAlert[], perPage: number, after = "0"): AsyncGenerator<AlertPage> {
  for (let from = Number(after); from < alerts.length; from += perPage)
    yield { alerts: alerts.slice(from, from + perPage), upTo: String(from + perPage) };
}
