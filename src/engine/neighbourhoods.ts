import type { Alert } from "../core/alert/alert.ts";
import type { RunState } from "../core/run/run.ts";
import type { AlertScorer, Neighbourhood } from "../ports/scorer.ts";

type Opened = { readonly scorer: AlertScorer; readonly places: ReadonlyMap<string, number>; readonly at: (place: number) => Neighbourhood };
const openedOfRun = new WeakMap<RunState, Opened>();

/**
 * What the scorer makes of an alert among all alerts of the run. They are put in order of time once, and asked for in that order as triage goes;
 * when more have come, or triage began again at an earlier one, it is opened anew.
 */
export function neighbourhoodsOf(run: RunState, scorer: AlertScorer): ((alert: Alert) => Neighbourhood | undefined) | undefined {
  const { openNeighbours } = scorer;
  if (!openNeighbours) return undefined;
  const held = openedOfRun.get(run);
  const opened = held?.places.size === run.alerts.size && held.scorer === scorer ? held : opening(run, scorer, openNeighbours);
  openedOfRun.set(run, opened);
  return ({ id }) => {
    const place = opened.places.get(id);
    return place === undefined ? undefined : opened.at(place);
  };
}

function opening(run: RunState, scorer: AlertScorer, open: NonNullable<AlertScorer["openNeighbours"]>): Opened {
  const alerts = [...run.alerts.values()].toSorted((a, b) => a.timeMs - b.timeMs);
  return { scorer, places: new Map(alerts.map(({ id }, place) => [id, place])), at: open(alerts) };
}
