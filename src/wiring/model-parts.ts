import { knownNamesOf } from "../core/prompt/known-names.ts";
import type { ModelParts } from "../engine/model/model-parts.ts";
import { loadPrompts } from "../knowledge/prompts.ts";
import type { Models } from "../ports/model.ts";
import type { Random } from "../ports/random.ts";
import type { LoadedInventory } from "./tools.ts";

/** Digits of a nonce, in bytes. */
const nonceBytes = 12;

/** All that the engine needs to ask models: the prompts that ship, and the names that this inventory knows. */
export function modelPartsOf(
  models: Models,
  { home, inventory, random }: { readonly home: string; readonly inventory: LoadedInventory; readonly random: Random },
): ModelParts {
  const isOwnAddress = (address: string) => inventory.isOwn({ type: "ip", value: address });
  return {
    models,
    templates: loadPrompts(home),
    known: knownNamesOf(inventory.index.inventory, isOwnAddress),
    nonce: () => random.secret(nonceBytes),
  };
}
