import type { Assessment } from "../../core/assessment/assessment.ts";
import type { Notice } from "../../ports/connector.ts";
import { settledAlertsMax } from "../../ports/settled.ts";
import type { ToldCase } from "./one-case.ts";
import { closingText, commentText, noticeText, reasonOf, ticketText, titleOf } from "./texts.ts";

/** All that write-back says of one case where people read it: the ticket with its comment and its end, and the notice. */
export type Told = {
  readonly ticket: { readonly title: string; readonly body: string };
  readonly comment: string;
  readonly closing: string;
  /** Beside an alert, in its own product. */
  readonly reason: string;
  readonly notice: Notice;
};

/** What would be written of each case of an assessment, whatever products are connected: for whoever looks through it before anything is. Pure. */
export function toldOf(assessment: Assessment, url?: string): readonly Told[] {
  return assessment.cases.map((each) => {
    const alerts = assessment.alerts.filter((alert) => alert.case === each.id);
    const told: ToldCase = {
      case: each,
      alerts: alerts
        .slice(0, settledAlertsMax)
        .map(({ id, title, source, time }) => ({ id, title, product: source.product, timeMs: Date.parse(time) })),
      alertsTotal: alerts.length,
      run: { triages: new Map(alerts.map(({ id, priority }) => [id, { priority }])) },
    };
    return {
      ticket: { title: titleOf(told), body: ticketText(told, url) },
      comment: commentText(told, url),
      closing: closingText(told, url),
      reason: reasonOf(told),
      notice: { title: titleOf(told), text: noticeText(told), severity: each.severity, ...(url !== undefined && { url }) },
    };
  });
}
