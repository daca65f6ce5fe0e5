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

/** The same patterns where the end of a text means nothing, and only those of weight: what is appended to a text takes none away. */
const anywhere = all.flatMap((action) =>
  action.weight === 0 ? [] : [{ action, named: new RegExp(action.named.source.replaceAll("$", "")) }],
);

/** What a text that a caller may have written describes, in the order of the lists; text appended to it can only add. */
export function toldByFreeText(text: string): readonly SensitiveAction[] {
  const run = squashed(text);
  return anywhere.flatMap(({ action, named }) => (named.test(run) ? [action] : []));
}
