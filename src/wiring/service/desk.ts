import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { statusNow } from "../../cli/status.ts";
import type { System } from "../../cli/system.ts";
import { readTexts } from "../../connectors/local-files/texts.ts";
import { AutonomyBounds } from "../../core/autonomy/bounds.ts";
import { RegulationOrder } from "../../core/configuration/regulation.ts";
import { guideWorld } from "../../core/model/guide.ts";
import { parsePlaybook } from "../../core/playbook/lint.ts";
import type { Status } from "../../core/status/status.ts";
import { watchWorld } from "../../core/watch/watch-event.ts";
import { accessWorld, openAccessRecord } from "../../engine/access/access-record.ts";
import { killSwitchOf } from "../../engine/containment-status.ts";
import { stopContainment } from "../../engine/containment-stop.ts";
import type { PeopleAsk } from "../../engine/model/ask-for-person.ts";
import { openGuideDesk } from "../../engine/model/guide.ts";
import { previewCase } from "../../engine/model/preview-case.ts";
import { openFederation } from "../../engine/sources-of-answers/federated-events.ts";
import { searchByNames } from "../../engine/sources-of-answers/named-search.ts";
import type { Watch } from "../../engine/watch/watch.ts";
import { tenantsOf } from "../../ports/configuration.ts";
import type { EventStore } from "../../ports/event-store.ts";
import type { StopSwitch } from "../../ports/stop-file.ts";
import type { ModelCard } from "../../server/contract/platform.ts";
import type { ContainmentPart, KnownPlaybook, PolicyPart, TenantDesk } from "../../server/desk.ts";
import { viewOf } from "../../stages/investigate/case-view.ts";
import { sampledOf } from "../../stages/quality-sample/figures.ts";
import { modelPartsOf } from "../model-parts.ts";
import { readPolicies, triedPolicies } from "../policies.ts";
import { qualityFigures } from "../quality-figures.ts";
import { openServiceAutonomy } from "./autonomy.ts";
import { besideCases } from "./beside-cases.ts";
import { connectorPartOf } from "./connector-part.ts";
import type { TrialParts } from "./connector-trial.ts";
import { openServiceHandover, registeredKeys } from "./handover.ts";
import { languageModelsOf } from "./language-models.ts";
import { namedIn } from "./named-in-cases.ts";
import { openServiceRegulation } from "./regulation.ts";
import type { TenantService } from "./tenant.ts";

/** What the desk of a tenant needs of the process beside the tenant. */
export type DeskParts = {
  readonly system: Omit<System, "service">;
  readonly folder: string;
  readonly answerMs: number;
  /** Where the console is: the page on which passkeys sign. */
  readonly origin: string;
  readonly note: TenantDesk["note"];
  readonly firstRun: TenantDesk["firstRun"];
  /** Where connectors are configured, and where their secrets lie. */
  readonly connecting: Pick<TrialParts, "places" | "file" | "internal" | "named">;
  readonly settings: TenantDesk["settings"];
};

/** Everything that the handlers of one tenant's routes work with. */
export async function deskOf(tenant: TenantService, parts: DeskParts): Promise<TenantDesk> {
  const { store, intake, watch, samples } = tenant;
  const { events } = await store.world(watchWorld);
  if (!watch || !samples) throw new Error("a desk needs the watch");
  const containment = containmentOf(tenant, parts);
  const isAsked = tenant.models.of("guide") ?? tenant.models.of("writer");
  const guide = isAsked && (await guideOf(tenant, parts, namedIn({ views: store.views, watch, containment })));
  const papers = await papersOf(tenant, parts, containment);
  const connectors = connectorPartOf(tenant, { ...parts.connecting, clock: parts.system.clock, random: parts.system.random });
  return {
    tenant: tenant.name,
    views: store.views,
    kept: store.keptViews,
    intake,
    answers: store.keptAnswers,
    measures: store.measures,
    watch: { act: watch.act, preview: watch.preview, running: watch.running, view: viewIn(watch) },
    events: searchOf(tenant, events, parts),
    containment,
    journal: store,
    connectors,
    catalogue: parts.system.catalogue,
    playbooks: () => playbooksOf(parts.system.home),
    policies: policiesOf(tenant, parts),
    ...(tenant.writeBack && { writeBack: tenant.writeBack }),
    ...papers,
    ruleTitles: async () => new Map((await tenant.knowledge.now()).rules.rules.map(({ id, title }) => [id, title])),
    handover: await handoverOf(tenant, parts, { containment, connectors, samples, ...papers }),
    samples,
    alarms: tenant.alarms,
    firstRun: parts.firstRun,
    models: () => modelsOf(parts.system.home),
    qualityFigures: () => qualityFigures(parts.system.home),
    ...(tenant.models.orders.length > 0 && {
      languageModels: () =>
        languageModelsOf(tenant.models, tenant.calls, [watch.state().run.modelSpend, ...(guide ? [guide.spend()] : [])]),
    }),
    ...(guide && { guide }),
    modelPreview: previewIn(tenant, watch, parts),
    settings: parts.settings,
    note: parts.note,
  };
}

/** One search over our own store and everything that is connected; what could not answer is said. */
function searchOf({ connectors, inventory }: TenantService, local: EventStore, { system, answerMs }: DeskParts): TenantDesk["events"] {
  const sources = connectors.flatMap(({ search }) => search ?? []);
  return {
    async search(query) {
      const federation = openFederation({ local, sources, clock: system.clock, answerMs });
      const { lookedFor, ...answer } = await searchByNames(query, {
        search: federation.store.search,
        inventory: inventory.current().index,
      });
      const names = lookedFor ? [`looked for ${lookedFor.join(", ")}; an event that holds two of these names may count twice`] : [];
      const lacking = federation.heard().flatMap(({ source, lacks }) => (lacks === undefined ? [] : [`${source}: ${lacks}`]));
      const notes = [...names, ...lacking];
      return notes.length === 0 ? answer : { ...answer, note: notes.join("; ").slice(0, noteLengthMax) };
    },
  };
}

const papersOf = async (tenant: TenantService, parts: DeskParts, containment: ContainmentPart) => ({
  autonomy: await autonomyOf(tenant, parts, containment),
  regulation: await regulationOf(tenant, parts, containment),
});

type Beside = Pick<TenantDesk, "containment" | "connectors" | "samples" | "autonomy" | "regulation">;

function handoverOf(
  tenant: TenantService,
  { system: { clock }, settings, origin }: DeskParts,
  desks: Beside,
): ReturnType<typeof openServiceHandover> {
  const { name, store, alarms } = tenant;
  const { containment, connectors } = desks;
  const beside = besideCases({ ...desks, tenant: name, measures: store.measures, settings, journal: store, alarms }, clock);
  return openServiceHandover(tenant, { containment, connectors, clock, origin, beside });
}

async function autonomyOf(tenant: TenantService, { system, settings, origin }: DeskParts, containment: ContainmentPart) {
  const { name, store, knowledge, watch, samples } = tenant;
  const { clock } = system;
  const bounds = tenantsOf(settings.configuration).find((each) => each.name === name)?.autonomy ?? AutonomyBounds.parse({});
  const access = await openAccessRecord((await store.world(accessWorld)).journal, clock);
  const keysOf = registeredKeys(access.state, containment, origin);
  const bySamples = async (of: string, sinceMs: number) =>
    samples ? sampledOf(await samples.state(), of, sinceMs) : { judged: 0, missed: 0 };
  return openServiceAutonomy({ tenant: name, clock, bounds, keysOf, store, knowledge, watch: () => watch, sampledOf: bySamples });
}

async function regulationOf(tenant: TenantService, { system, settings, connecting, origin }: DeskParts, containment: ContainmentPart) {
  const { name, store, inventory, record } = tenant;
  const { clock } = system;
  const order = tenantsOf(settings.configuration).find((each) => each.name === name)?.regulation ?? RegulationOrder.parse({});
  const access = await openAccessRecord((await store.world(accessWorld)).journal, clock);
  const keysOf = registeredKeys(access.state, containment, origin);
  return openServiceRegulation({ tenant: name, order, folder: connecting.places.folder, store, inventory, record, clock, keysOf });
}

/** Names that the inventory knows, or a case that it is about, stand under stand-ins in a question to a hosted model. */
async function guideOf({ store, models, inventory }: TenantService, { system }: DeskParts, named: PeopleAsk["namedIn"]) {
  const { clock, random, home } = system;
  return openGuideDesk({
    journal: (await store.world(guideWorld)).journal,
    clock,
    namedIn: named,
    models: () => modelPartsOf(models, { home, inventory: inventory.current(), random }),
  });
}

/** The prompts of a case by what is known now; with the prompts and stand-ins of the investigation, so that what is shown is what would leave. */
const previewIn =
  (
    { models, inventory, knowledge }: TenantService,
    watch: Pick<Watch, "refresh" | "state">,
    { system }: DeskParts,
  ): NonNullable<TenantDesk["modelPreview"]> =>
  async (caseId) => {
    await watch.refresh();
    const { run } = watch.state();
    const held = run.cases.get(caseId);
    if (!held || held.status === "unopened" || held.status === "merged") return undefined;
    const { playbooks } = await knowledge.now();
    const { home, random } = system;
    return previewCase(
      {
        view: viewOf(held, run),
        conclusion: held.conclusion,
        playbook: held.playbook?.name,
        playbooks: playbooks.map((each) => each.playbook),
      },
      modelPartsOf(models, { home, inventory: inventory.current(), random }),
    );
  };

/** A case as the watch holds it; one that was merged or left memory is not looked at. */
const viewIn =
  (watch: Pick<Watch, "refresh" | "state">): TenantDesk["watch"]["view"] =>
  async (caseId) => {
    await watch.refresh();
    const { run } = watch.state();
    const held = run.cases.get(caseId);
    return held && held.status !== "unopened" && held.status !== "merged" ? viewOf(held, run) : undefined;
  };

const noteLengthMax = 1_000;

function containmentOf(tenant: TenantService, { system, folder }: DeskParts): ContainmentPart {
  const { containment, store, watch } = tenant;
  const stopSwitch = system.stopSwitch(folder, tenant.name);
  // Counting reads every record: whoever asks while somebody else's is counted gets that one.
  let counting: Promise<Status> | undefined;
  const killSwitch: ContainmentPart["killSwitch"] = async () => {
    const { desk } = await containment.open();
    await desk.refresh();
    return killSwitchOf(desk.state, { place: stopSwitch.place, reading: await stopSwitch.read() });
  };
  return {
    open: containment.open,
    killSwitch,
    status() {
      counting ??= statusNow(store, { folder, ordersPath: containment.ordersPath }, system).finally(() => {
        counting = undefined;
      });
      return counting;
    },
    stop: stoppingBy(stopSwitch, tenant, system),
    lowerStopFile: () => stopSwitch.lower(),
    stopHindrance: () => stopSwitch.hindrance(),
    async inventoryProblem() {
      const { read } = await containment.open();
      return read && system.inventoryProblem(read);
    },
    async propose({ caseId, action, target }) {
      await watch?.refresh();
      const run = watch?.state().run;
      const standing = run?.cases.get(caseId);
      if (!run || !standing || (standing.status !== "closed" && standing.status !== "escalated")) return undefined;
      const proposals = standing.proposals.filter(
        (each) => (action === undefined || each.action === action) && (target === undefined || each.target === target),
      );
      if (proposals.length === 0) return undefined;
      const only = { ...run, cases: new Map([[caseId, { ...standing, proposals }]]) };
      return (await containment.open()).desk.fileProposals({ world: watchWorld, run: only, caseId });
    },
  };
}

/** Stops by this file and the record of this tenant. */
export const stoppingBy =
  (stopSwitch: StopSwitch, { containment }: TenantService, { clock }: Pick<System, "clock">): ContainmentPart["stop"] =>
  ({ because, effector }, by) =>
    stopContainment({
      scope: effector === undefined ? "all" : `effector:${effector}`,
      by,
      because,
      stopSwitch,
      clock,
      openDesk: async () => (await containment.open()).desk,
    });

async function playbooksOf(home: string): Promise<readonly KnownPlaybook[]> {
  const texts = (await readTexts(join(home, "playbooks"), [".yaml"])).filter(({ path }) => !path.includes("/scenarios/"));
  return texts.map(({ path, text }) => ({ ...parsePlaybook(text, path), text, inUse: true }));
}

function policiesOf({ containment }: TenantService, { system: { home } }: DeskParts): PolicyPart {
  return {
    async current() {
      const { orders, read } = await containment.open();
      const folder =
        orders.policies === undefined || read === undefined ? join(home, "policies") : resolve(read.path, "..", orders.policies);
      const texts = await readTexts(folder, [".cedar"]);
      return {
        ...(await readPolicies(home, folder)),
        texts: texts.map(({ path, text }) => ({ path: path.slice(folder.length + 1), text })),
      };
    },
    tried: (texts) => triedPolicies(home, texts),
  };
}

const models = ["actors", "cloud", "mail", "techniques", "triage"] as const;

async function modelsOf(home: string): Promise<readonly ModelCard[]> {
  return Promise.all(
    models.map(async (name) => {
      const folder = join(home, "trained", name);
      const [model, card] = await Promise.all([readFile(join(folder, "model.json")), readFile(join(folder, "card.md"), "utf8")]);
      return { name, digest: `sha256:${createHash("sha256").update(model).digest("hex")}`, inUse: true, card };
    }),
  );
}
