import type { Neighbour } from "../../../ports/scorer.ts";
import { activitiesCount } from "./activity.ts";
import { type Reading, type RuleReader, textOfRule } from "./known-rules.ts";

/**
 * Alerts in order of time as columns: when, which rule, which host. `strengths` holds, for each rule, how far it stands for each activity, in
 * whole 256ths, so that sums over it come out the same in any order.
 */
export type AlertStream = {
  readonly timesMs: Float64Array;
  readonly rules: Int32Array;
  readonly hosts: Int32Array;
  readonly rulesCount: number;
  readonly hostsCount: number;
  readonly readings: readonly Reading[];
  readonly strengths: Int32Array;
};

const strengthUnit = 256;
/** Different rules and places of one stream that are kept apart; what comes beyond counts as one more, but for rules that are known, which never do. */
const rulesMax = 50_000;
const hostsMax = 200_000;
const knownLikeness = 0.99;
const beyond = "\n";

/** The columns of alerts that come in order of time. */
export function streamOf(alerts: readonly Neighbour[], reader: RuleReader): AlertStream {
  const ruleNumbers = new Map<string, number>();
  const hostNumbers = new Map<string, number>();
  const readings: Reading[] = [];
  const timesMs = new Float64Array(alerts.length);
  const rules = new Int32Array(alerts.length);
  const hosts = new Int32Array(alerts.length);
  const titles = new Map<string, number>();
  const ruleOf = (alert: Neighbour): number => {
    const own = textOfRule(alert);
    const held = ruleNumbers.get(own);
    if (held !== undefined) return held;
    const reading = reader(alert);
    const text = readings.length < rulesMax || reading.likeness >= knownLikeness ? own : beyond;
    const rule = ruleNumbers.get(text) ?? readings.length;
    ruleNumbers.set(text, rule);
    if (rule === readings.length) readings.push(reading);
    return rule;
  };
  for (const [at, alert] of alerts.entries()) {
    if (at > 0 && alert.timeMs < timesMs[at - 1]!) throw new Error("alerts of a stream come in order of time");
    timesMs[at] = alert.timeMs;
    const title = `${alert.product}\n${alert.title}`;
    let rule = titles.get(title);
    if (rule === undefined) {
      rule = ruleOf(alert);
      if (titles.size < rulesMax) titles.set(title, rule);
    }
    rules[at] = rule;
    hosts[at] = numberOf(hostNumbers, placeOf(alert));
  }
  return {
    timesMs,
    rules,
    hosts,
    rulesCount: readings.length,
    hostsCount: hostNumbers.size,
    readings,
    strengths: strengthsOf(readings),
  };
}

function strengthsOf(readings: readonly Reading[]): Int32Array {
  const strengths = new Int32Array(readings.length * activitiesCount);
  for (const [rule, { shares }] of readings.entries())
    for (let each = 0; each < activitiesCount; each++)
      strengths[rule * activitiesCount + each] = Math.round(shares[each + 1]! * strengthUnit);
  return strengths;
}

/** A strength as a share, 0 to 1. */
export const shareOf = (strength: number) => strength / strengthUnit;

/** Where an alert happened: its host, else the address that did it. */
function placeOf({ host, observables }: Neighbour): string {
  if (host) return host;
  return observables.find(({ type, role }) => type === "ip" && (role === "source" || role === "client"))?.value ?? "";
}

function numberOf(numbers: Map<string, number>, name: string): number {
  const held = numbers.get(name);
  if (held !== undefined) return held;
  if (numbers.size >= hostsMax) return numbers.size - 1;
  numbers.set(name, numbers.size);
  return numbers.size - 1;
}
