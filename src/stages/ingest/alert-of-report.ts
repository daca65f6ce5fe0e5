import type { IncomingAlert } from "../../core/alert/alert.ts";
import type { TelemetryEvent } from "../../core/event/event.ts";
import { valuesOf } from "../../core/query/meaning.ts";
import { observablesOf } from "./alert-of-match.ts";

/** The name of what raises it: people, by a mailbox for reports. */
export const reportRule = "mail reported by a person";

/**
 * The alert on a mail that somebody reported: whoever reports one is owed a verdict, whatever the mail's own content says. Where a judge or a rule raised an
 * alert on it, that one stands for the report. Title and description are ours.
 */
export function alertOfReport(event: TelemetryEvent): IncomingAlert {
  return {
    timeMs: event.timeMs,
    product: "watchkeeper",
    rule: reportRule,
    ruleId: reportRule,
    givenId: undefined,
    title: "Mail reported by a person",
    description: "It came to the mailbox for reports, and nothing in it raised an alert by itself.",
    severity: "low",
    techniques: [],
    tactics: [],
    category: "phishing",
    host: event.host,
    user: valuesOf(event, "user")[0],
    observables: observablesOf(event),
    fields: event.fields,
    source: event.source,
    dataset: event.dataset,
    channel: event.channel,
    action: event.action,
  };
}
