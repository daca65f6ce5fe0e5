import { homedir } from "node:os";
import type { System } from "../cli/system.ts";
import { ModelOrder, ModelPolicy } from "../core/configuration/models.ts";
import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import { emptyMemory, openAttacker } from "../redteam/hostile/attacker.ts";
import { memoryEventStore } from "../storage/memory/memory-events.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { loadIndicatorFiles, loadInventoryFiles } from "./tools.ts";

type Parts = { readonly home: string; readonly clock: Clock; readonly random: Random };

/** How long a hostile model may take to answer, so that an exercise of many plays ends. */
const answerSeconds = 0.3;

/** What the exercise plays its small worlds in: stores that are gone when they are dropped, and knowledge given as text. */
export function exerciseParts(parts: Parts): System["exercise"] {
  return {
    openWorlds: () => ({ world: async () => ({ journal: memoryJournalStore(), events: memoryEventStore() }) }),
    inventoryOf: loadInventoryFiles,
    indicatorsOf: loadIndicatorFiles,
    openHostile: (seed) => openHostile(seed, parts),
    messagesOf: async (told, place) => (await import("./exercise-messages.ts")).exerciseMessages(told, place),
  };
}

/** The attacker as the model: a server on this machine's loopback, asked through the same door as any other. */
async function openHostile(seed: number, { home, clock, random }: Parts): ReturnType<System["exercise"]["openHostile"]> {
  const [{ startHostileModel }, { openModels }, { modelPartsOf }] = await Promise.all([
    import("../server/hostile/hostile-model.ts"),
    import("./models.ts"),
    import("./model-parts.ts"),
  ]);
  const memory = emptyMemory();
  const server = await startHostileModel(openAttacker({ seed, memory }), { stepMs: 1 });
  const order = { name: "hostile", product: "openai-compatible", url: server.url, model: "hostile", "answer-seconds": answerSeconds };
  const orders = { models: [ModelOrder.parse(order)], "model-policy": ModelPolicy.parse({ use: "hostile" }) };
  const models = await openModels(orders, { environment: {}, folder: homedir(), clock });
  let questions = 0;
  return {
    models: (inventory) => modelPartsOf(models, { home, inventory, random }),
    turn(next) {
      questions += server.heard.length;
      server.heard.length = 0;
      server.attacker = openAttacker({ seed: next, memory });
    },
    questions: () => questions + server.heard.length,
    close: server.close,
  };
}
