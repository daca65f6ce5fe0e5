import { queryOptions } from "@tanstack/react-query";
import { type EventQuery, evidenceOperations } from "../../../../src/server/contract/evidence.ts";
import { api } from "../../api/client.ts";
import type { Search } from "../../lib/search.ts";

type Window = EventQuery["time"];

const dayMs = 86_400_000;
/** Where the newest event is looked for: this far back. Milliseconds. */
const farMs = 20 * 365 * dayMs;

/** The last day; where nothing was seen in it, the day of the newest event that there is. */
export const newestDay = queryOptions({
  queryKey: ["event", "newest-day"],
  queryFn: async ({ signal }): Promise<Window> => {
    const toMs = Math.ceil(Date.now() / 60_000) * 60_000;
    const { rows } = await api.searchEvents({ body: { time: { fromMs: toMs - farMs, toMs }, sort: "newest", limit: 1 } }, { signal });
    return dayOf(rows[0]?.time, toMs);
  },
  staleTime: 60_000,
});

/** The day until `toMs`, or the whole UTC day of an older event. */
export function dayOf(newest: string | undefined, toMs: number): Window {
  const newestMs = newest === undefined ? toMs : Date.parse(newest);
  if (newestMs >= toMs - dayMs) return { fromMs: toMs - dayMs, toMs };
  const fromMs = Math.floor(newestMs / dayMs) * dayMs;
  return { fromMs, toMs: fromMs + dayMs };
}

const momentOf = (word: unknown): number => (typeof word === "string" ? Date.parse(word) : Number.NaN);

/** The search that an address names, on `day` where it names no times; what it names otherwise than the server takes it is left out. */
export function searchOf({ entity, from, to }: Search, day: Window): EventQuery {
  const [fromMs, lastMs] = [momentOf(from), momentOf(to)];
  const isNamed = Number.isFinite(fromMs) && Number.isFinite(lastMs) && fromMs <= lastMs;
  const time = isNamed ? { fromMs, toMs: lastMs + 1 } : day;
  const query = { time, sort: "newest", limit: 100 } as const;
  const named = evidenceOperations.searchEvents.body.safeParse({
    ...query,
    ...(typeof entity === "string" && entity !== "" && { entity }),
  });
  return named.success ? named.data : query;
}
