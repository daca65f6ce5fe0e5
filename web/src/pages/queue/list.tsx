import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useRef } from "react";
import { AlertLine } from "./alert-line.tsx";
import { CaseLine } from "./case-line.tsx";
import type { ListState } from "./list-state.ts";
import type { AlertRow, CaseRow, QueueRows } from "./rows.ts";
import type { QueueSearch } from "./search.ts";

/** Height of a line, pixels; on a phone a line has two. */
const lineHeight = 36;
const phoneLineHeight = 64;
/** Lines that are drawn beyond the edge of the screen. */
const beyond = 12;

/** The lines of the queue. Only those on the screen exist, however many there are. */
export function QueueList({
  rows,
  search,
  state,
  scroller,
}: {
  readonly rows: QueueRows;
  readonly search: QueueSearch;
  readonly state: ListState;
  readonly scroller: RefObject<HTMLDivElement | null>;
}) {
  const isPhone = useRef(matchMedia("(width < 48rem)").matches);
  const height = isPhone.current ? phoneLineHeight : lineHeight;
  const virtual = useVirtualizer({
    count: rows.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: beyond,
  });
  const shown = virtual.getVirtualItems();
  const [first, last] = [shown[0]?.index ?? 0, shown.at(-1)?.index ?? 0];
  const { need } = rows;
  useEffect(() => need(first, last), [need, first, last]);
  const { focused } = state;
  useEffect(() => {
    if (focused >= 0 && focused < rows.count) virtual.scrollToIndex(focused, { align: "auto" });
  }, [focused, rows.count, virtual]);
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={search.of === "alerts" ? "alerts" : "cases"}
      aria-rowcount={rows.count}
      aria-activedescendant={focused >= 0 ? `line-${focused}` : undefined}
      tabIndex={0}
      className="@container h-full overflow-auto outline-none"
    >
      <div className="relative w-full" style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ index, start }) => (
          <div key={rows.ids[index]} className="absolute inset-x-0 top-0" style={{ height, transform: `translateY(${start}px)` }}>
            <Line {...{ rows, search, state, index }} />
          </div>
        ))}
      </div>
    </div>
  );
}

function Line({
  rows,
  search,
  state,
  index,
}: {
  readonly rows: QueueRows;
  readonly search: QueueSearch;
  readonly state: ListState;
  readonly index: number;
}) {
  const id = rows.ids[index] ?? "";
  const row = rows.rowAt(index);
  const about = { index, focused: index === state.focused, chosen: state.chosen.has(id), state };
  if (!row) return <Waiting />;
  return search.of === "alerts" ? <AlertLine row={row as AlertRow} {...about} /> : <CaseLine row={row as CaseRow} {...about} />;
}

function Waiting() {
  return (
    <div className="flex h-full items-center gap-4 border-b border-line/50 px-4" aria-hidden>
      <span className="h-3 w-10 rounded bg-hover" />
      <span className="h-3 w-2/5 rounded bg-hover" />
      <span className="h-3 w-1/5 rounded bg-hover" />
    </div>
  );
}
