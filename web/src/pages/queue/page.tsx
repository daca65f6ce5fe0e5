import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { PanelRight } from "lucide-react";
import { type ReactNode, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useSession } from "../../api/session.ts";
import { rememberQueue } from "../../lib/last-queue.ts";
import type { Search } from "../../lib/search.ts";
import { useSettled } from "../../lib/settled.ts";
import { count } from "../../lib/words.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Page } from "../../ui/page.tsx";
import { ActDialog, type Asking } from "./act-dialog.tsx";
import { useActs } from "./acts.ts";
import { ChangesSince } from "./changes.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { QueueList } from "./list.tsx";
import { NothingHere } from "./nothing-here.tsx";
import { Peek } from "./peek.tsx";
import { type QueueRows, useQueueRows } from "./rows.ts";
import { Views } from "./saved-views.tsx";
import { type QueueSearch, queueSearchOf } from "./search.ts";
import { useFocusedLine } from "./use-focused-line.ts";
import { useQueueKeys } from "./use-queue-keys.ts";

/** Whoever runs down the list looks at nothing on the way. */
const peekAfterMs = 120;

/** What waits, most urgent first: where a shift is spent. */
export function QueuePage() {
  const given = useSearch({ strict: false }) as Search;
  const search = useMemo(() => queueSearchOf(given), [given]);
  const navigate = useNavigate();
  const { history } = useRouter();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is another one when what it says is
  useEffect(() => rememberQueue(history.location.href), [history, search]);
  const onSearch = useCallback((next: QueueSearch) => void navigate({ to: "/", search: next }), [navigate]);
  return <Queue key={JSON.stringify(search)} search={search} onSearch={onSearch} />;
}

type QueueProps = { readonly search: QueueSearch; readonly onSearch: (search: QueueSearch) => void };

function Queue({ search, onSearch }: QueueProps) {
  const field = useRef<HTMLInputElement>(null);
  const [atTop, setAtTop] = useState(true);
  const [asking, setAsking] = useState<Asking>();
  const [peeks, setPeeks] = useState(() => matchMedia("(width >= 90rem)").matches);
  const rows = useQueueRows(search, atTop && asking === undefined);
  const line = useFocusedLine(rows, search);
  const does = useActs(rows);
  const me = useSession()?.person.replace(/^person:/, "") ?? "";
  const ids = search.of === "alerts" ? [] : line.chosen.size > 0 ? [...line.chosen] : line.id ? [line.id] : [];
  const ask = (act: Asking["act"]) => ids.length > 0 && setAsking({ act, ids });
  const mine = () => ids.length > 0 && void does(ids, { act: "assign", assignee: me });
  useQueueKeys({ ...line, of: search.of ?? "cases", ask, mine, peek: () => setPeeks((now) => !now), again: rows.again, field });
  const peekId = useSettled(search.of === "alerts" ? caseOf(rows, line.id) : line.id, peekAfterMs);
  return (
    <Page
      full
      title="Queue"
      says={<Told rows={rows} search={search} />}
      actions={<Actions peeks={peeks} onPeek={() => setPeeks(!peeks)} />}
    >
      <div className="flex h-full min-h-0 flex-col">
        <Views search={search} onSearch={onSearch} />
        <FilterBar search={search} onSearch={onSearch} field={field} />
        <div className="flex min-h-0 flex-1 border-t border-line">
          <Lines {...{ rows, search, onSearch, line, ask, onTop: setAtTop }} />
          {peeks && peekId !== undefined && (
            <aside
              aria-label="the focused case"
              className="w-[25rem] shrink-0 overflow-auto border-l border-line bg-surface p-4 max-lg:hidden"
            >
              <Peek id={peekId} />
            </aside>
          )}
        </div>
      </div>
      <ActDialog asking={asking} onClose={() => setAsking(undefined)} does={does} />
    </Page>
  );
}

type LinesProps = QueueProps & {
  readonly rows: QueueRows;
  readonly line: ReturnType<typeof useFocusedLine>;
  readonly ask: (act: Asking["act"]) => void;
  readonly onTop: (isTop: boolean) => void;
};

function Lines({ rows, search, onSearch, line, ask, onTop }: LinesProps) {
  const scroller = useRef<HTMLDivElement>(null);
  return (
    <div className="relative min-w-0 flex-1" onScrollCapture={() => onTop((scroller.current?.scrollTop ?? 0) < 4)}>
      <Content rows={rows} search={search} onSearch={onSearch}>
        <QueueList rows={rows} search={search} state={line} scroller={scroller} />
      </Content>
      {rows.moved > 0 && <Moved rows={rows} scroller={scroller} />}
      {line.chosen.size > 0 && search.of !== "alerts" && <ChosenBar chosen={line.chosen.size} ask={ask} onNone={line.chooseNone} />}
    </div>
  );
}

function caseOf(rows: QueueRows, id: string | undefined): string | undefined {
  const row = id === undefined ? undefined : rows.row(id);
  return row && "case" in row && row.case !== null ? row.case : undefined;
}

function Told({ rows, search }: { readonly rows: QueueRows; readonly search: QueueSearch }) {
  if (rows.isLoading) return "counting …";
  const what = search.of === "alerts" ? (search.collapse === "storm" ? "lines of alerts" : "alerts") : rows.count === 1 ? "case" : "cases";
  return `${rows.whole ? "" : "more than "}${count(rows.count)} ${what}`;
}

function Actions({ peeks, onPeek }: { readonly peeks: boolean; readonly onPeek: () => void }) {
  return (
    <>
      <ChangesSince />
      <IconButton says="look at the focused case here (p)" aria-pressed={peeks} onClick={onPeek} className="max-lg:hidden">
        <PanelRight aria-hidden className="size-4" />
      </IconButton>
    </>
  );
}

function Content({ rows, search, onSearch, children }: QueueProps & { readonly rows: QueueRows; readonly children: ReactNode }) {
  if (rows.error && rows.count === 0)
    return (
      <div className="p-4">
        <Problem of={rows.error} again={rows.again} />
      </div>
    );
  if (!rows.isLoading && rows.count === 0) return <NothingHere search={search} onSearch={onSearch} />;
  return children;
}

function Moved({ rows, scroller }: { readonly rows: QueueRows; readonly scroller: RefObject<HTMLDivElement | null> }) {
  return (
    <div className="absolute inset-x-0 top-2 flex justify-center">
      <Button
        className="shadow-float"
        onClick={() => {
          rows.again();
          scroller.current?.scrollTo({ top: 0 });
        }}
      >
        {count(rows.moved)} changed: to the top
      </Button>
    </div>
  );
}

function ChosenBar({
  chosen,
  ask,
  onNone,
}: {
  readonly chosen: number;
  readonly ask: (act: Asking["act"]) => void;
  readonly onNone: () => void;
}) {
  return (
    <div
      role="toolbar"
      aria-label="acts on the chosen cases"
      className="absolute inset-x-0 bottom-4 mx-auto flex w-fit items-center gap-1.5 rounded-lg border border-line-strong bg-raised p-1.5 shadow-float"
    >
      <span className="tabular px-2 text-sm font-medium">{count(chosen)} chosen</span>
      <Button onClick={() => ask("assign")}>Assign</Button>
      <Button onClick={() => ask("note")}>Note</Button>
      <Button onClick={() => ask("escalate")}>Escalate</Button>
      <Button onClick={() => ask("close")}>Close</Button>
      <Button kind="quiet" onClick={onNone}>
        None
      </Button>
    </div>
  );
}
