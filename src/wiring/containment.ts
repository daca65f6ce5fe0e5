import { hostname, networkInterfaces } from "node:os";
import { resolve } from "node:path";
import type { OpenContainment, OpenStore, ReadOrders } from "../cli/system.ts";
import { readTexts } from "../connectors/local-files/texts.ts";
import { Inventory } from "../core/asset/asset.ts";
import { indexInventory } from "../core/asset/inventory-index.ts";
import { whyNotAlone } from "../core/autonomy/closing.ts";
import { containmentWorld } from "../core/containment/containment.ts";
import { StandingOrders } from "../core/containment/orders.ts";
import { SocError } from "../core/soc-error.ts";
import { classesOfCase } from "../core/watch/ended-looks.ts";
import type { WatchState } from "../core/watch/watch.ts";
import { watchBeginning, watchWorld } from "../core/watch/watch-event.ts";
import { caseRevisionOf, openCaseRevisions } from "../engine/containment/case-revision.ts";
import { openDesk } from "../engine/containment/desk.ts";
import type { DeskParts as ContainmentDeskParts, InventoryNow } from "../engine/containment/parts.ts";
import { openRecorder } from "../engine/recorder.ts";
import { caseChangeSince } from "../engine/watch/case-change.ts";
import { openWatchLog, type WatchLog } from "../engine/watch/log.ts";
import type { Clock } from "../ports/clock.ts";
import type { PolicyEngine } from "../ports/policy.ts";
import type { Random } from "../ports/random.ts";
import { openTenantStop } from "../storage/stop-file.ts";
import { openEffectors } from "./effectors.ts";
import { ownNames } from "./own-names.ts";
import { openPolicies } from "./policies.ts";
import { ordersDigestOf, readStandingOrders } from "./standing-orders.ts";
import { loadInventoryFiles } from "./tools.ts";
import { witnessedBy } from "./witnesses.ts";

/** What containment needs of the process that it runs in. */
export type ContainmentParts = {
  readonly home: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/** Standing orders as the wiring reads them: with the engine of their policies, and the folder that their paths begin at. */
export type WiredOrders = ReadOrders & { readonly folder: string; readonly policy: PolicyEngine };

/** The standing orders and the policies that they name, as they are on disk now. Refuses (`orders/…`, `policy/malformed`). */
export async function readOrders(path: string, { home }: Pick<ContainmentParts, "home">): Promise<WiredOrders> {
  const { orders, folder, path: place } = await readStandingOrders(path);
  const policy = await openPolicies(home, orders.policies === undefined ? undefined : resolve(folder, orders.policies));
  return { path: place, orders, folder, policy, digest: ordersDigestOf(orders, policy.version) };
}

/** Containment of a database under these orders; without them its record alone. */
export async function openContainment(
  store: OpenStore,
  { folder, orders }: { readonly folder: string; readonly orders?: ReadOrders },
  parts: ContainmentParts,
): Promise<OpenContainment> {
  const { clock, random, environment } = parts;
  const wired = orders === undefined ? undefined : asWired(orders);
  const { effectors, unopened } = wired
    ? await openEffectors(wired.orders.effectors, { clock, environment, folder: wired.folder })
    : { effectors: [], unopened: [] };
  const { journal } = await store.world(containmentWorld);
  const desk = await openDesk({
    journal: wired === undefined ? journal : witnessedBy(wired.orders, journal, clock),
    clock,
    random,
    orders: wired?.orders ?? StandingOrders.parse({}),
    ordersDigest: wired?.digest ?? noOrders,
    own: ownNames(machineNames(), wired?.orders.effectors ?? []),
    policy: wired?.policy ?? denyAll,
    inventory: () => inventoryNow(wired),
    ...ofCases(store, clock),
    effectors,
    stopFile: openTenantStop(folder, store.forService.tenant, clock),
    executorLock: store.executorLock,
    executor: `${hostname()}:${process.pid}:${random.secret(executorBytes)}`,
  });
  return { desk, effectors, unopened };
}

/**
 * What cases stand at now, and whether the agent may contain for them without a person: of investigations by their records, of the watch by whichever of its
 * segments goes on. Nobody grants anything for an investigation: its actions go by the standing orders alone.
 */
function ofCases(store: OpenStore, clock: Clock): Required<Pick<ContainmentDeskParts, "caseRevision" | "caseChange" | "whyNotAlone">> {
  const ofInvestigations = openCaseRevisions(async (world) =>
    (await store.hasWorld(world)) ? openRecorder((await store.world(world)).journal, clock) : undefined,
  );
  const watch = watchReader(store, clock);
  return {
    async caseRevision(world, caseId) {
      if (world !== watchWorld) return ofInvestigations(world, caseId);
      const state = await watch();
      return state && caseRevisionOf(state.run, caseId);
    },
    async caseChange(world, caseId, sinceMs) {
      return world === watchWorld ? caseChangeSince(watchRecords(store), caseId, sinceMs) : undefined;
    },
    async whyNotAlone(world, caseId) {
      if (world !== watchWorld) return undefined;
      const state = await watch();
      if (!state) return "the record of the watch cannot be read";
      const look = state.looks.all.get(state.looks.lastOf.get(caseId) ?? -1);
      return whyNotAlone({ classes: classesOfCase(caseId, state), look, nowMs: Math.max(clock.nowMs(), state.nowMs) }, state.grants);
    },
  };
}

/** The segments of the watch. */
const watchRecords = (store: OpenStore) => ({
  names: async () => (await store.worldNames(worldsMax)).filter((name) => name.startsWith(watchBeginning)),
  journal: async (name: string) => (await store.world(name)).journal,
});

/** The watch as it stands now; undefined where there is none. A look begins no watch. */
function watchReader(store: OpenStore, clock: Clock): () => Promise<WatchState | undefined> {
  let watch: Promise<WatchLog | undefined> | undefined;
  const open = async () => {
    const worlds = watchRecords(store);
    return (await worlds.names()).length === 0 ? undefined : openWatchLog({ worlds, clock, settings: noSettings });
  };
  return async () => {
    watch ??= open();
    const log = await watch.catch(() => undefined);
    if (!log || log.isBroken()) watch = undefined;
    await log?.refresh();
    return log?.state;
  };
}

const worldsMax = 100_000;
/** Only a watch that begins asks for settings. */
const noSettings = {
  attack: "",
  rules: "",
  playbooks: "",
  inventory: "",
  indicators: "",
  policy: "",
  scorer: "",
  judges: "",
  reader: "",
  version: "",
};

const executorBytes = 4;
/** No digest of any orders: what was adopted is never these. */
const noOrders = "none";

const denyAll: PolicyEngine = {
  version: noOrders,
  decide: () => ({ allowed: false, approvers: 0, permittedNow: false, policies: [], because: ["no standing orders were read"] }),
};

/** Orders come back from the commands as they were handed out, and from nowhere else. */
function asWired(orders: ReadOrders): WiredOrders {
  if ("policy" in orders && "folder" in orders) return orders as WiredOrders;
  throw new Error("these orders were not read by readOrders");
}

/** What keeps the inventory of these orders from being read, with the file; undefined where it can be read. */
export async function inventoryProblem(orders: ReadOrders): Promise<SocError | undefined> {
  try {
    await inventoryNow(asWired(orders));
    return undefined;
  } catch (cause) {
    if (cause instanceof SocError) return cause;
    throw cause;
  }
}

/** The inventory as its files are at this moment. None named is an empty one, which knows nobody: everything it is asked about is unknown. */
async function inventoryNow(wired: WiredOrders | undefined): Promise<InventoryNow> {
  const places = wired?.orders.inventory ?? [];
  if (places.length === 0) return { index: indexInventory(Inventory.parse({})), digest: noOrders };
  const folder = wired?.folder ?? "";
  const endings = [".yaml", ".yml", ".json", ".csv"];
  const texts = (await Promise.all(places.map((place) => inventoryTexts(resolve(folder, place), endings)))).flat();
  const { index, digest } = loadInventoryFiles(texts);
  return { index, digest };
}

async function inventoryTexts(path: string, endings: readonly string[]): ReturnType<typeof readTexts> {
  try {
    return await readTexts(path, endings);
  } catch (cause) {
    const why = cause instanceof SocError ? cause.problem : codeOf(cause);
    throw new SocError({
      code: "inventory/not-readable",
      problem: `the inventory "${path}" that the standing orders name cannot be read: ${why}`,
      remedy: "put the file there and make it readable, or have two admins adopt orders that name another; nothing begins until then",
      retry: "never",
      cause,
    });
  }
}

const codeOf = (cause: unknown) => (cause instanceof Error && "code" in cause ? String(cause.code) : "it did not answer");

/** The names and addresses of this machine, without those that every machine has. */
function machineNames(): readonly string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return [hostname(), ...addresses.filter(({ internal }) => !internal).map(({ address }) => address)];
}
