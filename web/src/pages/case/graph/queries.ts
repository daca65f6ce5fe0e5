import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { CaseGraph, GraphEdge, GraphNode } from "../../../../../src/server/contract/case-reasons.ts";
import { api } from "../../../api/client.ts";

export type Graph = z.infer<typeof CaseGraph>;
export type Node = z.infer<typeof GraphNode>;
export type Edge = z.infer<typeof GraphEdge>;

/** The most telling entities of a case, or one and what is around it. */
export const graphQuery = (id: string, asked: { readonly around?: string; readonly limit: number }) =>
  queryOptions({
    queryKey: ["case", id, "graph", asked.around ?? "", asked.limit],
    queryFn: ({ signal }) => api.readCaseGraph({ params: { id }, query: asked }, { signal }),
  });

/** Cases by their ids, for their titles. */
export const casesNamed = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ["case", "list", "named", ids],
    queryFn: async ({ signal }) => {
      const found = await api.lookUpQueue({ query: { of: "cases", id: [...ids] } }, { signal });
      return found.of === "cases" ? found.rows : [];
    },
  });
