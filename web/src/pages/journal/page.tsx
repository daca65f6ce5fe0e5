import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useMay } from "../../api/session.ts";
import { useKeys } from "../../lib/keys.ts";
import { Empty, Problem } from "../../ui/empty.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { Entries } from "./entries.tsx";
import { EntryPanel } from "./entry.tsx";
import { RecordHead } from "./head.tsx";
import { type EntryFilter, type JournalSearch, journalQueries } from "./queries.ts";

const filters = ["stream", "type", "from", "to"] as const;

/** What was recorded, and the proof that it still is what was recorded. */
export function JournalPage() {
  const search = useSearch({ strict: false }) as JournalSearch;
  const worlds = useQuery(journalQueries.worlds);
  const names = worlds.data?.worlds ?? [];
  const world = search.world ?? names.findLast((name) => name.startsWith("watch")) ?? names[0];
  return (
    <Page
      title="Journal"
      says="Everything that was seen, concluded, asked and done, entry by entry, sealed and signed."
      actions={world !== undefined && <WorldChoice names={names} world={world} />}
    >
      {worlds.error && <Problem of={worlds.error} again={() => void worlds.refetch()} />}
      {worlds.isPending && <Skeleton className="h-80 w-full" />}
      {worlds.data && world === undefined && (
        <Empty title="Nothing is recorded yet">The first alert that comes in begins the record; it is never edited after that.</Empty>
      )}
      {world !== undefined && <OneRecord world={world} search={search} />}
    </Page>
  );
}

function WorldChoice({ names, world }: { readonly names: readonly string[]; readonly world: string }) {
  const navigate = useNavigate();
  return (
    <label className="flex items-center gap-2 text-sm text-soft">
      Record
      <select
        value={world}
        onChange={(event) => void navigate({ to: "/journal", search: { world: event.target.value } })}
        className="h-7 rounded-md border border-line bg-surface px-1.5 text-sm text-text phone:h-10"
      >
        {[...new Set([...names, world])].map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}

function OneRecord({ world, search }: { readonly world: string; readonly search: JournalSearch }) {
  const head = useQuery(journalQueries.head(world));
  const may = useMay("audit");
  const sequence = search.sequence !== undefined && /^\d{1,15}$/.test(search.sequence) ? Number(search.sequence) : undefined;
  if (head.error) return <Problem of={head.error} again={() => void head.refetch()} />;
  if (!head.data) return <Skeleton className="h-80 w-full" />;
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="flex min-w-0 flex-col gap-4 xl:order-2">
        {may && sequence !== undefined && <EntryPanel world={world} sequence={sequence} />}
        <RecordHead head={head.data} />
      </div>
      {may ? <Reading world={world} search={search} sequence={sequence} entries={head.data.entries} /> : <NotAuditor />}
    </div>
  );
}

type ReadingProps = {
  readonly world: string;
  readonly search: JournalSearch;
  readonly sequence: number | undefined;
  readonly entries: number;
};

function Reading({ world, search, sequence, entries }: ReadingProps) {
  const navigate = useNavigate();
  const filter: EntryFilter = Object.fromEntries(filters.flatMap((name) => (search[name] === undefined ? [] : [[name, search[name]]])));
  const go = (next: EntryFilter) => void navigate({ to: "/journal", search: { world, ...next } });
  useKeys("Journal", useStepKeys({ world, search, sequence, entries }));
  return <Entries world={world} filter={filter} shown={sequence} onFilter={go} />;
}

/** j and k go from entry to entry, whatever the list is filtered by. */
function useStepKeys({ world, search, sequence, entries }: ReadingProps) {
  const navigate = useNavigate();
  return useMemo(() => {
    const open = (at: number) => void navigate({ to: "/journal", search: { ...search, world, sequence: String(at) } });
    return [
      { keys: "j", says: "The next entry", does: () => open(sequence === undefined ? 0 : Math.min(entries - 1, sequence + 1)) },
      { keys: "k", says: "The entry before", does: () => open(Math.max(0, (sequence ?? 1) - 1)) },
    ];
  }, [navigate, world, search, sequence, entries]);
}

function NotAuditor() {
  return (
    <Panel title="Entries">
      <Empty title="Entries are read by auditors">
        The record holds what people did, by name, and what was seen of them. Reading it takes the right “audit”, which the role auditor
        has; an administrator gives it under Settings, People. Whether the record still is what was signed, anybody here can verify.
      </Empty>
    </Panel>
  );
}
