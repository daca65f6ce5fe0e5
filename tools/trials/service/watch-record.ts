import type { WatchState } from "../../../src/core/watch/watch.ts";
import type { WatchFact } from "../../../src/core/watch/watch-event.ts";
import { openWatchLog } from "../../../src/engine/watch/log.ts";
import { realClock } from "../../../src/testing/real/open-effector.ts";
import { openStore } from "../../../src/wiring/store.ts";

/** The record of a watch, as somebody reads it who takes no part: every fact in order, and what they come to. */
export type WatchRecord = {
  readonly state: () => WatchState;
  readonly facts: readonly WatchFact[];
  /** Reads what was recorded since. */
  readonly refresh: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const worldsMax = 1_000;
// Only whoever begins a record says them, and this one was begun.
const unsaid = {
  version: "",
  attack: "",
  rules: "",
  playbooks: "",
  inventory: "",
  indicators: "",
  policy: "",
  scorer: "",
  judges: "",
  reader: "",
};

/** Opens the record of the tenant `default`. Some process of the service has begun it. */
export async function openWatchRecord(databaseUrl: string, environment: Readonly<Record<string, string>>): Promise<WatchRecord> {
  const store = await openStore({ databaseUrl }, { environment, clock: realClock });
  const facts: WatchFact[] = [];
  const log = await openWatchLog({
    worlds: {
      names: async (beginning) => (await store.worldNames(worldsMax)).filter((name) => name.startsWith(beginning)),
      journal: async (name) => (await store.world(name)).journal,
    },
    clock: realClock,
    settings: unsaid,
    onFact: (fact) => void facts.push(fact),
  });
  return { state: () => log.state, facts, refresh: log.refresh, close: store.close };
}
