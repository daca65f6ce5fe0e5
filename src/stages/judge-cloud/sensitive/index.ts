import { squashed } from "../words.ts";
import type { SensitiveAction } from "./entry.ts";
import { harming } from "./harming.ts";
import { hiding } from "./hiding.ts";
import { holding } from "./holding.ts";

const all: readonly SensitiveAction[] = [...hiding, ...holding, ...harming];

/** What is known of an action by its name, the weightiest first; where weights are equal, in the order of the lists. Empty where nothing is. */
export function sensitiveActionsOf(action: string): readonly SensitiveAction[] {
  const run = squashed(action);
  return all.filter(({ named }) => named.test(run)).toSorted((a, b) => b.weight - a.weight);
}
