import type { Alert } from "../core/alert/alert.ts";
import type { RunState } from "../core/run/run.ts";
import type { AlertScorer, Neighbourhood } from "../ports/scorer.ts";

type Opened = {
  readonly of: RunState["alerts"];
  readonly count: number;
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
 * With `neighboursMax` the latest alone count, and of older ones there is nothing to say.
 */
export function neighbourhoodsOf(
  run: RunState,
  scorer: AlertScorer,
  neighboursMax = Number.POSITIVE_INFINITY,
): ((alert: Alert) => Neighbourhood | undefined) | undefined {
  const open = scorer.openNeighbours;
  if (!open) return undefined;
  return ({ id, timeMs }) => {
    let opened = openedOfRun.get(run);
    if (opened?.of !== run.alerts || opened.count !== run.alerts.size || opened.scorer !== scorer || timeMs < opened.askedMs) {
      opened = opening(run, scorer, open, neighboursMax);
      openedOfRun.set(run, opened);
    }
    const place = opened.places.get(id);
    if (place === undefined) return undefined;
    opened.askedMs = timeMs;
    return opened.at(place);
  };
}

function opening(run: RunState, scorer: AlertScorer, open: NonNullable<AlertScorer["openNeighbours"]>, neighboursMax: number): Opened {
  const all = [...run.alerts.values()].toSorted((a, b) => a.timeMs - b.timeMs);
  const alerts = all.length > neighboursMax ? all.slice(-neighboursMax) : all;
  const places = new Map(alerts.map(({ id }, place) => [id, place]));
  return { of: run.alerts, count: run.alerts.size, scorer, places, at: open(alerts), askedMs: Number.NEGATIVE_INFINITY };
}
