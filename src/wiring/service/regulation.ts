import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { OpenStore } from "../../cli/system.ts";
import type { RegulationOrder } from "../../core/configuration/regulation.ts";
import { signOfLifeMs } from "../../core/regulation/availability.ts";
import type { PackText } from "../../core/regulation/book.ts";
import { type RegulationEvent, regulationWorld } from "../../core/regulation/dossier.ts";
import { isFor, type LegalSituation } from "../../core/regulation/situation.ts";
import { openRegulationDesk, type RegulationDesk } from "../../engine/regulation/desk.ts";
import type { RegulationParts } from "../../engine/regulation/parts.ts";
import type { ServiceRecord } from "../../engine/service/service-record.ts";
import type { WriteBackDesk } from "../../engine/write-back/desk.ts";
import { type LoadedBook, loadRuleBook } from "../../knowledge/regulation.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Leases } from "../../ports/leases.ts";
import { leaseTimes } from "../../ports/leases.ts";
import type { CaseSink } from "../../ports/settled.ts";
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

/** What a person's word on a case makes of its papers. What the agent ends does nothing to them. */
export const papersSink = (desk: Pick<RegulationDesk, "heed">): CaseSink => ({
  name: "regulation",
  async settled({ caseId, decidedBy, case: { verdict }, run }) {
    if (decidedBy === undefined) return;
    await desk.heed({ caseId, by: decidedBy, verdict, closed: run.cases.get(caseId)?.status === "closed" });
  },
});

/** How often the papers are looked at. */
const lookMs = 60_000;

/** Whether the operator answers for their own outages: who provides managed services does (Regulation 2024/2690 Art. 10). */
const answersForOutages = (situation: LegalSituation) =>
  isFor(["managed-service-provider", "managed-security-service-provider"], situation);

/** Tells people of an alarm; may be asked again. Refuses nothing that keeps the papers from being looked at. */
export type TellAlarm = WriteBackDesk["alarm"];

/** What looking at the papers takes. `tell` is left out where nothing is connected by which people are told. */
export type PapersKept = {
  readonly desk: RegulationDesk;
  readonly leases: Leases;
  readonly record: ServiceRecord;
  readonly clock: Clock;
  readonly tell?: TellAlarm | undefined;
};

/** Looks at the papers while this process is the one that does, and gives signs of life: availability of the agent is asked of every operator that has papers. */
export async function keepPapers({ desk, leases, record, clock, tell }: PapersKept, signal: AbortSignal): Promise<void> {
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
        const { facts } = await desk.tick();
        if (tell) await tellOfClocks(desk, facts, tell);
        await clock.sleep(lookMs, until).catch(() => undefined);
      }
    } finally {
      await lease.letGo();
    }
  }
}

const severityOf = { "75": "medium", "90": "high", passed: "critical" } as const;
const isTold = (alarm: string): alarm is keyof typeof severityOf => Object.hasOwn(severityOf, alarm);

/** Alarms of clocks that a person's classification set going are told to people; those that may still come to nothing stand on the board alone. */
async function tellOfClocks(desk: RegulationDesk, facts: readonly RegulationEvent[], tell: TellAlarm): Promise<void> {
  const alarmed = facts.flatMap((fact) => (fact.type === "ClockAlarmed" && isTold(fact.alarm) ? [{ ...fact, alarm: fact.alarm }] : []));
  if (alarmed.length === 0) return;
  const { clocks } = await desk.board();
  for (const { caseId, regime, stage, alarm, dueMs } of alarmed) {
    const clock = clocks.find((each) => each.caseId === caseId && each.regime === regime && each.stage === stage);
    if (!clock || clock.provisional || clock.state === "submitted" || clock.state === "waived") continue;
    const due = new Date(dueMs).toISOString();
    await tell({
      id: `clock-${caseId}-${regime}-${stage}-${dueMs}-${alarm}`,
      title: `${clock.title}, case ${caseId}: ${alarm === "passed" ? "the deadline has passed" : `${alarm} % of the time is over`}`,
      text: `${clock.regimeTitle}, ${clock.article}: due at ${due}. ${clock.says}`,
      severity: severityOf[alarm],
    });
  }
}

/** At most one sign in `signOfLifeMs`, whoever gives it. */
function giveSign(record: ServiceRecord, worker: string, atMs: number) {
  return record.decide(() => {
    const { lastSignMs } = record.state;
    return lastSignMs !== undefined && atMs - lastSignMs < signOfLifeMs ? undefined : { type: "ServiceAlive", worker, atMs };
  });
}
