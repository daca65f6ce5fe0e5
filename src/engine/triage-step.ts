import type { Alert } from "../core/alert/alert.ts";
import { leasedTo } from "../core/observable/lease.ts";
import { observableKey } from "../core/observable/observable.ts";
import type { DomainEvent, RunState } from "../core/run/run.ts";
import type { Prevalence } from "../ports/event-store.ts";
import { type Identities, openIdentities } from "../stages/correlate/identities.ts";
import { observablesOf, type Spread } from "../stages/triage/bonds.ts";
import { openPlannedWork } from "../stages/triage/planned-work.ts";
import { openPopulation } from "../stages/triage/population.ts";
import type { Repeats } from "../stages/triage/repeats.ts";
import { repeatOf } from "../stages/triage/repeats.ts";
import { type AlertSpread, openSpread } from "../stages/triage/spread.ts";
import { type TriageContext, triageAlert } from "../stages/triage/triage.ts";
import { neighbourhoodsOf } from "./neighbourhoods.ts";
import type { World } from "./world.ts";

/** Keys whose prevalence is asked in one go. */
const keysPerQuestionMax = 2_000;

/** What triage asks; of the alerts that are known, the latest `neighboursMax` by time are an alert's neighbourhood, all where it is absent. */
export type TriageWorld = Pick<World, "events" | "scorer" | "catalogue" | "inventory" | "sightingOf" | "isOwn"> & {
  readonly neighboursMax?: number;
};

/** Triages a batch of alerts with what the event store knows of their entities; gives the fact to record. */
export async function triageStep(alertIds: readonly string[], run: RunState, world: TriageWorld): Promise<DomainEvent[]> {
  const alerts = alertIds.flatMap((id) => run.alerts.get(id) ?? []);
  const context = await contextOf(alerts, run, world);
  return [{ type: "AlertsTriaged", triages: alerts.map((alert) => triageAlert(alert, context)) }];
}

async function contextOf(alerts: readonly Alert[], run: RunState, world: TriageWorld): Promise<TriageContext> {
  const { spread, identities } = amongOf(run, world);
  const keys = [...new Set(alerts.flatMap((alert) => observablesOf(alert).map(observableKey)))].toSorted();
  const prevalence = new Map<string, Prevalence>();
  for (let start = 0; start < keys.length; start += keysPerQuestionMax) {
    for (const each of await world.events.prevalence(keys.slice(start, start + keysPerQuestionMax))) prevalence.set(each.key, each);
  }
  const among = spread.world();
  const neighbourhoodOf = neighbourhoodsOf(run, world.scorer, world.neighboursMax);
  return {
    scorer: world.scorer,
    changeOf: plannedWorkOf(world),
    catalogue: world.catalogue,
    repeats: repeatsSoFar(run),
    nameOf: (key, atMs) => identities.nameOf(leasedTo(run.leases.get(key) ?? [], atMs) ?? key),
    spreadOf: (key): Spread => {
      const alerted = spread.ofKey(key);
      return { ...alerted, hosts: Math.max(prevalence.get(key)?.hosts ?? 0, alerted.hosts) };
    },
    worldHosts: Math.max(run.loaded?.hosts ?? 0, among.hosts),
    ruleSpreadOf: spread.ofRule,
    isOwn: world.isOwn,
    isBackground: spread.isBackground,
    isStorm: spread.isStorm,
    ruleSubjectsOf: (alert) => ({ subjects: spread.ofRule(alert).subjects, worldSubjects: among.subjects }),
    criticalityOf: (host) => (host === undefined ? "unknown" : (world.inventory.assetOf(host)?.criticality ?? "unknown")),
    indicatorsOf: (alert) => observablesOf(alert).flatMap((observable) => world.sightingOf(observable, alert.timeMs) ?? []),
    ...(neighbourhoodOf && { neighbourhoodOf }),
  };
}

type Among = { readonly identities: Identities; readonly spread: AlertSpread; counted: number; readonly alerts: Iterator<Alert> };
// By the map of alerts: where alerts left, there is another one, and what was counted is counted anew.
const amongAlerts = new WeakMap<RunState["alerts"], Among>();

/** What names mean, and how widespread entities and rules are, among the alerts of this run. Each alert is counted once, when it is first met here. */
function amongOf(run: RunState, { inventory }: Pick<World, "inventory">): Among {
  const among = amongAlerts.get(run.alerts) ?? openAmong(run, inventory);
  amongAlerts.set(run.alerts, among);
  const fresh: Alert[] = [];
  // The iterator is never asked beyond the last alert, so it goes on where it stood when more have come.
  for (; among.counted < run.alerts.size; among.counted++) fresh.push(among.alerts.next().value);
  for (const alert of fresh) among.identities.learn(alert);
  for (const alert of fresh) among.spread.add(alert);
  return among;
}

function openAmong(run: RunState, inventory: World["inventory"]): Among {
  const identities = openIdentities(run.names);
  const spread = openSpread({ nameOf: identities.nameOf, machineOf: openPopulation(run.names, inventory) });
  return { identities, spread, counted: 0, alerts: run.alerts.values() };
}

const plannedWork = new WeakMap<World["inventory"], ReturnType<typeof openPlannedWork>>();

/** The change calendar, prepared once for each inventory. */
function plannedWorkOf({ inventory }: Pick<World, "inventory">): ReturnType<typeof openPlannedWork> {
  const prepared = plannedWork.get(inventory) ?? openPlannedWork(inventory);
  plannedWork.set(inventory, prepared);
  return prepared;
}

const repeatsOfRun = new WeakMap<RunState["alerts"], Repeats>();

/** The first alert of each kind so far; rebuilt from the recorded triages after a restart. */
function repeatsSoFar(run: RunState): Repeats {
  const held = repeatsOfRun.get(run.alerts);
  if (held) return held;
  const repeats: Repeats = new Map();
  for (const [id, triage] of run.triages) {
    const alert = run.alerts.get(id);
    if (alert) repeatOf(alert, triage, repeats);
  }
  repeatsOfRun.set(run.alerts, repeats);
  return repeats;
}
