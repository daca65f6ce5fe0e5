import { queryOptions } from "@tanstack/react-query";
import type { FirstRun } from "../../../../src/server/contract/demo.ts";
import { api } from "../../api/client.ts";

export type { FirstRun };

/** While a first verdict is awaited, it is asked for this often: much of the way there is no case that changes. */
const awaitedEveryMs = 3_000;

/** What the first run asks. It changes with the cases. */
export const firstRunQueries = {
  run: queryOptions({
    queryKey: ["case", "list", "first-run"],
    queryFn: ({ signal }) => api.readFirstRun({}, { signal }),
    refetchInterval: ({ state }) => (state.data?.firstVerdict === null ? awaitedEveryMs : false),
  }),
  sources: queryOptions({
    queryKey: ["source", "list", "first-run"],
    queryFn: ({ signal }) => api.listSources({}, { signal }),
    refetchInterval: awaitedEveryMs,
  }),
};
