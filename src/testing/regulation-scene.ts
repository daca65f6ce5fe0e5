import type { Asset } from "../core/asset/asset.ts";
import { RegulationOrder } from "../core/configuration/regulation.ts";
import type { RegisteredKey } from "../core/handover/decide.ts";
import type { RuleBook } from "../core/regulation/pack.ts";
import type { LegalSituation } from "../core/regulation/situation.ts";
import { openRegulationDesk, type RegulationDesk } from "../engine/regulation/desk.ts";
import type { RegulationParts } from "../engine/regulation/parts.ts";
import { loadRuleBook } from "../knowledge/regulation.ts";
import type { Clock } from "../ports/clock.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";

let held: RuleBook | undefined;
/** The rule packs of the product, read once. */
export function shippedBook(): RuleBook {
  held ??= loadRuleBook().book;
  return held;
}

/** An operator in Germany that is everything which the packs ask about, unless a test says otherwise. */
export const testSituation = (order: object = {}): LegalSituation => ({
  book: shippedBook(),
  order: RegulationOrder.parse({
    entity: ["payment-institution", "data-controller", "sec-registrant", "managed-security-service-provider"],
    "member-states": ["DE"],
    organisation: { name: "Example Payments", lei: "529900EXAMPLE0000001", contact: "Mara", "contact-mail": "mara@example.test" },
    ...order,
  }),
});

/** What a test's papers look at. */
export type RegulationScene = {
  readonly clock: Clock;
  readonly views: RegulationParts["views"];
  readonly situation?: LegalSituation;
  readonly journal?: JournalStore;
  readonly keys?: ReadonlyMap<string, readonly RegisteredKey[]>;
  readonly assets?: readonly Asset[];
  readonly worlds?: RegulationParts["worlds"];
  readonly outages?: RegulationParts["outages"];
};

/** Papers of a tenant in memory, over the packs that ship. */
export function openTestRegulation(scene: RegulationScene): Promise<RegulationDesk> {
  const { clock, views, situation = testSituation(), journal = memoryJournalStore(), keys = new Map(), assets = [] } = scene;
  return openRegulationDesk({
    tenant: "default",
    journal,
    clock,
    situation,
    problems: [],
    views,
    assetOf: (name) => assets.find((each) => each.name === name),
    worlds: scene.worlds ?? {
      worldNames: async () => [],
      hasWorld: async () => false,
      world: async () => ({ journal: memoryJournalStore() }),
    },
    outages: scene.outages ?? (async () => []),
    keysOf: async (person) => keys.get(person) ?? [],
  });
}
