import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { ActionWhole, DryRun } from "../../../../src/server/contract/action-shapes.ts";
import { api } from "../../api/client.ts";

export type Action = z.infer<typeof ActionWhole>;
export type Line = Action["line"];
export type WouldBe = z.infer<typeof DryRun>;
const linesMax = 200;

/** What the pages of containment ask. */
export const containmentQueries = {
  lines: (stands: Line["stands"]) =>
    queryOptions({
      queryKey: ["action", "list", "lines", stands],
      queryFn: ({ signal }) => api.listActions({ query: { stands, limit: linesMax } }, { signal }),
    }),
  action: (id: string) =>
    queryOptions({ queryKey: ["action", id, "whole"], queryFn: ({ signal }) => api.readAction({ params: { id } }, { signal }) }),
  dryRun: (id: string) =>
    queryOptions({
      queryKey: ["action", id, "dry-run"],
      queryFn: ({ signal }) => api.dryRunAction({ params: { id } }, { signal }),
      staleTime: 60_000,
    }),
  orders: queryOptions({ queryKey: ["action", "list", "orders"], queryFn: ({ signal }) => api.readOrders({}, { signal }) }),
  policies: queryOptions({ queryKey: ["action", "list", "policies"], queryFn: ({ signal }) => api.readPolicies({}, { signal }) }),
  status: queryOptions({
    queryKey: ["action", "list", "status"],
    queryFn: ({ signal }) => api.readStatus({}, { signal }),
    staleTime: 60_000,
  }),
};
