import type { LearningCommand } from "../core/learning/decide.ts";
import { watchAccounting } from "../core/watch/watch.ts";
import { openDesk } from "../engine/watch/desk.ts";
import { openInvestigators } from "../engine/watch/investigators.ts";
import type { WatchLimits } from "../engine/watch/limits.ts";
import { openContext } from "../engine/watch/open-context.ts";
import type { WatchKnowledge, WatchParts } from "../engine/watch/parts.ts";
import { openTeller } from "../engine/watch/tell-step.ts";
import type { Clock } from "../ports/clock.ts";
import type { KeptRecord } from "../ports/intake.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { Leases } from "../ports/leases.ts";
import type { SettledCase } from "../ports/settled.ts";
import type { AlertRow, CaseRow } from "../ports/views.ts";
import { memoryEventStore } from "../storage/memory/memory-events.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { smallWorld } from "./small-world.ts";

/** Everything that outlives a process of a watch, in memory. */
export type WatchGround = {
  readonly journals: Map<string, JournalStore>;
  readonly records: KeptRecord[];
  readonly buried: number[];
  readonly alerts: Map<string, AlertRow>;
  readonly cases: Map<string, CaseRow>;
  readonly told: SettledCase[];
  readonly taught: LearningCommand[];
  readonly parts: Omit<WatchParts, "leases" | "clock" | "limits">;
  nowMs: number;
};

const startMs = Date.UTC(2026, 4, 4, 8);

/** A new one; `knowledge` replaces parts of what a small world knows. */
export function watchGround(knowledge: Partial<WatchKnowledge> = {}): WatchGround {
  const known: WatchKnowledge = { ...smallWorld({}), ...knowledge };
  const journals = new Map<string, JournalStore>();
  const records: KeptRecord[] = [];
  const buried: number[] = [];
  const [alerts, cases] = [new Map<string, AlertRow>(), new Map<string, CaseRow>()];
  const places = new Map<string, number>();
  const told: SettledCase[] = [];
  const taught: LearningCommand[] = [];
  const journal = (name: string) => {
    const store = journals.get(name) ?? memoryJournalStore();
    journals.set(name, store);
    return store;
  };
  const parts: WatchGround["parts"] = {
    worlds: {
      names: async (beginning) => [...journals.keys()].filter((name) => name.startsWith(beginning)).toSorted(),
      journal: async (name) => journal(name),
    },
    intake: {
      read: async (after, limit) => records.filter(({ position }) => position > after).slice(0, limit),
      arrival: async () => {},
      processed: async () => {},
      bury: async (letters) => void buried.push(...letters.map(({ position }) => position)),
    },
    events: memoryEventStore(),
    views: {
      async put(rows) {
        for (const row of rows.alerts) alerts.set(row.id, row);
        for (const row of rows.cases) cases.set(row.id, row);
        places.set(rows.world, rows.sequence);
      },
      upTo: async (world) => places.get(world),
      alerts: async ({ caseId }, { after = "", limit }) => {
        const ours = [...alerts.values()]
          .filter((row) => row.caseId === caseId && row.id > after)
          .toSorted((a, b) => (a.id < b.id ? -1 : 1));
        return { rows: ours.slice(0, limit), next: ours.length > limit ? ours[limit - 1]?.id : undefined };
      },
    },
    knowledge: async () => known,
    toolsFor: async () => new Map(),
    autonomy: "closes-alone",
    learned: async () => undefined,
    learn: async (commands) => void taught.push(...commands),
    sinks: [{ name: "told", settled: async (each) => void told.push(each) }],
    note: (says, cause) => {
      throw new Error(says, { cause });
    },
  };
  return { journals, records, buried, alerts, cases, told, taught, parts, nowMs: startMs };
}

/** Hands a plain alert over, received now. */
export function handTo(ground: WatchGround, source: string, alert: Readonly<Record<string, unknown>>): void {
  const text = JSON.stringify({ alert: 1, time: new Date(ground.nowMs).toISOString(), source, ...alert });
  const position = ground.records.length + 1;
  ground.records.push({ position, source, id: `r-${position}`, bytes: Buffer.from(text), receivedAtMs: ground.nowMs });
}

/** A process of the watch that takes a step when it is told to, so that the same steps give the same facts. */
export async function watchByHand(
  ground: WatchGround,
  limits: Partial<WatchLimits>,
  worker = "worker-1",
  sleep: Clock["sleep"] = () => Promise.resolve(),
) {
  const clock = { nowMs: () => ground.nowMs, sleep };
  const leases: Leases = {
    worker,
    take: async (key) => ({ key, epoch: 1, lost: new AbortController().signal, requireHeld: async () => {}, letGo: async () => {} }),
    holderOf: async () => undefined,
    close: async () => {},
  };
  const context = await openContext({ ...ground.parts, leases, clock, limits });
  // Telling is a step of its own here.
  const desk = openDesk(context, AbortSignal.abort());
  const investigators = openInvestigators(context);
  /** Reads, triages, places and shows until nothing is left to place. */
  async function round() {
    for (let rounds = 0; rounds < 100; rounds++) {
      const entries = context.log.entries() + context.log.state.segment * 1e9;
      await desk.step();
      if (entries === context.log.entries() + context.log.state.segment * 1e9) return;
    }
  }
  /** Looks at every case that is due, one after the other. */
  async function look() {
    for (let rounds = 0; rounds < 10_000; rounds++) {
      const { begun } = await investigators.step();
      await investigators.idle();
      if (begun === 0) return;
    }
  }
  /** Tells whoever is told of cases. */
  const tell = () => openTeller(context).step();
  return {
    context,
    investigators,
    state: () => context.log.state,
    accounting: () => watchAccounting(context.log.state),
    round,
    look,
    tell,
    /** All that is due, once: what is new is read and looked at, what came of it is told and shown. */
    async turn() {
      await round();
      await look();
      await tell();
      await round();
    },
  };
}
