import { queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { containmentQueries } from "../containment/queries.ts";

export type Policies = Awaited<ReturnType<typeof api.readPolicies>>;
export type Simulation = Awaited<ReturnType<typeof api.simulatePolicies>>;
export type Simulated = Simulation["simulated"][number];
export type PolicyFile = Policies["texts"][number];
export type Place = Policies["problems"][number];

/** How many of the latest actions a simulation decides anew, where nobody asks for another number. */
export const simulatedLast = 500;

/** What the pages of policies ask. Adopting orders changes containment, so they are keyed with it. */
export const policyQueries = {
  all: containmentQueries.policies,
  simulation: (texts: readonly PolicyFile[], last: number) =>
    queryOptions({
      queryKey: ["action", "list", "simulation", last, texts],
      queryFn: ({ signal }) => api.simulatePolicies({ body: { texts: [...texts], last } }, { signal }),
      staleTime: 60_000,
      gcTime: 60_000,
    }),
};
