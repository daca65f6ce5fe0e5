import type { IncomingAlert } from "../../core/alert/alert.ts";
import { type Judgement, judgementRuleId } from "../../core/alert/judgement.ts";
import type { TelemetryEvent } from "../../core/event/event.ts";
import { valuesOf } from "../../core/query/meaning.ts";
import type { EventJudge, EventJudgement } from "../../ports/judge.ts";
import { observablesOf } from "./alert-of-match.ts";

/** Reasons that go with an alert; a judge may know more. */
const reasonsMax = 8;

/**
 * Shows events to the judges of their kind. What the judge says goes with every alert that a rule raised on the event; and where it reaches the
 * judge's own bar an alert of its own is raised, whether or not a rule fired, since its category and severity rest on more than one trait.
 * Opened once for each run: a judge may follow events, and draw others in after a grave one.
 */
export function openJudging(judges: readonly EventJudge[]): (event: TelemetryEvent, raised: readonly IncomingAlert[]) => IncomingAlert[] {
  const following = new Map(judges.map((judge) => [judge, judge.follow?.()]));
  return (event, raised) => {
    const judge = judges.find(({ datasets }) => datasets.has(event.dataset));
    const judged = judge?.judge(event);
    if (!judge || !judged) return [...raised];
    const drawn = (following.get(judge)?.(event, judged) ?? []).map((each) => judgedAlert(each.judged, each.event));
    const judgement = judgementOf(judged);
    const annotated = raised.map((alert) => ({ ...alert, judgement }));
    return [...annotated, ...(judged.maliciousness < judge.alertsFrom ? [] : [judgedAlert(judged, event)]), ...drawn];
  };
}

function judgementOf({ judge, maliciousness, reasons }: EventJudgement): Judgement {
  return { judge, maliciousness, reasons: reasons.slice(0, reasonsMax) };
}

function judgedAlert(judged: EventJudgement, event: TelemetryEvent): IncomingAlert {
  return { ...alertOf(judged, event), judgement: judgementOf(judged) };
}

/** Title and description are ours: the event's own text is data and stays in its fields. */
function alertOf(judged: EventJudgement, event: TelemetryEvent): IncomingAlert {
  return {
    timeMs: event.timeMs,
    product: "watchkeeper",
    rule: judged.title,
    ruleId: judgementRuleId(judged.judge, judged.title),
    givenId: undefined,
    title: judged.title,
    description: `Judged from the event's own content: ${judged.reasons
      .slice(0, reasonsMax)
      .map(({ says }) => says)
      .join("; ")}.`,
    severity: judged.severity,
    techniques: judged.techniques,
    tactics: judged.tactics,
    category: judged.category,
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
