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
  const { timesMs, rules, hosts, rulesCount, hostsCount, strengths } = stream;
  const pairs = new Map<number, number>();
  const countOfRule = new Int32Array(rulesCount);
  const heatOfHosts = new Int32Array(hostsCount * activitiesCount);
  const heat = new Int32Array(activitiesCount);
  const rulesOnHost = new Int32Array(hostsCount);
  let rulesHere = 0;
  let first = 0;
  let next = 0;
  const turn = (rule: number, heats: Int32Array, from: number, sign: 1 | -1) => {
    for (let each = 0; each < activitiesCount; each++)
      heats[from + each] = heats[from + each]! + sign * strengths[rule * activitiesCount + each]!;
  };
  const enter = (at: number) => {
    const [rule, host] = [rules[at]!, hosts[at]!];
    const pair = host * rulesCount + rule;
    const count = pairs.get(pair) ?? 0;
    pairs.set(pair, count + 1);
    if (count === 0) {
      turn(rule, heatOfHosts, host * activitiesCount, 1);
      rulesOnHost[host] = rulesOnHost[host]! + 1;
    }
    if (countOfRule[rule]!++ > 0) return;
    turn(rule, heat, 0, 1);
    rulesHere++;
  };
  const leave = (at: number) => {
    const [rule, host] = [rules[at]!, hosts[at]!];
    const pair = host * rulesCount + rule;
    const count = pairs.get(pair)! - 1;
    if (count > 0) pairs.set(pair, count);
    else {
      pairs.delete(pair);
      turn(rule, heatOfHosts, host * activitiesCount, -1);
      rulesOnHost[host] = rulesOnHost[host]! - 1;
    }
    countOfRule[rule] = countOfRule[rule]! - 1;
    if (countOfRule[rule] > 0) return;
    turn(rule, heat, 0, -1);
    rulesHere--;
  };
  return (at) => {
    const timeMs = timesMs[at]!;
    while (next < timesMs.length && timesMs[next]! <= timeMs + toMs) enter(next++);
    while (first < next && timesMs[first]! < timeMs + fromMs) leave(first++);
    const [rule, host] = [rules[at]!, hosts[at]!];
    return {
      same: pairs.get(host * rulesCount + rule) ?? 0,
      sameRule: countOfRule[rule]!,
      rulesOnHost: rulesOnHost[host]!,
      rules: rulesHere,
      heatAt: host * activitiesCount,
      heatOfHosts,
      heat,
    };
  };
}
