import { learnedIn } from "../../cli/investigation.ts";
import type { OpenStore } from "../../cli/system.ts";
import { learningWorld } from "../../core/learning/learning.ts";
import { watchWorld } from "../../core/watch/watch-event.ts";
import { writeBackWorld } from "../../core/write-back/write-back.ts";
import type { AutonomyDesk } from "../../engine/autonomy/desk.ts";
import { openLearning } from "../../engine/learning/learning-recorder.ts";
import type { QualityDesk } from "../../engine/quality-sample/desk.ts";
import type { RegulationDesk } from "../../engine/regulation/desk.ts";
import type { ServiceRecord } from "../../engine/service/service-record.ts";
import { openWatch, type Watch } from "../../engine/watch/watch.ts";
import { openWriteBack, type WriteBackDesk } from "../../engine/write-back/desk.ts";
import type { Configuration } from "../../ports/configuration.ts";
import type { Connector } from "../../ports/connector.ts";
import type { Intake } from "../../ports/intake.ts";
import type { Leases } from "../../ports/leases.ts";
import type { Views } from "../../ports/views.ts";
import { sampledOf } from "../../stages/quality-sample/figures.ts";
import { nobodysKeys, openServiceAutonomy } from "./autonomy.ts";
import { openCaseTools } from "./case-tools.ts";
import type { ServiceContainment } from "./contain.ts";
import type { DemoData } from "./demo-data.ts";
import { type Heard, openEars } from "./ears.ts";
import type { ServiceInventory } from "./inventory.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Observed } from "./observed.ts";
import type { TenantParts } from "./parts.ts";
import { openServiceQuality } from "./quality.ts";
import { openServiceRegulation, papersSink } from "./regulation.ts";

/** What the work on cases is made of. */
export type WorkParts = {
  readonly parts: TenantParts;
  readonly store: OpenStore;
  readonly intake: Intake;
  readonly views: Views;
  readonly connectors: readonly Connector[];
  readonly inventory: ServiceInventory;
  readonly knowledge: Knowledge;
  readonly leases: Leases;
  readonly record: ServiceRecord;
  readonly containment: ServiceContainment;
  readonly observed: Observed;
  readonly demo: DemoData;
};

/** What works on cases: the watch, what it may do alone, what writes back, and what people judge again. */
export type Work = {
  readonly watch: Watch;
  readonly autonomy: AutonomyDesk;
  readonly writeBack: WriteBackDesk;
  readonly samples: QualityDesk;
  /** What regulators will ask; absent where the configuration does not say what the operator is. */
  readonly regulation: RegulationDesk | undefined;
};

/** Opens the watch, what is granted to it, and the writing back of what it settles; none does anything before its `work`. */
export async function openWork(held: WorkParts): Promise<Work> {
  const heard: Heard = { watch: undefined };
  const { tenant, system } = held.parts;
  const autonomy = await openServiceAutonomy({
    tenant: tenant.name,
    clock: system.clock,
    bounds: tenant.autonomy,
    keysOf: nobodysKeys,
    store: held.store,
    knowledge: held.knowledge,
    watch: () => heard.watch,
    sampledOf: async (of, sinceMs) => (heard.samples ? sampledOf(await heard.samples.state(), of, sinceMs) : { judged: 0, missed: 0 }),
  });
  const writeBack = await openBack(held, heard);
  const samples = await openSamples(held, heard, writeBack);
  const regulation = await openPapers(held);
  const watch = await openAnalyst(held, { writeBack, autonomy, samples, regulation });
  heard.watch = watch;
  heard.samples = samples;
  heard.demote = async (of, says) => void (await autonomy.demote(of, { cause: "sample", says }));
  // A commitment stands before anything is closed here.
  if (held.parts.roles.has("worker")) await samples.begin();
  return { watch, autonomy, writeBack, samples, regulation };
}

async function openBack({ parts, store, connectors, leases }: WorkParts, heard: Heard): Promise<WriteBackDesk> {
  const { tenant, configuration, system, log } = parts;
  const publicUrl = configuration.server["public-url"];
  return openWriteBack({
    tenant: tenant.name,
    journal: (await store.world(writeBackWorld)).journal,
    clock: system.clock,
    leases,
    connectors,
    policy: tenant["write-back"],
    catalogue: system.catalogue(),
    ...(publicUrl !== undefined && { caseUrl: (caseId: string) => `${publicUrl}/cases/${encodeURIComponent(caseId)}` }),
    ears: openEars(heard),
    told: (news) => {
      if (news.kind === "job")
        return log.debug("write-back/job", {
          tenant: tenant.name,
          connector: news.job.connector,
          kind: news.job.kind,
          case: news.job.caseId,
          state: news.job.state.status,
        });
      log.warn("service/part-failed", { tenant: tenant.name, part: `write-back ${news.connector}` }, news.error);
    },
  });
}

const openSamples = ({ parts, store }: WorkParts, heard: Heard, writeBack: WriteBackDesk): Promise<QualityDesk> =>
  openServiceQuality({
    store,
    clock: parts.system.clock,
    settings: parts.tenant["quality-samples"],
    heard,
    writeBack,
    note: (says, cause) => parts.log.warn("service/note", { tenant: parts.tenant.name, says }, cause),
  });

/** Segments and other worlds of one tenant that are looked through. */
const worldsMax = 100_000;

async function openPapers({ parts, store, inventory, record }: WorkParts): Promise<RegulationDesk | undefined> {
  const { tenant, places, system } = parts;
  const order = tenant.regulation;
  if (order.entity.length === 0) return undefined;
  return openServiceRegulation({ tenant: tenant.name, order, folder: places.folder, store, inventory, record, clock: system.clock });
}

async function openAnalyst(held: WorkParts, { writeBack, autonomy, samples, regulation }: Omit<Work, "watch">): Promise<Watch> {
  const { parts, store, intake, views, connectors, inventory, knowledge, leases, containment, observed, demo } = held;
  const { tenant, configuration, system, log } = parts;
  const { clock } = system;
  const { events } = await store.world(watchWorld);
  const answerMs = configuration.watch["answer-seconds"] * 1_000;
  return openWatch({
    worlds: {
      names: async (beginning) => (await store.worldNames(worldsMax)).filter((name) => name.startsWith(beginning)),
      journal: async (name) => (await store.world(name)).journal,
    },
    intake,
    events,
    views,
    leases,
    clock,
    knowledge: knowledge.now,
    toolsFor: openCaseTools({
      events,
      intake,
      connectors,
      inventory: inventory.current,
      indicators: knowledge.indicators,
      clock,
      answerMs,
      observed,
    }),
    autonomy: autonomy.closing,
    learned: () => learnedIn(store, { clock }),
    learn: async (commands) => {
      const { journal } = await store.world(learningWorld);
      await (await openLearning(journal, clock)).obey(commands);
    },
    reports: new Set(connectors.filter(({ alerts }) => alerts?.reports).map(({ name }) => name)),
    // What is sampled, and what is on paper, is heard last: nobody waits for it.
    sinks: [writeBack.sink, containment.sink, samples.sink, ...(regulation ? [papersSink(regulation)] : [])].map(observed.sink),
    catchesUp: demo.catchesUp,
    note: (says, cause) => log.warn("service/note", { tenant: tenant.name, says }, cause),
    limits: limitsOf(configuration),
  });
}

function limitsOf({ watch }: Configuration) {
  return {
    windowMs: watch["window-hours"] * 3_600_000,
    settlingMs: watch["settle-seconds"] * 1_000,
    settlingMaxMs: Math.max(watch["settle-most-seconds"], watch["settle-seconds"]) * 1_000,
    casesAtOnceMax: watch["cases-at-once"],
  };
}
