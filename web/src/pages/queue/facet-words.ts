import type { z } from "zod";
import type { Facets } from "../../../../src/server/contract/queue.ts";
import { count } from "../../lib/words.ts";

type Facet = z.infer<typeof Facets>["state"];

/** The words of one filter with how many lines each would leave, and how far that was counted. A chosen word that was not counted has no number. */
export function facetWords(
  facet: Facet | undefined,
  chosen: readonly string[],
): { readonly words: readonly { readonly value: string; readonly count?: number }[]; readonly says: string | undefined } {
  const found = facet?.values ?? [];
  // Only who looked at all lines and all words knows that there is none.
  const isNone = facet?.exact === true && facet.whole;
  const left = chosen.filter((word) => !found.some(({ value }) => value === word));
  const words = [...found, ...left.map((value) => ({ value, ...(isNone && { count: 0 }) }))];
  return { words, says: saysOf(facet, words.length) };
}

function saysOf(facet: Facet | undefined, words: number): string | undefined {
  if (facet === undefined) return undefined;
  if (facet === null) return "Not counted: it would have taken too long.";
  if (!facet.exact) return `Counted over the first ${count(facet.rows)} lines.`;
  return words === 0 ? "No line has one." : undefined;
}
