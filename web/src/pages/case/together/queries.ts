import { infiniteQueryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { HistoryLine as Line } from "../../../../../src/server/contract/case-work.ts";
import { api } from "../../../api/client.ts";
import type { HistoryKind } from "./history-kinds.ts";

export type HistoryLine = z.infer<typeof Line>;
const pageLines = 100;

/** The history of a case, newest first, of some kinds or of all. */
export const historyQuery = (id: string, kinds: readonly HistoryKind[]) =>
  infiniteQueryOptions({
    queryKey: ["case", id, "history", kinds],
    queryFn: ({ pageParam, signal }) =>
      api.readCaseHistory(
        {
          params: { id },
          query: { limit: pageLines, ...(kinds.length > 0 && { kind: [...kinds] }), ...(pageParam !== undefined && { after: pageParam }) },
        },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
