import type { Alert } from "../core/alert/alert.ts";
import type { RunState } from "../core/run/run.ts";
import type { AlertScorer, Neighbourhood } from "../ports/scorer.ts";

type Opened = {
  readonly scorer: AlertScorer;
  readonly places: ReadonlyMap<string, number>;
  readonly at: (place: number) => Neighbourhood;
  /** The time of the alert asked for last; who asks for an earlier one begins anew. */
  askedMs: number;
};
const openedOfRun = new WeakMap<RunState, Opened>();

/**
 * What the scorer makes of an alert among all alerts of the run. They are put in order of time once, and asked for in that order as triage goes;
 * when more have come, or an earlier one is asked for, it is opened anew.
 */
export function neighbourhoodsOf(run: RunState, scorer: AlertScorer): ((alert: Alert) => Neighbourhood | undefined) | undefined {
  const open = scorer.openNeighbours;
  if (!open) return undefined;
  return ({ id, timeMs }) => {
    let opened = openedOfRun.get(run);
    if (opened?.places.size !== run.alerts.size || opened.scorer !== scorer || timeMs < opened.askedMs) {
      opened = opening(run, scorer, open);
      openedOfRun.set(run, opened);
    }
    const place = opened.places.get(id);
    if (place === undefined) return undefined;
    opened.askedMs = timeMs;
    return opened.at(place);
  };
}

function opening(run: RunState, scorer: AlertScorer, open: NonNullable<AlertScorer["openNeighbours"]>): Opened {
  const alerts = [...run.alerts.values()].toSorted((a, b) => a.timeMs - b.timeMs);
  const places = new Map(alerts.map(({ id }, place) => [id, place]));
  return { scorer, places, at: open(alerts), askedMs: Number.NEGATIVE_INFINITY };
}
