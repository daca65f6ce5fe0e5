import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { LearningCommand } from "../core/learning/decide.ts";
import type { Learned } from "../core/learning/learning.ts";
import type { WatchKnowledge, WatchParts } from "../engine/watch/parts.ts";
import { openWatch, type Watch } from "../engine/watch/watch.ts";
import type { Intake } from "../ports/intake.ts";
import type { Leases } from "../ports/leases.ts";
import type { SettledCase } from "../ports/settled.ts";
import type { Views } from "../ports/views.ts";
import type { Database } from "../storage/database.ts";
import { openEventStore } from "../storage/event/postgres-events.ts";
import { openIntake } from "../storage/intake/postgres-intake.ts";
import { type JournalKeeper, memoryKeeper } from "../storage/journal/journal-keeper.ts";
import { openJournalStore } from "../storage/journal/postgres-journal.ts";
import { openLeases } from "../storage/leases/postgres-leases.ts";
import { openNotices } from "../storage/notices.ts";
import { openPool } from "../storage/pool.ts";
import { openViews } from "../storage/views/postgres-views.ts";
import { worldNames } from "../storage/world.ts";
import { realClock } from "./real/open-effector.ts";
import { smallWorld } from "./small-world.ts";

/** A watch over a database of its own tenant, with real stores, and what its sinks were told. */
export type WatchScene = {
  readonly watch: Watch;
  readonly intake: Intake;
  readonly views: Views;
  readonly leases: Leases;
  readonly told: SettledCase[];
  readonly taught: LearningCommand[];
  readonly noted: unknown[];
  /** Hands plain alerts over as one delivery. */
  readonly hand: (source: string, alerts: readonly Readonly<Record<string, unknown>>[], ids?: readonly string[]) => Promise<void>;
  readonly close: () => Promise<void>;
};

export type WatchSceneParts = {
  /** The server; the scene has connections of its own, as another process has. */
  readonly server: Pick<Database, "pool">;
  readonly tenant: string;
  /** Where keys and checkpoints are; the same for all scenes of one tenant. */
  readonly keeper?: JournalKeeper;
  readonly knowledge?: Partial<WatchKnowledge>;
  readonly parts?: Partial<WatchParts>;
  readonly learned?: Learned;
};

/** How somebody else connects to the same server. */
export function connectionTo(server: Pick<Database, "pool">): pg.ClientConfig {
  const { connectionString, host, user, password, port } = server.pool.options as pg.ClientConfig;
  if (connectionString !== undefined) return { connectionString };
  return { host, user, password, port, database: "postgres" } as pg.ClientConfig;
}

/** Opens it; nothing works yet. */
export async function watchScene({
  server,
  tenant,
  keeper = memoryKeeper(),
  knowledge,
  parts,
  learned,
}: WatchSceneParts): Promise<WatchScene> {
  const database = { tenant, pool: openPool({ connection: connectionTo(server), tenant, durable: false, connectionsMax: 8 }) };
  const clock = parts?.clock ?? realClock;
  const notices = openNotices(database, clock);
  const { intake } = await openIntake({ database, clock, notices });
  const views = await openViews({ database, clock, notices });
  const leases = openLeases(database, { worker: `worker-${randomUUID()}`, clock });
  const told: SettledCase[] = [];
  const taught: LearningCommand[] = [];
  const noted: unknown[] = [];
  const known: WatchKnowledge = { ...smallWorld({}), ...knowledge };
  const watch = await openWatch({
    worlds: {
      names: async (beginning) => (await worldNames(database.pool, database.tenant, 100_000)).filter((name) => name.startsWith(beginning)),
      journal: (name) => openJournalStore(database, name, keeper),
    },
    intake,
    events: await openEventStore(database, "watch"),
    views,
    leases,
    clock,
    knowledge: async () => known,
    toolsFor: async () => new Map(),
    autonomy: "closes-alone",
    learned: async () => learned,
    learn: async (commands) => void taught.push(...commands),
    sinks: [{ name: "told", settled: async (each) => void told.push(each) }],
    note: (says, cause) => noted.push([says, cause]),
    ...parts,
  });
  return {
    watch,
    intake,
    views,
    leases,
    told,
    taught,
    noted,
    async hand(source, alerts, ids) {
      await intake.handOver({
        source,
        records: alerts.map((alert, at) => ({ id: ids?.[at] ?? randomUUID(), bytes: Buffer.from(JSON.stringify({ alert: 1, ...alert })) })),
      });
    },
    async close() {
      await leases.close();
      await notices.close();
      await database.pool.end();
    },
  };
}

/** Works until something holds, or fails after `waitMs`. */
export async function worksUntil(watches: readonly Watch[], holds: () => boolean | Promise<boolean>, waitMs = 30_000): Promise<boolean> {
  const ending = new AbortController();
  const working = watches.map((watch) => watch.work(ending.signal));
  try {
    for (const untilMs = performance.now() + waitMs; performance.now() < untilMs; await sleep(20)) if (await holds()) return true;
    return await holds();
  } finally {
    ending.abort();
    await Promise.all(working);
  }
}
