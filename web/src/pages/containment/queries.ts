import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { ActionWhole, DryRun } from "../../../../src/server/contract/actions.ts";
import { api } from "../../api/client.ts";

export type Action = z.infer<typeof ActionWhole>;
export type Line = Action["line"];
export type WouldBe = z.infer<typeof DryRun>;
const linesMax = 200;

/** What the pages of containment ask. */
export const containmentQueries = {
  lines: queryOptions({
    queryKey: ["action", "list", "lines"],
    queryFn: ({ signal }) => api.listActions({ query: { limit: linesMax } }, { signal }),
  }),
  action: (id: string) =>
    queryOptions({ queryKey: ["action", id, "whole"], queryFn: ({ signal }) => api.readAction({ params: { id } }, { signal }) }),
  dryRun: (id: string) =>
    queryOptions({
      queryKey: ["action", id, "dry-run"],
      queryFn: ({ signal }) => api.dryRunAction({ params: { id } }, { signal }),
      staleTime: 60_000,
    }),
  status: queryOptions({
    queryKey: ["action", "list", "status"],
    queryFn: ({ signal }) => api.readStatus({}, { signal }),
    staleTime: 60_000,
  }),
};

/** Which lines wait for people, are under way or in force, or are over. */
export const groupOf = ({ status }: Line): "waiting" | "standing" | "over" =>
  status === "proposed"
    ? "waiting"
    : /^(executing|confirmed|outcome-unknown|undoing|undo-failed|undo-unknown)$/.test(status)
      ? "standing"
      : "over";
