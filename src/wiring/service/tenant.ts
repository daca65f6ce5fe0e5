import { resolve } from "node:path";
import type { OpenStore } from "../../cli/system.ts";
import { modelRoles } from "../../core/model/call.ts";
import { budgetOfCases } from "../../core/model/guide.ts";
import { serviceWorld } from "../../core/service/service-record.ts";
import type { AlarmDesk } from "../../engine/alarm/desk.ts";
import type { AutonomyDesk } from "../../engine/autonomy/desk.ts";
import { type ConnectorCalls, openConnectorCalls } from "../../engine/connector-calls.ts";
import { keepCounting } from "../../engine/measure/counting.ts";
import type { QualityDesk } from "../../engine/quality-sample/desk.ts";
import type { RegulationDesk } from "../../engine/regulation/desk.ts";
import type { Part } from "../../engine/service/keep-going.ts";
import { openServiceRecord, type ServiceRecord } from "../../engine/service/service-record.ts";
import { openSources, type Sources } from "../../engine/sources/open-sources.ts";
import type { IndicatorFeeds } from "../../engine/sources-of-answers/indicator-feeds.ts";
import type { Watch } from "../../engine/watch/watch.ts";
import type { WriteBackDesk } from "../../engine/write-back/desk.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Connector } from "../../ports/connector.ts";
import type { Intake } from "../../ports/intake.ts";
import { type Leases, leaseTimes } from "../../ports/leases.ts";
import type { Models } from "../../ports/model.ts";
import { openConnectors } from "../connector-kinds.ts";
import { modelPartsOf } from "../model-parts.ts";
import { type OpenModels, openModels } from "../models.ts";
import type { Unopened } from "../open-each.ts";
import { keepAlarms, openServiceAlarms } from "./alarm.ts";
import { openServiceContainment, type ServiceContainment } from "./contain.ts";
import { type DemoData, openDemoData } from "./demo-data.ts";
import { exercising } from "./exercise.ts";
import { openFeeds } from "./indicators.ts";
import { openInventory, type ServiceInventory } from "./inventory.ts";
import { type Knowledge, openKnowledge } from "./knowledge.ts";
import { type Observed, openObserved } from "./observed.ts";
import type { TenantParts } from "./parts.ts";
import { keepPapers, type TellAlarm } from "./regulation.ts";
import { withMappings } from "./replaying.ts";
import { retention } from "./retention.ts";
import { openWork } from "./work.ts";

/** A tenant as one process of the service holds it. */
export type TenantService = {
  readonly name: string;
  readonly store: OpenStore;
  readonly intake: Intake;
  readonly connectors: readonly Connector[];
  readonly unopened: readonly Unopened[];
  readonly models: OpenModels;
  readonly calls: ConnectorCalls;
  readonly knowledge: Knowledge;
  readonly inventory: ServiceInventory;
  readonly feeds: IndicatorFeeds;
  readonly containment: ServiceContainment;
  readonly sources: Sources;
  readonly record: ServiceRecord;
  /** They are there where the process serves the API or works. Nobody signs at this desk of autonomy; the API has one of its own. */
  readonly watch: Watch | undefined;
  readonly autonomy: AutonomyDesk | undefined;
  readonly writeBack: WriteBackDesk | undefined;
  readonly samples: QualityDesk | undefined;
  readonly regulation: RegulationDesk | undefined;
  readonly alarms: AlarmDesk;
  readonly observed: Observed;
  readonly demo: DemoData;
  readonly leases: Leases;
  readonly parts: readonly Part[];
  readonly close: () => Promise<void>;
};

/** Opens all that a tenant is served with. Refuses what cannot be opened at all (`storage/…`, `journal/…`, `inventory/…`); a product that cannot is named and left out. */
export async function openTenant(parts: TenantParts): Promise<TenantService> {
  const { tenant, configuration, system, log } = parts;
  const connectionsMax = configuration.limits["database-connections"];
  const store = await system.openStore({ ...parts.choice, tenant: tenant.name, connectionsMax });
  try {
    for (const says of store.notes) log.warn("service/note", { tenant: tenant.name, says });
    const opened = await openParts(parts, store);
    const held = { ...opened, alarms: await openServiceAlarms({ ...opened, clock: system.clock, figures: tenant.figures }) };
    return { ...held, parts: partsOf(parts, held), close: () => closed(held) };
  } catch (cause) {
    await store.close();
    throw cause;
  }
}

async function openParts(parts: TenantParts, store: OpenStore): Promise<Omit<Held, "alarms">> {
  const { tenant, system, log, telemetry, worker, roles } = parts;
  const { clock, random } = system;
  const observed = openObserved({ telemetry, clock, random, tenant: tenant.name });
  const calls = openConnectorCalls({ clock, journalOf: async (name) => (await store.world(name)).journal });
  const { connectors, unopened } = await openProducts(parts, observed, calls);
  const intake = withMappings(observed.intake(store.intake), connectors, unopened);
  const models = await openTold(parts, calls);
  const demo = openDemoData(parts, { intake, connectors });
  const inventory = await openInventory(parts, connectors, demo.knowledge);
  const feeds = await openFeeds(parts, connectors);
  const knowledge = openKnowledge({
    tenant,
    folder: parts.places.folder,
    system,
    inventory: inventory.current,
    ...(isAsked(models) && {
      models: (known) => modelPartsOf(forCases(models), { home: system.home, inventory: known, random: system.random }),
    }),
    feeds: feeds.current,
    demo: demo.knowledge,
  });
  const leases = store.forService.leases(worker);
  const record = await openServiceRecord((await store.world(serviceWorld)).journal, clock);
  const containment = openServiceContainment({
    tenant: tenant.name,
    store,
    system,
    folder: parts.folder,
    ordersPath: ordersPathOf(parts),
    log,
  });
  const held = {
    ...{ parts, store, intake, connectors, models, inventory, feeds, knowledge },
    ...{ leases, containment, observed, demo, record },
    views: observed.views(store.views),
  };
  const work = roles.has("api") || roles.has("worker") ? await openWork(held) : nobody;
  return { ...held, name: tenant.name, unopened, calls, sources: sourcesOf(parts, held), ...work };
}

function sourcesOf(
  { tenant, system, log }: TenantParts,
  { store, intake, connectors, observed }: Pick<Held, "store" | "intake" | "connectors" | "observed">,
): Sources {
  return openSources({
    sources: connectors.flatMap(({ name, alerts }) => (alerts ? [{ name, source: alerts }] : [])),
    intake,
    leases: observed.leases(store.sourceLeases),
    clock: system.clock,
    random: system.random,
    told: (each) => {
      if (each.told === "failing") log.warn("source/failing", { tenant: tenant.name, source: each.source }, each.problem);
      if (each.told === "listening") log.info("source/running", { tenant: tenant.name, source: each.source, where: each.where });
    },
  });
}

/** A process that only hands in has none. */
const nobody = { regulation: undefined, watch: undefined, autonomy: undefined, writeBack: undefined, samples: undefined };

async function openProducts({ tenant, places, system, log }: TenantParts, observed: Observed, calls: ConnectorCalls) {
  const { clock, random } = system;
  const { connectors, unopened } = await openConnectors(tenant.connectors, {
    ...places,
    tenant: tenant.name,
    clock,
    random,
    told: calls.told,
  });
  for (const { name, product } of connectors) log.info("connector/opened", { tenant: tenant.name, connector: name, product });
  for (const { name } of unopened) log.error("connector/not-opened", { tenant: tenant.name, connector: name });
  return { connectors: connectors.map(observed.connector), unopened };
}

/** Opens the language models, and says of each whether it is there. */
async function openTold({ tenant, places, system, log }: TenantParts, { told }: ConnectorCalls): Promise<OpenModels> {
  const models = await openModels(tenant, { ...places, tenant: tenant.name, clock: system.clock, told });
  for (const { name, hosted } of models.opened) log.info("model/opened", { tenant: tenant.name, model: name, hosted });
  for (const { name } of models.unopened) log.error("model/not-opened", { tenant: tenant.name, model: name });
  for (const name of models.heldBack) log.info("model/held-back", { tenant: tenant.name, model: name, because: "air-gap" });
  return models;
}

/** Models as cases may ask them: what people ask has its own part of a day. */
const forCases = (models: OpenModels): Models => ({
  of: models.of,
  policy: { ...models.policy, budget: budgetOfCases(models.policy.budget) },
});

const isAsked = (models: OpenModels) => modelRoles.some((role) => models.of(role) !== undefined);

type Held = Omit<TenantService, "parts" | "close">;

/** What the folder of the installation calls the orders of a tenant that names none. */
function ordersPathOf({ tenant, places, folder }: TenantParts): string | undefined {
  if (tenant.containment !== undefined) return resolve(places.folder, tenant.containment);
  return tenant.name === "default" ? undefined : resolve(folder, `containment-${tenant.name}.yaml`);
}

const nobodyToTell = async () => {};

/** Counts for the lead's figures, while this process is the one that does. */
async function counting({ store, leases }: Held, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const lease = await leases.take("measures");
    if (lease) {
      const until = AbortSignal.any([signal, lease.lost]);
      await keepCounting({ worlds: worldsOf(store), measures: store.measures, clock }, until).finally(lease.letGo);
    } else await clock.sleep(leaseTimes.leaseMs, signal).catch(() => undefined);
  }
}

/** Segments and other worlds of one tenant that are looked through. */
const worldsMax = 100_000;
const worldsOf = (store: OpenStore) => ({
  names: async (beginning: string) => (await store.worldNames(worldsMax)).filter((each) => each.startsWith(beginning)),
  journal: async (world: string) => (await store.world(world)).journal,
});

/** Looks at what regulators will ask, while this process is the one that does. */
const papers =
  ({ tenant, system: { clock }, log }: TenantParts, desk: RegulationDesk, held: Held) =>
  async (signal: AbortSignal) => {
    const noted = (cause: unknown) => log.warn("service/note", { tenant: tenant.name, says: "nobody could be told of a clock" }, cause);
    const tell: TellAlarm = async (alarm) => void (await held.writeBack?.alarm(alarm).catch(noted));
    await keepPapers({ ...held, desk, clock, tell }, signal);
  };

/** Keeps quality samples going, while this process is the one that does. */
async function sampling({ samples, leases }: Held, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const lease = await leases.take("quality-samples");
    if (lease) await samples?.work(AbortSignal.any([signal, lease.lost])).finally(lease.letGo);
    else await clock.sleep(leaseTimes.leaseMs, signal).catch(() => undefined);
  }
}

/** How often minutes of calls are recorded. */
const callsEveryMs = 10_000;

/** What of a tenant this process keeps going. */
function partsOf(parts: TenantParts, held: Held): readonly Part[] {
  const { roles, system, configuration, log } = parts;
  const { redteam } = parts.tenant;
  const name = (part: string) => (held.name === "default" ? part : `${held.name} ${part}`);
  const { clock } = system;
  const calls: Part = {
    name: name("calls"),
    async work(signal) {
      while (!signal.aborted) {
        await clock.sleep(callsEveryMs, signal).catch(() => undefined);
        await held.calls.record();
      }
    },
  };
  const hasSources = held.connectors.some(({ alerts }) => alerts !== undefined);
  const ingest: readonly Part[] = hasSources ? [{ name: name("sources"), work: held.sources.work }] : [];
  const worker: readonly Part[] = [
    ...(held.watch ? [{ name: name("watch"), work: held.watch.work }] : []),
    ...(held.autonomy ? [{ name: name("autonomy"), work: held.autonomy.work }] : []),
    ...(held.writeBack ? [{ name: name("write-back"), work: held.writeBack.work }] : []),
    { name: name("containment"), work: (signal) => held.containment.work(signal, held.writeBack?.approvalsWaiting ?? nobodyToTell) },
    { name: name("retention"), work: (signal) => retention(held, configuration, { clock, log }, signal) },
    { name: name("measures"), work: (signal) => counting(held, clock, signal) },
    { name: name("alarms"), work: (signal) => keepAlarms(held.alarms, { ...held, clock }, signal) },
    ...(held.samples ? [{ name: name("quality-samples"), work: (signal: AbortSignal) => sampling(held, clock, signal) }] : []),
    ...(held.regulation ? [{ name: name("regulation"), work: papers(parts, held.regulation, held) }] : []),
    ...(redteam ? [{ name: name("exercise"), work: (signal: AbortSignal) => exercising(parts, redteam, held, signal) }] : []),
  ];
  const inventory: Part = { name: name("inventory"), work: held.inventory.work };
  const hasFeeds = held.connectors.some(({ indicators }) => indicators !== undefined);
  const feeds: readonly Part[] = hasFeeds ? [{ name: name("feeds"), work: held.feeds.work }] : [];
  return [calls, ...(roles.has("worker") ? [inventory, ...feeds, ...worker] : []), ...(roles.has("ingest") ? ingest : [])];
}

/** Ends what holds something: leases first, so that nobody waits for them. */
async function closed({ leases, connectors, calls, store, demo }: Held): Promise<void> {
  demo.stop();
  await Promise.allSettled([leases.close(), calls.close(), ...connectors.map(({ close }) => close())]);
  await store.close();
}
