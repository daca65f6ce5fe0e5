import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { count } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { type Entry, type EntryFilter, journalQueries } from "./queries.ts";
import { SearchForm } from "./search-form.tsx";

type EntriesProps = {
  readonly world: string;
  readonly filter: EntryFilter;
  readonly shown: number | undefined;
  readonly onFilter: (filter: EntryFilter) => void;
};

/** What is in the record, in its order. */
export function Entries({ world, filter, shown, onFilter }: EntriesProps) {
  const found = useInfiniteQuery(journalQueries.entries(world, filter));
  const entries = found.data?.pages.flatMap((page) => page.entries) ?? [];
  const next = found.data?.pages.at(-1)?.next ?? null;
  return (
    <Panel title="Entries">
      <SearchForm key={JSON.stringify([world, filter])} filter={filter} onFilter={onFilter} />
      {found.error && (
        <div className="mt-3">
          <Problem of={found.error} again={() => void found.refetch()} />
        </div>
      )}
      {found.isPending && <Skeleton className="mt-3 h-64 w-full" />}
      {found.data && (
        <ol className="mt-3 border-t border-line">
          {entries.map((entry) => (
            <EntryRow
              key={entry.sequence}
              entry={entry}
              search={{ world, ...filter, sequence: String(entry.sequence) }}
              isShown={entry.sequence === shown}
            />
          ))}
        </ol>
      )}
      {found.data && (
        <p className="mt-3 flex flex-wrap items-center gap-3 text-xs text-faint">
          {entries.length === 0 ? "No entry fits these words so far." : `${count(entries.length)} shown.`}
          {next !== null ? (
            <Button busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
              Look on from entry {count(next)}
            </Button>
          ) : (
            <span>The end of the record is reached.</span>
          )}
          <span>That you looked is on the record too.</span>
        </p>
      )}
    </Panel>
  );
}

function EntryRow({
  entry,
  search,
  isShown,
}: {
  readonly entry: Entry;
  readonly search: Record<string, string>;
  readonly isShown: boolean;
}) {
  return (
    <li className="border-b border-line/60">
      <Link
        to="/journal"
        search={search}
        aria-current={isShown}
        className={`grid min-h-7 grid-cols-[3.25rem_minmax(0,1fr)] items-center gap-x-3 px-2 py-1 text-sm hover:bg-hover sm:grid-cols-[3.25rem_11.5rem_minmax(0,1fr)_minmax(0,1fr)] phone:min-h-11 ${isShown ? "bg-chosen" : ""}`}
      >
        <span className="tabular text-right font-mono text-xs text-faint">{entry.sequence}</span>
        <Time at={entry.recordedAt} as="utc" className="text-xs text-soft phone:col-start-2" />
        <Inert className="truncate font-medium phone:col-start-2">{entry.type}</Inert>
        <Inert className="truncate font-mono text-xs text-soft phone:col-start-2">{entry.stream}</Inert>
      </Link>
    </li>
  );
}
