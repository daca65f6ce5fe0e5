import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { EntryLine, PackJob, RecordLine } from "../../../../src/server/contract/journal.ts";
import { journalApi } from "../../api/journal.ts";

export type Head = z.infer<typeof RecordLine>;
export type Entry = z.infer<typeof EntryLine>;
export type Proof = Awaited<ReturnType<typeof journalApi.readInclusionProof>>;
export type Pack = z.infer<typeof PackJob>;

/** What is looked for, as the address of the page says it; times as RFC 3339. */
export type JournalSearch = {
  readonly world?: string;
  readonly stream?: string;
  readonly type?: string;
  readonly from?: string;
  readonly to?: string;
  /** The entry that is shown whole. */
  readonly sequence?: string;
};
/** The filter without what is shown. */
export type EntryFilter = Pick<JournalSearch, "stream" | "type" | "from" | "to">;

const headEveryMs = 15_000;
const packEveryMs = 1_000;
const pageEntries = 50;

/** Who looks at entries is on the record: nothing of it is asked again by itself. */
const askedOnce = { staleTime: Number.POSITIVE_INFINITY, refetchOnMount: false, refetchOnReconnect: false, retry: false } as const;

/** What the page of the journal asks. */
export const journalQueries = {
  worlds: queryOptions({ queryKey: ["record", "list", "worlds"], queryFn: ({ signal }) => journalApi.listRecords({}, { signal }) }),
  head: (world: string) =>
    queryOptions({
      queryKey: ["record", world, "head"],
      queryFn: ({ signal }) => journalApi.readRecordHead({ params: { world } }, { signal }),
      refetchInterval: headEveryMs,
    }),
  entries: (world: string, filter: EntryFilter) =>
    infiniteQueryOptions({
      queryKey: ["record", "self", world, "entries", filter],
      queryFn: ({ signal, pageParam }) =>
        journalApi.searchEntries({ params: { world }, query: { ...filter, after: pageParam, limit: pageEntries } }, { signal }),
      initialPageParam: 0,
      getNextPageParam: ({ next }) => next,
      ...askedOnce,
    }),
  entry: (world: string, sequence: number) =>
    queryOptions({
      queryKey: ["record", "self", world, "entry", sequence],
      queryFn: async ({ signal }) => {
        const { entries } = await journalApi.searchEntries({ params: { world }, query: { after: sequence, limit: 1 } }, { signal });
        return entries.find((each) => each.sequence === sequence) ?? null;
      },
      ...askedOnce,
    }),
  proofs: (world: string) => ["record", "self", world, "proof"] as const,
  proof: (world: string, sequence: number) =>
    queryOptions({
      queryKey: [...journalQueries.proofs(world), sequence],
      queryFn: ({ signal }) => journalApi.readInclusionProof({ params: { world, sequence } }, { signal }),
      retry: false,
    }),
  pack: (id: string) =>
    queryOptions({
      queryKey: ["pack", id],
      queryFn: ({ signal }) => journalApi.readPack({ params: { id } }, { signal }),
      refetchInterval: ({ state }) => (state.data === undefined || state.data.state === "under-way" ? packEveryMs : false),
    }),
};
