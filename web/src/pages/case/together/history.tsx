import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { Search } from "../../../lib/search.ts";
import { count } from "../../../lib/words.ts";
import { Button } from "../../../ui/button.tsx";
import { Problem } from "../../../ui/empty.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { Skeleton } from "../../../ui/spinner.tsx";
import { HistoryEntry } from "./history-entry.tsx";
import { type HistoryKind, historyKinds, kindGroups, kindsOf, kindWords } from "./history-kinds.ts";
import { historyQuery } from "./queries.ts";
import { RecordRead } from "./record-read.tsx";

/** Everything that people and the agent did on the case, from the record: who, when, why, and where it stands. */
export function History({ id }: { readonly id: string }) {
  const kinds = kindsOf((useSearch({ strict: false }) as Search).kind);
  const navigate = useNavigate();
  const choose = (next: readonly HistoryKind[]) =>
    void navigate({
      to: "/cases/$id",
      params: { id },
      search: { part: "work", ...(next.length > 0 && { kind: [...next] }) },
      replace: true,
    });
  const found = useInfiniteQuery(historyQuery(id, kinds));
  const lines = found.data?.pages.flatMap((page) => page.lines) ?? [];
  const { total, record } = found.data?.pages[0] ?? {};
  return (
    <Panel title={total === undefined ? "History" : `History: ${total === 1 ? "1 entry" : `${count(total)} entries`}`}>
      {record && <RecordRead id={id} record={record} />}
      <KindFilter chosen={kinds} onChoose={choose} />
      {found.error && <Problem of={found.error} again={() => void found.refetch()} />}
      {found.isPending && <Skeleton className="h-60 w-full" />}
      {total === 0 && <p className="py-4 text-sm text-soft">Nothing of this kind was done. Choose “everything” to see the rest.</p>}
      <ol className="flex flex-col">
        {lines.map((line) => (
          <HistoryEntry key={`${line.place.world} ${line.place.sequence}`} id={id} line={line} />
        ))}
      </ol>
      {found.hasNextPage && (
        <div className="mt-3 flex justify-center">
          <Button busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            Show what was before
          </Button>
        </div>
      )}
    </Panel>
  );
}

function KindFilter({
  chosen,
  onChoose,
}: {
  readonly chosen: readonly HistoryKind[];
  readonly onChoose: (kinds: readonly HistoryKind[]) => void;
}) {
  const isOne = chosen.length === 1;
  return (
    <div className="mb-2 flex flex-wrap items-center gap-1" data-no-print>
      {kindGroups.map(([says, kinds]) => {
        const isChosen = !isOne && kindsOf(kinds).join() === chosen.join();
        return (
          <button
            key={says}
            type="button"
            aria-pressed={isChosen}
            onClick={() => onChoose(kinds)}
            className={`h-7 rounded-md px-2 text-xs font-medium whitespace-nowrap phone:h-10 ${isChosen ? "bg-chosen text-text" : "text-soft hover:bg-hover hover:text-text"}`}
          >
            {says}
          </button>
        );
      })}
      <select
        aria-label="one kind alone"
        value={isOne ? chosen[0] : ""}
        onChange={(event) => onChoose(kindsOf(event.target.value))}
        className="h-7 rounded-md border border-line-strong bg-ground px-1.5 text-xs phone:h-10"
      >
        <option value="">one kind …</option>
        {historyKinds.map((kind) => (
          <option key={kind} value={kind}>
            {kindWords[kind]}
          </option>
        ))}
      </select>
    </div>
  );
}
