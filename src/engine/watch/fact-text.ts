import type { Alert } from "../../core/alert/alert.ts";
import { emptyFields } from "../../core/event/event.ts";
import type { WatchFact } from "../../core/watch/watch-event.ts";

/** A fact as it was before it was written: what came from outside is held without a prototype again, so that no name in it finds what is not there. */
export function factOf(text: string): WatchFact {
  const fact = JSON.parse(text) as WatchFact;
  if (fact.type === "IntakeRead") return { ...fact, alerts: fact.alerts.map(bare) };
  if (fact.type !== "StateCarried" || fact.part.kind !== "alerts") return fact;
  return {
    ...fact,
    part: { ...fact.part, alerts: fact.part.alerts.map(([alert, ...rest]) => [bare(alert), ...rest]) },
  };
}

const bare = (alert: Alert): Alert => ({ ...alert, fields: Object.assign(emptyFields(), alert.fields) });

/** Facts of one case are one stream, which can be erased; all others are the watch's own. */
export function streamOf(fact: WatchFact): string {
  return "caseId" in fact ? fact.caseId : "watch";
}
