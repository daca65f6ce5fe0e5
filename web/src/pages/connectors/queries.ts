import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { ProductLine, TrialAnswer } from "../../../../src/server/contract/connectors.ts";
import type { ConnectorLine } from "../../../../src/server/contract/platform.ts";
import type { LetterLine, SourceLine } from "../../../../src/server/contract/sources.ts";
import type { JobLine, writeBackOperations } from "../../../../src/server/contract/write-back.ts";
import { api } from "../../api/client.ts";

export type { ConnectorLine, ProductLine, TrialAnswer };
export type Source = z.infer<typeof SourceLine>;
export type Letter = z.infer<typeof LetterLine>;
export type Job = z.infer<typeof JobLine>;
export type JobStatus = NonNullable<z.infer<(typeof writeBackOperations)["listJobs"]["query"]>["status"]>;

const linesMax = 100;
/** How a feed fares is not told of each record: it is looked at this often. */
const lookEveryMs = 15_000;

/** What the pages of connectors ask. */
export const connectorQueries = {
  connectors: queryOptions({
    queryKey: ["source", "list", "connectors"],
    queryFn: ({ signal }) => api.listConnectors({}, { signal }),
    refetchInterval: lookEveryMs,
  }),
  sources: queryOptions({
    queryKey: ["source", "list", "sources"],
    queryFn: ({ signal }) => api.listSources({}, { signal }),
    refetchInterval: lookEveryMs,
  }),
  letters: (source: string | undefined) =>
    infiniteQueryOptions({
      queryKey: ["source", "list", "letters", source],
      queryFn: ({ signal, pageParam }) =>
        api.listDeadLetters(
          { query: { limit: linesMax, ...(source !== undefined && { source }), ...(pageParam !== null && { after: pageParam }) } },
          { signal },
        ),
      initialPageParam: null as string | null,
      getNextPageParam: ({ next }) => next,
    }),
  jobs: (filter: { readonly status?: JobStatus; readonly connector?: string }) =>
    infiniteQueryOptions({
      queryKey: ["job", "list", filter],
      queryFn: ({ signal, pageParam }) =>
        api.listJobs({ query: { limit: linesMax, ...filter, ...(pageParam !== null && { after: pageParam }) } }, { signal }),
      initialPageParam: null as string | null,
      getNextPageParam: ({ next }) => next,
    }),
  kinds: queryOptions({
    queryKey: ["connector-kind", "list"],
    queryFn: ({ signal }) => api.listConnectorKinds({}, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  }),
};
