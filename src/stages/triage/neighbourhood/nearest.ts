import { activitiesCount } from "./activity.ts";
import { type AlertStream, shareOf } from "./stream.ts";

/** A rule speaks for an activity when at least this share of what it is known for is that activity. */
const tellingShare = 0.3;

/** Finds, for an alert and an activity, how long ago and how soon an alert of a rule that speaks for it stands; milliseconds, at most `spanMs`. */
export type Nearest = {
  readonly since: (at: number, activity: number) => number;
  readonly until: (at: number, activity: number) => number;
};

/** The nearest telling alerts anywhere, or on the alert's own host. */
export function openNearest(stream: AlertStream, where: "anywhere" | "own-host", spanMs: number): Nearest {
  const { timesMs, hosts } = stream;
  const times = tellingTimes(stream, where);
  const timesFor = (at: number, activity: number) => times.get((where === "anywhere" ? 0 : hosts[at]!) * activitiesCount + activity);
  return {
    since(at, activity) {
      const told = timesFor(at, activity);
      const timeMs = timesMs[at]!;
      const before = told ? upTo(told, timeMs) : 0;
      return before === 0 ? spanMs : Math.min(spanMs, timeMs - told![before - 1]!);
    },
    until(at, activity) {
      const told = timesFor(at, activity);
      const timeMs = timesMs[at]!;
      const next = told ? told[below(told, timeMs)] : undefined;
      return next === undefined ? spanMs : Math.min(spanMs, next - timeMs);
    },
  };
}

/** The times of telling alerts, ascending, by host and activity. */
function tellingTimes({ timesMs, rules, hosts, strengths }: AlertStream, where: "anywhere" | "own-host"): Map<number, number[]> {
  const times = new Map<number, number[]>();
  for (let at = 0; at < timesMs.length; at++) {
    for (let activity = 0; activity < activitiesCount; activity++) {
      if (shareOf(strengths[rules[at]! * activitiesCount + activity]!) <= tellingShare) continue;
      const key = (where === "anywhere" ? 0 : hosts[at]!) * activitiesCount + activity;
      const held = times.get(key);
      if (held) held.push(timesMs[at]!);
      else times.set(key, [timesMs[at]!]);
    }
  }
  return times;
}

/** How many of the ascending values are at most `value`. */
function upTo(values: readonly number[], value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the ascending values are below `value`. */
function below(values: readonly number[], value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
