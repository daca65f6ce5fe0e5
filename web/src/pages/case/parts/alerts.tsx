import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useKeys } from "../../../lib/keys.ts";
import type { Search } from "../../../lib/search.ts";
import { count } from "../../../lib/words.ts";
import { Empty, Problem } from "../../../ui/empty.tsx";
import { Skeleton } from "../../../ui/spinner.tsx";
import { AlertWhole } from "../alerts/alert-whole.tsx";
import { AlertList } from "../alerts/list.tsx";
import { type AlertRow, alertQueries } from "../alerts/queries.ts";
import type { PartProps } from "../part-props.ts";

/** The alerts of the case, each with why it is in it, and the chosen one whole. */
export default function AlertsPart({ whole }: PartProps) {
  const { id } = whole;
  const found = useInfiniteQuery(alertQueries.ofCase(id));
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.rows) ?? [], [found.data]);
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const wanted = typeof search.alert === "string" && search.alert !== "" ? search.alert : undefined;
  const chosen = wanted ?? rows[0]?.id;
  const go = useCallback(
    (alert: string) => void navigate({ to: "/cases/$id", params: { id }, search: { part: "alerts", alert }, replace: true }),
    [navigate, id],
  );
  useAlertKeys(rows, chosen, go);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const near = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (found.error && rows.length === 0) return <Problem of={found.error} again={() => void found.refetch()} />;
  if (found.isPending) return <Skeleton className="h-72 w-full" />;
  if (rows.length === 0)
    return <Empty title="No alert is here">Its alerts moved to another case, by a merge or a split; the history says when and why.</Empty>;
  const total = found.data?.pages[0]?.total?.count ?? rows.length;
  return (
    <div className="grid gap-4 lg:grid-cols-[24rem_minmax(0,1fr)]">
      <div className="flex min-w-0 flex-col gap-2 lg:sticky lg:top-3 lg:h-[calc(100dvh-5rem)]">
        <p className="text-xs text-soft">{total === 1 ? "1 alert" : `${count(total)} alerts`}, oldest first. Times are UTC.</p>
        <AlertList rows={rows} total={hasNextPage ? total : rows.length} chosen={chosen} onChoose={go} onNear={near} />
      </div>
      <div className="min-w-0">{chosen !== undefined && <AlertWhole key={chosen} whole={whole} alert={chosen} />}</div>
    </div>
  );
}

function useAlertKeys(rows: readonly AlertRow[], chosen: string | undefined, go: (alert: string) => void): void {
  const deeds = useMemo(() => {
    const move = (by: number) => {
      const at = rows.findIndex(({ id }) => id === chosen);
      const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
      if (next) go(next.id);
    };
    return [
      { keys: "j", says: "Next alert", does: () => move(1) },
      { keys: "k", says: "Alert before", does: () => move(-1) },
    ];
  }, [rows, chosen, go]);
  useKeys("Alerts", deeds);
}
