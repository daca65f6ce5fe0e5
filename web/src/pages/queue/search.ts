import type { z } from "zod";
import { queueOperations } from "../../../../src/server/contract/queue.ts";
import type { Search } from "../../lib/search.ts";

const shape = queueOperations.listQueue.query.omit({ after: true, limit: true });
/** What the queue's address says, as the server takes it. */
export type QueueSearch = z.input<typeof shape>;
/** The names of filters that take several words. */
export const wordFilters = [
  "state",
  "severity",
  "category",
  "verdict",
  "assignee",
  "source",
  "host",
  "account",
  "rule",
  "technique",
  "priority",
] as const;
export type WordFilter = (typeof wordFilters)[number];

/** What is in hand: with people, those included that wait in shadow mode, or with the agent. */
const inHand = ["escalated", "waiting", "in-progress"] as const;

/** What of an address the queue understands; the rest is left out, and without a state it shows what is in hand. */
export function queueSearchOf(search: Search): QueueSearch {
  const known: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(shape.shape)) {
    if (!Object.hasOwn(search, name) || !field.safeParse(search[name]).success) continue;
    known[name] = search[name];
  }
  const of = known.of === "alerts" ? "alerts" : "cases";
  if (known.state === undefined && known.case === undefined) known.state = of === "alerts" ? ["open", "escalated"] : [...inHand];
  if (of === "alerts") delete known.assignee;
  else delete known.collapse;
  return { ...known, of } as QueueSearch;
}

/** The words that hold in one filter. */
export function wordsOf(search: QueueSearch, name: WordFilter): readonly string[] {
  const held: unknown = search[name];
  return held === undefined ? [] : Array.isArray(held) ? held.map(String) : [String(held)];
}

/** The address with one word more or less in a filter. */
export function toggled(search: QueueSearch, name: WordFilter, word: string): QueueSearch {
  const held = wordsOf(search, name);
  const now = held.includes(word) ? held.filter((each) => each !== word) : [...held, word];
  const { [name]: _before, ...rest } = search;
  return (now.length === 0 ? rest : { ...rest, [name]: now }) as QueueSearch;
}

/** Whether nothing is filtered: cases, and all that are in hand. */
export function isPlain(search: QueueSearch): boolean {
  const { of, state, ...rest } = search as QueueSearch & { readonly sort?: unknown; readonly collapse?: unknown };
  const narrowing = Object.entries(rest).filter(([name, held]) => held !== undefined && name !== "sort" && name !== "collapse");
  const states: readonly unknown[] = Array.isArray(state) ? state : [state];
  return of === "cases" && narrowing.length === 0 && states.length === inHand.length && inHand.every((each) => states.includes(each));
}
