import type { Assessment } from "../core/assessment/assessment.ts";
import type { EvidenceInput } from "../ports/evidence-input.ts";
import type { ExerciseFile, ExerciseWorld } from "../redteam/bases/base-case.ts";
import { investigateInputs, type Kit } from "./investigation.ts";
import type { KnowledgeText, System } from "./system.ts";

/** Plays one small world to its end, in memory, and gives what the product made of it. */
export type Play = (world: ExerciseWorld) => Promise<Assessment>;

/** What the user's own installation knows, as text: each play adds what its case brings. */
export type OwnKnowledge = { readonly inventory: readonly KnowledgeText[]; readonly indicators: readonly KnowledgeText[] };

/** Plays with the given rules, playbooks and models. Opens no product and keeps nothing. */
export function playing(kit: Kit, { own, system, signal }: { own: OwnKnowledge; system: System; signal: AbortSignal }): Play {
  const store = system.exercise.openWorlds();
  const knowledgeOf = ({ inventory, indicators }: ExerciseWorld) => ({
    inventory: inventory ? system.exercise.inventoryOf([...own.inventory, inventory]) : kit.inventory,
    indicators: indicators ? system.exercise.indicatorsOf([...own.indicators, indicators]) : kit.indicators,
  });
  return async (world) => {
    // Nothing in memory ever waits: without a pause no signal would be heard until all is played.
    await system.clock.sleep(0);
    signal.throwIfAborted();
    const { assessment } = await investigateInputs({
      inputs: world.evidence.map(inputOf),
      worldName: "exercise",
      store,
      kit: { ...kit, ...knowledgeOf(world) },
      system,
      progress: { step: () => {}, note: () => {} },
      signal,
    });
    return assessment;
  };
}

/** When the files of the exercise were written: syslog lines carry no year of their own. */
const writtenMs = Date.UTC(2026, 2, 10);

function inputOf({ path, text }: ExerciseFile): EvidenceInput {
  const bytes = new TextEncoder().encode(text);
  return {
    path,
    modifiedMs: writtenMs,
    sizeBytes: bytes.length,
    async *open() {
      yield bytes;
    },
  };
}
