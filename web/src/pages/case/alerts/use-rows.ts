import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { type AlertRow, alertQueries } from "./queries.ts";

/** Alerts as the list shows them: as many as are read, how many there are, and how further ones are read. */
export type ListedAlerts = {
  readonly rows: readonly AlertRow[];
  readonly total: number;
  /** What the entity is called that all of them name; undefined of all alerts of the case. */
  readonly label: string | undefined;
  readonly near: () => void;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly again: () => void;
};

/** The alerts of a case, or those of them that name one entity. */
export function useAlertRows(id: string, entity: string | undefined): ListedAlerts {
  const all = useAll(id, entity === undefined);
  const few = useQuery({ ...alertQueries.ofEntity(id, entity ?? ""), enabled: entity !== undefined });
  if (entity === undefined) return all;
  return {
    rows: few.data?.rows ?? none,
    total: few.data?.rows.length ?? 0,
    label: few.data?.label ?? entity,
    near: all.near,
    isPending: few.isPending,
    error: few.error,
    again: () => void few.refetch(),
  };
}
const none: readonly AlertRow[] = [];

function useAll(id: string, enabled: boolean): ListedAlerts {
  const found = useInfiniteQuery({ ...alertQueries.ofCase(id), enabled });
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.rows) ?? none, [found.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const near = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const total = found.data?.pages[0]?.total?.count ?? rows.length;
  return {
    rows,
    total: hasNextPage ? total : rows.length,
    label: undefined,
    near,
    isPending: found.isPending,
    error: found.error,
    again: () => void found.refetch(),
  };
}
