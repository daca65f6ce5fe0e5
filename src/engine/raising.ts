import type { IncomingAlert } from "../core/alert/alert.ts";
import type { DeadLetter, TelemetryEvent } from "../core/event/event.ts";
import { type Correlator, openCorrelator } from "../detection/sigma/correlator.ts";
import type { InputRecord } from "../formats/format.ts";
import { openJudging } from "../stages/ingest/alert-of-judgement.ts";
import { alertOfCorrelation, alertOfMatch } from "../stages/ingest/alert-of-match.ts";
import { openSightings } from "../stages/ingest/alert-of-sighting.ts";
import type { World } from "./world.ts";

/** Records by what they are, in their order: events, the alerts that came and those that events raised, and what could not be read. */
export type Sorted = { readonly events: TelemetryEvent[]; readonly alerts: IncomingAlert[]; readonly letters: DeadLetter[] };

/** What makes alerts of events: rules, correlations, judges and indicators, with what they remember of the events before. */
export type Raising = {
  /** Events go past the rules; what they raise stands beside the alerts that came, in the order of the records. */
  readonly sort: (records: readonly InputRecord[]) => Sorted;
  /** Called once after the last record: what correlations held back. */
  readonly end: () => IncomingAlert[];
  readonly counts: Correlator["counts"];
};

/** Opens it with nothing remembered. `heldBackMax` is the correlator's own: 0 judges each match at once. */
export function openRaising(
  { rules, judges, hasIndicators, sightingOf }: Pick<World, "rules" | "judges" | "hasIndicators" | "sightingOf">,
  held: { readonly heldBackMax?: number } = {},
): Raising {
  const correlator = openCorrelator(rules, held);
  const judging = openJudging(judges);
  // Absent when no indicator is loaded.
  const sightingsIn = hasIndicators === false ? undefined : openSightings(sightingOf);
  return {
    sort(records) {
      const sorted: Sorted = { events: [], alerts: [], letters: [] };
      for (const record of records) {
        if (record.kind === "rejected") sorted.letters.push(record.letter);
        else if (record.kind === "alert") sorted.alerts.push(record.alert);
        else {
          const { event } = record;
          sorted.events.push(event);
          const matches = rules.match(event);
          const raised = matches.filter(({ alerts }) => alerts).map((match) => alertOfMatch(match, event));
          sorted.alerts.push(...judging(event, raised));
          for (const raised of correlator.push(event, matches)) sorted.alerts.push(alertOfCorrelation(raised));
          if (sightingsIn) sorted.alerts.push(...sightingsIn(event));
        }
      }
      return sorted;
    },
    end: () => correlator.end().map(alertOfCorrelation),
    counts: correlator.counts,
  };
}
