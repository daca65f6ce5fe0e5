import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { OpenStore } from "../../cli/system.ts";
import type { RegulationOrder } from "../../core/configuration/regulation.ts";
import { signOfLifeMs } from "../../core/regulation/availability.ts";
import type { PackText } from "../../core/regulation/book.ts";
import { regulationWorld } from "../../core/regulation/dossier.ts";
import { isFor, type LegalSituation } from "../../core/regulation/situation.ts";
import { openRegulationDesk, type RegulationDesk } from "../../engine/regulation/desk.ts";
import type { RegulationParts } from "../../engine/regulation/parts.ts";
import type { ServiceRecord } from "../../engine/service/service-record.ts";
import { type LoadedBook, loadRuleBook } from "../../knowledge/regulation.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Leases } from "../../ports/leases.ts";
import { leaseTimes } from "../../ports/leases.ts";
import type { ServiceInventory } from "./inventory.ts";

/** What the papers of a tenant are opened over. */
export type RegulationWiring = {
  readonly tenant: string;
  readonly order: RegulationOrder;
  /** Where paths of the configuration begin. */
  readonly folder: string;
  readonly store: OpenStore;
  readonly inventory: Pick<ServiceInventory, "current">;
  readonly record: ServiceRecord;
  readonly clock: Clock;
  /** The keys of whoever signs; nobody signs in a process without an API. */
  readonly keysOf?: RegulationParts["keysOf"];
};

/** Opens them with the packs of the product and those that the configuration names. Refuses (`journal/…`, `regulation/pack-…`, `knowledge/…`). */
export async function openServiceRegulation(wiring: RegulationWiring): Promise<RegulationDesk> {
  const { tenant, order, store, inventory, record, clock } = wiring;
  const { book, problems } = await loadedBook(wiring);
  return openRegulationDesk({
    tenant,
    journal: (await store.world(regulationWorld)).journal,
    clock,
    situation: { book, order },
    problems,
    views: store.views,
    assetOf: (name) => inventory.current().index.assetOf(name),
    worlds: store,
    async outages() {
      await record.refresh();
      return answersForOutages({ book, order }) ? record.state.outages : [];
    },
    keysOf: wiring.keysOf ?? (async () => []),
  });
}

/** What cannot be read is named, and the packs of the product are used without it. */
async function loadedBook({ order, folder }: Pick<RegulationWiring, "order" | "folder">): Promise<LoadedBook> {
  const texts: PackText[] = [];
  const unread: string[] = [];
  for (const path of order.packs) {
    const place = resolve(folder, path);
    const text = await readFile(place, "utf8").catch(() => undefined);
    if (text === undefined) unread.push(`the rule pack ${path} cannot be read`);
    else texts.push({ place: `the rule pack ${path}`, text, signature: await readFile(`${place}.sig`, "utf8").catch(() => undefined) });
  }
  const loaded = loadRuleBook({ texts, keys: order["pack-keys"] });
  return { ...loaded, problems: [...unread, ...loaded.problems] };
}

/** How often the papers are looked at. */
const lookMs = 60_000;

/** Whether the operator answers for their own outages: who provides managed services does (Regulation 2024/2690 Art. 10). */
const answersForOutages = (situation: LegalSituation) =>
  isFor(["managed-service-provider", "managed-security-service-provider"], situation);

/** Looks at the papers while this process is the one that does, and gives signs of life: availability of the agent is asked of every operator that has papers. */
export async function keepPapers(
  {
    desk,
    leases,
    record,
    clock,
  }: { readonly desk: RegulationDesk; readonly leases: Leases; readonly record: ServiceRecord; readonly clock: Clock },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const lease = await leases.take("regulation");
    if (!lease) {
      await clock.sleep(leaseTimes.leaseMs, signal).catch(() => undefined);
      continue;
    }
    const until = AbortSignal.any([signal, lease.lost]);
    try {
      while (!until.aborted) {
        await giveSign(record, leases.worker, clock.nowMs());
        await desk.tick();
        await clock.sleep(lookMs, until).catch(() => undefined);
      }
    } finally {
      await lease.letGo();
    }
  }
}

/** At most one sign in `signOfLifeMs`, whoever gives it. */
function giveSign(record: ServiceRecord, worker: string, atMs: number) {
  return record.decide(() => {
    const { lastSignMs } = record.state;
    return lastSignMs !== undefined && atMs - lastSignMs < signOfLifeMs ? undefined : { type: "ServiceAlive", worker, atMs };
  });
}
