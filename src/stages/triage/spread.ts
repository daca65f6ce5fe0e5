import type { Alert } from "../../core/alert/alert.ts";
import { severityRank } from "../../core/alert/severity.ts";
import { identityKey, observableKey } from "../../core/observable/observable.ts";
import { observablesOf, ruleNameOf, type Spread } from "./bonds.ts";
import type { MachineOf } from "./population.ts";

/** How a rule behaves here: how many alerts it raised, on how many hosts and known machines, and in how many different hours. */
export type RuleSpread = { readonly alerts: number; readonly hosts: number; readonly subjects: number; readonly hours: number };

/** How widespread entities and rules are among the alerts so far. Alerts are added once, in any order; asking costs the same however many there were. */
export type AlertSpread = {
  readonly add: (alert: Alert) => void;
  /** By `observableKey`, or by the canonical name of an account or machine. */
  readonly ofKey: (key: string) => Spread;
  readonly ofRule: (alert: Alert) => RuleSpread;
  readonly world: () => { readonly hosts: number; readonly subjects: number; readonly hours: number };
};

/** Counting ends here: what is on so many is everywhere. */
const countedMax = 64;
const hoursCountedMax = 1_024;
const hourMs = 3_600_000;

type Counted = { hosts: Few; users: Few; peers: Few };
type Rule = { alerts: number; hosts: Few; subjects: Few; hours: Few };

/** Opens an empty count. `nameOf` gives the canonical name of a key, `machineOf` the known machine that an alert is about. */
export function openSpread({
  nameOf,
  machineOf,
}: {
  readonly nameOf: (key: string) => string;
  readonly machineOf: MachineOf;
}): AlertSpread {
  const byKey = new Map<string, Counted>();
  const rules = new Map<string, Rule>();
  const [hosts, subjects, hours] = [new Set<string>(), new Set<string>(), new Set<number>()];
  const counted = (key: string) => {
    const held = byKey.get(key) ?? { hosts: undefined, users: undefined, peers: undefined };
    byKey.set(key, held);
    return held;
  };

  return {
    add(alert) {
      const host = alert.host === undefined ? undefined : nameOf(`host:${alert.host}`);
      const user = alert.user === undefined ? undefined : nameOf(identityKey({ type: "user", value: alert.user }));
      const hour = Math.floor(alert.timeMs / hourMs);
      hosts.add(host ?? "");
      if (hours.size < hoursCountedMax) hours.add(hour);
      const rule = rules.get(ruleNameOf(alert)) ?? { alerts: 0, hosts: undefined, subjects: undefined, hours: undefined };
      rules.set(ruleNameOf(alert), rule);
      rule.alerts++;
      rule.hosts = more(rule.hosts, host ?? "");
      rule.hours = more(rule.hours, String(hour), hoursCountedMax);
      const machine = machineOf(alert);
      if (machine !== undefined) {
        subjects.add(machine);
        rule.subjects = more(rule.subjects, machine, Number.POSITIVE_INFINITY);
      }
      const grave = severityRank(alert.severity) >= severityRank("medium");
      const keys = new Set(observablesOf(alert).flatMap((each) => [observableKey(each), nameOf(identityKey(each))]));
      const machines = [...keys].filter((key) => key.startsWith("host:"));
      for (const key of keys) {
        const held = counted(key);
        held.hosts = more(held.hosts, host ?? user ?? "");
        const isMachine = key.startsWith("host:");
        if (user !== undefined && (grave || !isMachine)) held.users = more(held.users, user);
        if (isMachine) for (const peer of machines) held.peers = more(held.peers, nameOf(peer));
      }
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
    world: () => ({ hosts: hosts.has("") ? hosts.size - 1 : hosts.size, subjects: subjects.size, hours: hours.size }),
  };
}

/** A set of names that is one name while it can be: most things are on one machine. */
type Few = undefined | string | Set<string>;

function more(few: Few, name: string, most = countedMax): Few {
  if (few === undefined) return name;
  if (typeof few === "string") return few === name ? few : new Set([few, name]);
  return few.size < most ? few.add(name) : few;
}

const sizeOf = (few: Few) => (few === undefined ? 0 : typeof few === "string" ? 1 : few.size);
