import type { Reader } from "../../connectors/kit/reader.ts";
import { SocError } from "../../core/soc-error.ts";

/** What can be wrong with a connector, each planted in the toy to see that the contract suite notices; beside each the test that must. */
export const defects = {
  "follows a redirect": /"elsewhere"/,
  "repeats a write after a lost answer": /findings: an answer that was lost \(lose, request 1\)/,
  "loses a page": /every one is handed over/,
  "goes by time alone": /very same moment|comes late/,
  "leaks a secret into an error": /"unauthorized"/,
  "puts a secret into an address": /tells of every request/,
  "reads without a cap": /"flood"/,
  "takes a sign-in page for success": /findings: an answer that was lost \(portal, request 1\)/,
  "says no when nobody knows": /findings: through "half-body"/,
  "finds nothing when it cannot look": /findings: where nobody can tell/,
  "pastes a text into a path": /reputation: a text is one value/,
  "pastes a text into a query": /search: a text stands/,
  "gives a part of the inventory for the whole": /inventory: everything/,
  "calls the unknown good": /reputation: the answer/,
  "takes our own comments for people's": /what people decide/,
} as const;
export type Defect = keyof typeof defects;

/** Everything that the capabilities of the toy are made from. */
export type Toy = { readonly reader: Reader; readonly url: string; readonly key: string; readonly defect: Defect | undefined };

/** Does what a careless author does: asks past the kit, follows redirects, and reads whatever comes. */
export async function carelessly(url: string, key: string): Promise<unknown> {
  const answer = await fetch(url, { headers: { "x-api-key": key } }).catch(() => undefined);
  if (!answer) throw careless("it is not there");
  const text = await answer.text().catch(() => "");
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw careless("no JSON");
  }
}

export const careless = (problem: string) =>
  new SocError({ code: "connector/unexpected-answer", problem, remedy: "look at it", retry: "never" });
