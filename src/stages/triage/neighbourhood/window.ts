import { activitiesCount } from "./activity.ts";
import type { AlertStream } from "./stream.ts";

/** A span of time around an alert, both ends included; milliseconds, negative is before it. */
export type Span = { readonly fromMs: number; readonly toMs: number };

/** What stands around one alert within a span. Heats are sums of strengths over the distinct rules there, one for each activity. */
export type Around = {
  /** Alerts of the same rule on the same host, and anywhere; the alert itself among them. */
  readonly same: number;
  readonly sameRule: number;
  /** Distinct rules on its host, and anywhere. */
  readonly rulesOnHost: number;
  readonly rules: number;
  /** Where the heats of the alert's host begin in `heatOfHosts`. */
  readonly heatAt: number;
  readonly heatOfHosts: Int32Array;
  readonly heat: Int32Array;
};

/**
 * Opens a window that is moved along a stream, alert by alert, forwards only. What enters and what leaves is counted, so a step costs what
 * passes the window's ends, whatever lies before; each distinct rule counts once, so repeating an alert adds nothing to the heat.
 */
export function openWindow(stream: AlertStream, { fromMs, toMs }: Span): (at: number) => Around {
  const { timesMs } = stream;
  const present = openPresence(stream);
  let first = 0;
  let next = 0;
  return (at) => {
    const timeMs = timesMs[at]!;
    while (next < timesMs.length && timesMs[next]! <= timeMs + toMs) present.enter(next++);
    while (first < next && timesMs[first]! < timeMs + fromMs) present.leave(first++);
    return present.around(at);
  };
}

/** Counts what is in a window: alerts of each rule on each host and anywhere, distinct rules, and their heats. */
function openPresence({ rules, hosts, rulesCount, hostsCount, strengths }: AlertStream) {
  const countOfPair = new Map<number, number>();
  const countOfRule = new Int32Array(rulesCount);
  const rulesOnHost = new Int32Array(hostsCount);
  const heatOfHosts = new Int32Array(hostsCount * activitiesCount);
  const heat = new Int32Array(activitiesCount);
  let rulesHere = 0;
  const pairOf = (at: number) => hosts[at]! * rulesCount + rules[at]!;
  const turn = (at: number, heats: Int32Array, from: number, sign: 1 | -1) => {
    const strength = rules[at]! * activitiesCount;
    for (let each = 0; each < activitiesCount; each++) heats[from + each] = heats[from + each]! + sign * strengths[strength + each]!;
  };
  /** The rule comes to the host, or leaves it. */
  const onHost = (at: number, sign: 1 | -1) => {
    turn(at, heatOfHosts, hosts[at]! * activitiesCount, sign);
    rulesOnHost[hosts[at]!] = rulesOnHost[hosts[at]!]! + sign;
  };
  const anywhere = (at: number, sign: 1 | -1) => {
    turn(at, heat, 0, sign);
    rulesHere += sign;
  };
  return {
    enter(at: number): void {
      const count = countOfPair.get(pairOf(at)) ?? 0;
      countOfPair.set(pairOf(at), count + 1);
      if (count === 0) onHost(at, 1);
      if (countOfRule[rules[at]!]!++ === 0) anywhere(at, 1);
    },
    leave(at: number): void {
      const count = countOfPair.get(pairOf(at))! - 1;
      if (count > 0) countOfPair.set(pairOf(at), count);
      else countOfPair.delete(pairOf(at));
      if (count === 0) onHost(at, -1);
      if (--countOfRule[rules[at]!]! === 0) anywhere(at, -1);
    },
    around: (at: number): Around => ({
      same: countOfPair.get(pairOf(at)) ?? 0,
      sameRule: countOfRule[rules[at]!]!,
      rulesOnHost: rulesOnHost[hosts[at]!]!,
      rules: rulesHere,
      heatAt: hosts[at]! * activitiesCount,
      heatOfHosts,
      heat,
    }),
  };
}
