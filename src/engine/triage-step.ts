import type { Alert } from "../core/alert/alert.ts";
import { severityRank } from "../core/alert/severity.ts";
import { observableKey, shortHostName } from "../core/observable/observable.ts";
import type { DomainEvent, RunState } from "../core/run/run.ts";
import type { Prevalence } from "../ports/event-store.ts";
import { observablesOf, ruleNameOf, type Spread } from "../stages/triage/bonds.ts";
import { openPlannedWork } from "../stages/triage/planned-work.ts";
import { openPopulation } from "../stages/triage/population.ts";
import type { Repeats } from "../stages/triage/repeats.ts";
import { repeatOf } from "../stages/triage/repeats.ts";
import { type TriageContext, triageAlert } from "../stages/triage/triage.ts";
import type { World } from "./world.ts";

/** Keys whose prevalence is asked in one go. */
const keysPerQuestionMax = 2_000;

/** Triages a batch of alerts with what the event store knows of their entities; gives the fact to record. */
export async function triageStep(alertIds: readonly string[], run: RunState, world: World): Promise<DomainEvent[]> {
  const alerts = alertIds.flatMap((id) => run.alerts.get(id) ?? []);
  const context = await contextOf(alerts, run, world);
  return [{ type: "AlertsTriaged", triages: alerts.map((alert) => triageAlert(alert, context)) }];
}

async function contextOf(alerts: readonly Alert[], run: RunState, world: World): Promise<TriageContext> {
  const among = spreadAmongAlerts(run, world);
  const keys = [...new Set(alerts.flatMap((alert) => observablesOf(alert).map(observableKey)))].toSorted();
  const prevalence = new Map<string, Prevalence>();
  for (let start = 0; start < keys.length; start += keysPerQuestionMax) {
    for (const each of await world.events.prevalence(keys.slice(start, start + keysPerQuestionMax))) prevalence.set(each.key, each);
  }
  return {
    scorer: world.scorer,
    changeOf: plannedWorkOf(world),
    catalogue: world.catalogue,
    repeats: repeatsSoFar(run),
    nameOf: (key) => shortHost(run.names.get(key) ?? key),
    spreadOf: (key): Spread => {
      const seen = prevalence.get(key);
      const alerted = among.byKey.get(key);
      return { hosts: Math.max(seen?.hosts ?? 0, alerted?.size ?? 0), users: among.usersByHost.get(key)?.size ?? 0 };
    },
    worldHosts: Math.max(run.loaded?.hosts ?? 0, among.hosts),
    ruleSpreadOf: (alert) => among.byRule.get(ruleNameOf(alert)) ?? { alerts: 1, hosts: 1 },
    ruleSubjectsOf: (alert) => ({ subjects: among.byRule.get(ruleNameOf(alert))?.subjects ?? 0, worldSubjects: among.subjects }),
    criticalityOf: (host) => (host === undefined ? "unknown" : (world.inventory.assetOf(host)?.criticality ?? "unknown")),
    indicatorsOf: (alert) => observablesOf(alert).flatMap((observable) => world.sightingOf(observable, alert.timeMs) ?? []),
  };
}

/** One machine under its short and its full name is one machine. */
function shortHost(key: string): string {
  return key.startsWith("host:") ? `host:${shortHostName(key.slice("host:".length))}` : key;
}

type Among = {
  byKey: Map<string, Set<string>>;
  byRule: Map<string, { alerts: number; hosts: number; subjects: number }>;
  usersByHost: Map<string, Set<string>>;
  hosts: number;
  subjects: number;
};
const spreads = new WeakMap<RunState, { alerts: number; among: Among }>();

/** How widespread entities and rules are among the alerts of this run. All alerts are in before the first is triaged, so this is computed once. */
function spreadAmongAlerts(run: RunState, { inventory }: World): Among {
  const held = spreads.get(run);
  if (held && held.alerts === run.alerts.size) return held.among;
  const byKey = new Map<string, Set<string>>();
  const rules = new Map<string, { alerts: number; hosts: Set<string>; subjects: Set<string> }>();
  const hosts = new Set<string>();
  const subjects = new Set<string>();
  const usersByHost = new Map<string, Set<string>>();
  const machineOf = openPopulation(run.names, inventory);
  for (const alert of run.alerts.values()) {
    const host = alert.host ?? "";
    if (host) hosts.add(host);
    if (host && alert.user && severityRank(alert.severity) >= severityRank("medium")) {
      const key = shortHost(observableKey({ type: "host", value: host }));
      usersByHost.set(key, (usersByHost.get(key) ?? new Set()).add(alert.user.toLowerCase()));
    }
    const rule = rules.get(ruleNameOf(alert)) ?? { alerts: 0, hosts: new Set(), subjects: new Set() };
    rule.alerts++;
    rule.hosts.add(host);
    const machine = machineOf(alert);
    if (machine !== undefined) {
      rule.subjects.add(machine);
      subjects.add(machine);
    }
    rules.set(ruleNameOf(alert), rule);
    for (const observable of observablesOf(alert)) {
      const key = observableKey(observable);
      const on = byKey.get(key) ?? new Set();
      on.add(host);
      byKey.set(key, on);
    }
  }
  const byRule = new Map(
    [...rules].map(([rule, spread]) => [rule, { alerts: spread.alerts, hosts: spread.hosts.size, subjects: spread.subjects.size }]),
  );
  const among = { byKey, byRule, usersByHost, hosts: hosts.size, subjects: subjects.size };
  spreads.set(run, { alerts: run.alerts.size, among });
  return among;
}

const plannedWork = new WeakMap<World, ReturnType<typeof openPlannedWork>>();

/** The change calendar, prepared once for each world. */
function plannedWorkOf(world: World): ReturnType<typeof openPlannedWork> {
  const prepared = plannedWork.get(world) ?? openPlannedWork(world.inventory);
  plannedWork.set(world, prepared);
  return prepared;
}

const repeatsOfRun = new WeakMap<RunState, Repeats>();

/** The first alert of each kind so far; rebuilt from the recorded triages after a restart. */
function repeatsSoFar(run: RunState): Repeats {
  const held = repeatsOfRun.get(run);
  if (held) return held;
  const repeats: Repeats = new Map();
  for (const [id, triage] of run.triages) {
    const alert = run.alerts.get(id);
    if (alert) repeatOf(alert, triage, repeats);
  }
  repeatsOfRun.set(run, repeats);
  return repeats;
}
