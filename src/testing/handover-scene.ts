import { emptyAccess } from "../core/access/account.ts";
import type { RegisteredKey } from "../core/handover/decide.ts";
import type { KillSwitch } from "../core/status/status.ts";
import type { ContainmentDesk } from "../engine/containment/desk.ts";
import { type HandoverDesk, openHandoverDesk } from "../engine/handover/desk.ts";
import type { HandoverSources } from "../engine/handover/parts.ts";
import type { Clock } from "../ports/clock.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";

/** What a test's handovers look at; `keys` may be filled while they run. */
export type HandoverScene = {
  readonly tenant: string;
  readonly clock: Clock;
  readonly views: HandoverSources["views"];
  readonly intake: HandoverSources["intake"];
  readonly containment: ContainmentDesk;
  readonly killSwitch: () => Promise<KillSwitch>;
  readonly keys?: ReadonlyMap<string, readonly RegisteredKey[]>;
  readonly journal?: JournalStore;
  readonly worlds?: HandoverSources["worlds"];
  readonly sources?: Partial<HandoverSources>;
};

/** Handovers of a tenant in memory, over the parts that the test has. */
export function openTestHandovers(scene: HandoverScene): Promise<HandoverDesk> {
  const { tenant, clock, views, intake, keys = new Map(), journal = memoryJournalStore() } = scene;
  const none: HandoverSources["worlds"] = {
    worldNames: async () => [],
    hasWorld: async () => false,
    world: async () => ({ journal: memoryJournalStore() }),
  };
  return openHandoverDesk({
    tenant,
    journal,
    clock,
    keysOf: async (person) => keys.get(person) ?? [],
    sources: {
      views,
      intake,
      containment: async () => scene.containment,
      killSwitch: scene.killSwitch,
      connectors: async () => [],
      worlds: scene.worlds ?? none,
      ledger: async () => ({ balanced: true, says: "it adds up" }),
      access: async () => emptyAccess(),
      ...scene.sources,
    },
  });
}
