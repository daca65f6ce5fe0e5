import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { span, utcClock } from "../../../lib/time.ts";
import { Inert } from "../../../ui/text.tsx";
import { Time } from "../../../ui/time.tsx";
import type { Line } from "./model.ts";
import { type Row, rowsOf } from "./rows.ts";
import { Shape } from "./shape.tsx";

const rowHeight = 56;
const beyond = 10;

type Choosing = { readonly caseId: string; readonly chosen: number | undefined; readonly onChoose: (line: Line) => void };

/** The lines that the chart shows, in words, oldest first. Only those on the screen exist. */
export function StoryList({ lines, ...choosing }: { readonly lines: readonly Line[] } & Choosing) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => rowsOf(lines), [lines]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === "line" ? rowHeight : 28),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: beyond,
  });
  const { chosen } = choosing;
  const place = chosen === undefined ? -1 : rows.findIndex((row) => row.kind === "line" && row.line.at === chosen);
  useEffect(() => {
    if (place >= 0) virtual.scrollToIndex(place, { align: "auto" });
  }, [place, virtual]);
  return (
    <section
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="what happened, oldest first"
      className="h-full max-h-[26rem] overflow-y-auto xl:max-h-none"
    >
      {rows.length === 0 && (
        <p className="p-4 text-sm text-soft">
          Nothing was recorded in this span. That says what our sources saw, not that nothing happened. Press 0 for all of it.
        </p>
      )}
      <ol className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          return row ? (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              <RowShown row={row} {...choosing} />
            </li>
          ) : null;
        })}
      </ol>
    </section>
  );
}

function RowShown({ row, ...choosing }: { readonly row: Row } & Choosing) {
  if (row.kind === "day") return <p className="tabular bg-ground px-3 py-1 text-xs font-semibold text-soft">{row.day} UTC</p>;
  if (row.kind === "silence")
    return (
      <p className="border-b border-dashed border-line-strong px-3 py-1 text-center text-2xs text-faint">
        {span(row.lengthMs)} in which nothing was recorded
      </p>
    );
  return <LineShown line={row.line} {...choosing} />;
}

function LineShown({ line, caseId, chosen, onChoose }: { readonly line: Line } & Choosing) {
  const { at, time, until, says, severity, alerts, evidence, techniques } = line;
  const isChosen = at === chosen;
  return (
    <div className={`border-b border-line/60 px-3 py-1.5 ${isChosen ? "bg-chosen shadow-[inset_2px_0_var(--accent)]" : "hover:bg-hover"}`}>
      <button
        type="button"
        aria-current={isChosen || undefined}
        onClick={() => onChoose(line)}
        className="flex w-full items-start gap-2 text-left"
      >
        <span className="mt-0.5">
          <Shape severity={severity} />
        </span>
        <span className="min-w-0 flex-1">
          <span className="flex items-center gap-2 text-xs text-soft">
            <Time at={time} as="clock" className="font-medium text-text" />
            {severity && <span>{severity}</span>}
            {alerts > 1 && (
              <span className="tabular">
                {alerts} times until {utcClock(until)}
              </span>
            )}
          </span>
          <Inert lengthMax={260} className="line-clamp-3 text-sm">
            {says.replace(countedAtEnd, "")}
          </Inert>
        </span>
      </button>
      <span className="flex flex-wrap gap-x-2 pl-5 font-mono text-2xs">
        {evidence.map((id) => (
          <Link
            key={id}
            to="/cases/$id"
            params={{ id: caseId }}
            search={{ part: "evidence", item: id }}
            className="inline-flex min-h-6 items-center text-accent hover:underline"
          >
            {id}
          </Link>
        ))}
        <span className="inline-flex min-h-6 items-center text-faint">{techniques.join(" ")}</span>
      </span>
    </div>
  );
}

/** The sentence's own count; it stands above the sentence here. */
const countedAtEnd = / \(\d+ times(?: until \d\d:\d\d:\d\d UTC)?\)$/;
