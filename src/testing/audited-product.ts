import type { ContainmentEvent, Intent } from "../core/containment/containment.ts";
import { openSealedLog } from "../engine/sealed-log.ts";
import type { Clock } from "../ports/clock.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { MemoryProduct, ProductCall } from "./memory-product.ts";

/** Someone who stands beside the product and reads the record whenever a change arrives. */
export type Auditor = {
  /** Everything that was wrong, in words; empty where every change had its intent, durable and under a signed checkpoint, before it arrived. */
  readonly faults: readonly string[];
  readonly look: (request: ProductCall) => Promise<void>;
};

/**
 * An auditor with a view of the record of their own. With `stops` a change while everything is stopped is wrong too: only for parts of one process, since
 * one that left another process just before a stop arrives just after it.
 */
export async function openAuditor(
  journal: JournalStore,
  clock: Clock,
  { stops: watchesStops = false }: { readonly stops?: boolean } = {},
): Promise<Auditor> {
  const faults: string[] = [];
  const stops = new Set<string>();
  const underWay = new Map<string, { readonly intent: Intent; readonly entries: number }>();
  let entries = 0;
  const log = await openSealedLog<ContainmentEvent>(journal, clock, {
    fold: (fact) => {
      entries++;
      if (fact.type === "IntentRecorded") underWay.set(fact.intent.effectId, { intent: fact.intent, entries });
      if (fact.type === "Stopped") stops.add(fact.scope);
      if (fact.type === "Resumed") stops.delete(fact.scope);
      if (fact.type === "OutcomeRecorded" && fact.outcome !== "unknown") underWay.delete(fact.effectId);
    },
    factOf: (text) => JSON.parse(text) as ContainmentEvent,
    streamOf: () => "auditor",
  });
  return {
    faults,
    async look(request) {
      if (request.call !== "perform" && request.call !== "undo") return;
      const { effectId, located } = request.order;
      const published = sizeOf(await journal.publication.latest());
      await log.refresh();
      if (watchesStops && stops.size > 0) faults.push(`a change arrived under "${effectId}" while ${[...stops].join(" and ")} was stopped`);
      const held = underWay.get(effectId);
      if (!held) faults.push(`a change arrived under "${effectId}", and no intent of that name is under way on the record`);
      else if (held.intent.located !== located)
        faults.push(`a change arrived for "${located}", and its intent is for "${held.intent.located}"`);
      else if ((held.intent.of === "effect") !== (request.call === "perform"))
        faults.push(`the intent of "${effectId}" is another than to ${request.call}`);
      else if (published < held.entries) faults.push(`a change arrived under "${effectId}" before a checkpoint covered its intent`);
    },
  };
}

/** The size that a checkpoint signs: its second line (c2sp.org/tlog-checkpoint). */
const sizeOf = (checkpoint: string | undefined) => Number(checkpoint?.split("\n")[1] ?? 0);

/** The product with an auditor before it. */
export function audited(product: Pick<MemoryProduct, "call">, auditor: () => Auditor): Pick<MemoryProduct, "call"> {
  return {
    call: async (request) => {
      await auditor().look(request);
      return product.call(request);
    },
  };
}
