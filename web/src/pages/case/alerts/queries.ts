import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { AlertWhole } from "../../../../../src/server/contract/alerts.ts";
import type { QueueAlert } from "../../../../../src/server/contract/queue.ts";
import { api } from "../../../api/client.ts";

export type AlertRow = z.infer<typeof QueueAlert>;
export type Alert = z.infer<typeof AlertWhole>;
const pageRows = 200;

/** What the alerts of a case are asked with. */
export const alertQueries = {
  ofCase: (id: string) =>
    infiniteQueryOptions({
      queryKey: ["case", id, "alerts"],
      queryFn: async ({ pageParam, signal }) => {
        const page = await api.listQueue(
          { query: { of: "alerts", case: id, sort: "oldest", limit: pageRows, ...(pageParam !== undefined && { after: pageParam }) } },
          { signal },
        );
        return { ...page, rows: page.of === "alerts" ? page.rows : [] };
      },
      initialPageParam: undefined as string | undefined,
      getNextPageParam: ({ next }) => next ?? undefined,
    }),
  one: (alert: string) =>
    queryOptions({ queryKey: ["alert", alert, "whole"], queryFn: ({ signal }) => api.readAlert({ params: { id: alert } }, { signal }) }),
  record: (alert: string) =>
    queryOptions({
      queryKey: ["alert", alert, "record"],
      queryFn: ({ signal }) => api.readAlertEvidence({ params: { id: alert } }, { signal }),
    }),
};
