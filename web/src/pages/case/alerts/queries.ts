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
  /** The first hundred that name one entity of the case, oldest first, and what it is called. */
  ofEntity: (id: string, entity: string) =>
    queryOptions({
      queryKey: ["case", id, "alerts-of", entity],
      queryFn: async ({ signal }) => {
        const { nodes } = await api.readCaseGraph({ params: { id }, query: { around: entity, limit: 1 } }, { signal });
        const [node] = nodes;
        const found = node && (await api.lookUpQueue({ query: { of: "alerts", id: node.alertIds } }, { signal }));
        const rows = found?.of === "alerts" ? found.rows.toSorted((a, b) => a.time.localeCompare(b.time)) : [];
        return { rows, label: node?.label ?? entity, total: node?.alerts ?? 0 };
      },
    }),
  one: (alert: string) =>
    queryOptions({ queryKey: ["alert", alert, "whole"], queryFn: ({ signal }) => api.readAlert({ params: { id: alert } }, { signal }) }),
  record: (alert: string) =>
    queryOptions({
      queryKey: ["alert", alert, "record"],
      queryFn: ({ signal }) => api.readAlertEvidence({ params: { id: alert } }, { signal }),
    }),
};
