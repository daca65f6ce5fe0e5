import type { Alert } from "../../core/alert/alert.ts";
import { severityRank } from "../../core/alert/severity.ts";
import { isNobody } from "../../core/observable/nobody.ts";
import { identityKey, observableKey } from "../../core/observable/observable.ts";
import { isSensed, observablesOf, ruleNameOf, type Spread } from "./bonds.ts";
import type { MachineOf } from "./population.ts";

/** How a rule behaves here: how many alerts it raised, on how many hosts and known machines, and in how many different hours. */
export type RuleSpread = { readonly alerts: number; readonly hosts: number; readonly subjects: number; readonly hours: number };

/** How widespread entities and rules are among the alerts so far. Alerts are added once, in any order; asking costs the same however many there were. */
export type AlertSpread = {
  readonly add: (alert: Alert) => void;
  /** By `observableKey`, or by the canonical name of an account or machine. */
  readonly ofKey: (key: string) => Spread;
  readonly ofRule: (alert: Alert) => RuleSpread;
  /** True where the alert's rule fires on its host (or, where there is none, for its account) in much of the time watched, and no more than usual now: how this place is, and no event in it. */
  readonly isBackground: (alert: Alert) => boolean;
  /** True where the alert's rule, rare in time, met many hosts within the alert's hour: one thing happened to all of them. */
  readonly isStorm: (alert: Alert) => boolean;
  readonly world: () => { readonly hosts: number; readonly subjects: number; readonly hours: number };
};

/** A storm meets so many hosts within an hour, and its rule is known from few hours. */
const stormHostsMin = 20;
const stormHoursMax = 6;

/** Counting ends here: what is on so many is everywhere. */
const countedMax = 64;
/** An alert that names more machines than this is a list, such as of a scan's targets. */
const namedTogetherMax = 4;
const hoursCountedMax = 1_024;
const hourMs = 3_600_000;
/** What is background is known after a day of watching: it fires in a quarter of all hours, on as many hosts as are kept apart. */
const watchedHoursMin = 24;
const backgroundShare = 0.25;
const beatsMax = 200_000;
/** An hour in which it fires so often, and so many times as often as in its usual hour, is a burst: that is an event. */
const burstAlertsMin = 10;
const burstTimes = 8;

/** Beyond so many, rules, entities, machines and accounts that come new are not counted, and stand as what was met once. */
const rulesMax = 100_000;
const keysMax = 2_000_000;
const subjectsMax = 200_000;
const hostsMax = 200_000;

type Counted = { hosts: Few; users: Few; peers: Few };
/** How often a rule fired on one host, hour by hour. */
type Beat = Map<number, number>;
type Rule = { alerts: number; hosts: Few; subjects: Few; hours: Few; readonly hostsIn: Map<number, Few> };

type Parts = { readonly nameOf: (key: string) => string; readonly machineOf: MachineOf };
type State = Parts & {
  readonly byKey: Map<string, Counted>;
  readonly rules: Map<string, Rule>;
  readonly beats: Map<string, Beat>;
  readonly hosts: Set<string>;
  readonly subjects: Set<string>;
  readonly hours: Set<number>;
};

/** Opens an empty count. `nameOf` gives the canonical name of a key, `machineOf` the known machine that an alert is about. */
export function openSpread(parts: Parts): AlertSpread {
  const [byKey, rules, beats] = [new Map<string, Counted>(), new Map<string, Rule>(), new Map<string, Beat>()];
  const state: State = { ...parts, byKey, rules, beats, hosts: new Set(), subjects: new Set(), hours: new Set() };
  const { hosts, subjects, hours } = state;
  return {
    add(alert) {
      const host = alert.host === undefined ? undefined : parts.nameOf(`host:${alert.host}`);
      countRule(alert, host, state);
      countKeys(alert, host, state);
    },
    ofKey(key) {
      const held = byKey.get(key);
      return { hosts: sizeOf(held?.hosts), users: sizeOf(held?.users), peers: sizeOf(held?.peers) };
    },
    ofRule(alert) {
      const rule = rules.get(ruleNameOf(alert));
      if (!rule) return { alerts: 1, hosts: 1, subjects: 0, hours: 1 };
      return { alerts: rule.alerts, hosts: sizeOf(rule.hosts), subjects: sizeOf(rule.subjects), hours: sizeOf(rule.hours) };
    },
    isBackground(alert) {
      const beat = beats.get(beatOf(alert));
      if (!beat || hours.size < watchedHoursMin || beat.size < hours.size * backgroundShare) return false;
      const now = beat.get(hourOf(alert)) ?? 0;
      return now < burstAlertsMin || now < burstTimes * medianOf(beat);
    },
    isStorm(alert) {
      const rule = rules.get(ruleNameOf(alert));
      if (!rule || alert.host === undefined || rule.hostsIn.size > stormHoursMax) return false;
      return sizeOf(rule.hostsIn.get(hourOf(alert))) >= stormHostsMin;
    },
    world: () => ({ hosts: hosts.has("") ? hosts.size - 1 : hosts.size, subjects: subjects.size, hours: hours.size }),
  };
}

const hourOf = ({ timeMs }: Alert) => Math.floor(timeMs / hourMs);
const beatOf = (alert: Alert) => `${ruleNameOf(alert)}\n${alert.host ?? alert.user ?? ""}`;

function countRule(alert: Alert, host: string | undefined, { rules, beats, hosts, subjects, hours, machineOf }: State): void {
  const hour = hourOf(alert);
  if (hosts.size < hostsMax) hosts.add(host ?? "");
  if (hours.size < hoursCountedMax) hours.add(hour);
  const rule = rules.get(ruleNameOf(alert)) ?? newRule();
  if (rules.size < rulesMax) rules.set(ruleNameOf(alert), rule);
  rule.alerts++;
  rule.hosts = more(rule.hosts, host ?? "");
  rule.hours = more(rule.hours, String(hour), hoursCountedMax);
  // Past the hours of a storm nobody asks.
  if (rule.hostsIn.size <= stormHoursMax || rule.hostsIn.has(hour)) rule.hostsIn.set(hour, more(rule.hostsIn.get(hour), host ?? ""));
  const beat = beats.get(beatOf(alert)) ?? new Map<number, number>();
  if (beats.size < beatsMax) beats.set(beatOf(alert), beat);
  if (beat.size < hoursCountedMax || beat.has(hour)) beat.set(hour, (beat.get(hour) ?? 0) + 1);
  const machine = machineOf(alert);
  if (machine === undefined) return;
  if (subjects.size < subjectsMax) subjects.add(machine);
  rule.subjects = more(rule.subjects, machine, subjectsMax);
}

function countKeys(alert: Alert, host: string | undefined, { byKey, nameOf }: State): void {
  const account = alert.user === undefined ? undefined : ({ type: "user", value: alert.user } as const);
  const user = account === undefined || isNobody(observableKey(account)) ? undefined : nameOf(identityKey(account));
  const grave = severityRank(alert.severity) >= severityRank("medium");
  const observables = observablesOf(alert);
  const keys = new Set(observables.flatMap((each) => [observableKey(each), nameOf(identityKey(each))]));
  // Named as machines: addresses meet whoever sends packets.
  const machines = [...new Set(observables.flatMap((each) => (each.type === "host" ? nameOf(identityKey(each)) : [])))];
  const meets = grave && machines.length <= namedTogetherMax;
  // Whoever merely saw it is no place where it happened.
  const on = (isSensed(alert) ? undefined : host) ?? user;
  for (const key of keys) {
    const held = byKey.get(key) ?? { hosts: undefined, users: undefined, peers: undefined };
    if (byKey.size < keysMax) byKey.set(key, held);
    if (on !== undefined && on !== key) held.hosts = more(held.hosts, on);
    if (key === host) held.hosts = more(held.hosts, key);
    const isMachine = key.startsWith("host:");
    if (user !== undefined && (isMachine ? grave && key === host : true)) held.users = more(held.users, user);
    if (isMachine && meets) for (const peer of machines) held.peers = more(held.peers, peer);
  }
}

function newRule(): Rule {
  return { alerts: 0, hosts: undefined, subjects: undefined, hours: undefined, hostsIn: new Map() };
}

const medians = new WeakMap<Beat, { readonly hours: number; readonly alerts: number }>();

/** What is usual in an hour in which it fires at all; found anew when it fired in another hour. */
function medianOf(beat: Beat): number {
  const held = medians.get(beat);
  if (held?.hours === beat.size) return held.alerts;
  const counts = [...beat.values()].toSorted((a, b) => a - b);
  const alerts = counts[Math.floor(counts.length / 2)] ?? 0;
  medians.set(beat, { hours: beat.size, alerts });
  return alerts;
}

/** A set of names that is one name while it can be: most things are on one machine. */
type Few = undefined | string | Set<string>;

function more(few: Few, name: string, most = countedMax): Few {
  if (few === undefined) return name;
  if (typeof few === "string") return few === name ? few : new Set([few, name]);
  return few.size < most ? few.add(name) : few;
}

const sizeOf = (few: Few) => (few === undefined ? 0 : typeof few === "string" ? 1 : few.size);
