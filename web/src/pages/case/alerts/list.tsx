import { useVirtualizer } from "@tanstack/react-virtual";
import { Copy as Twin } from "lucide-react";
import { useEffect, useRef } from "react";
import { Severity } from "../../../ui/severity.tsx";
import { Inert } from "../../../ui/text.tsx";
import { Time } from "../../../ui/time.tsx";
import { Verdict } from "../../../ui/verdict.tsx";
import type { AlertRow } from "./queries.ts";

const lineHeight = 58;
const beyond = 12;

type ListProps = {
  readonly rows: readonly AlertRow[];
  /** How many there are, those that are not read yet with them. */
  readonly total: number;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
  readonly onNear: () => void;
};

/** Alerts of the case, oldest first. Only those on the screen exist; further pages are asked for as one comes near. */
export function AlertList({ rows, total, chosen, onChoose, onNear }: ListProps) {
  const scroller = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: Math.max(total, rows.length),
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: beyond,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length) onNear();
  }, [last, rows.length, onNear]);
  const at = rows.findIndex(({ id }) => id === chosen);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
  }, [at, virtual]);
  return (
    <section
      ref={scroller}
      aria-label="alerts of the case"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="min-h-0 flex-1 overflow-auto rounded-md border border-line bg-surface phone:max-h-72"
    >
      <ul className="relative w-full" style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ index, start }) => {
          const row = rows[index];
          return (
            <li
              key={row?.id ?? index}
              className="absolute inset-x-0 top-0"
              style={{ height: lineHeight, transform: `translateY(${start}px)` }}
            >
              {row ? <Line row={row} isChosen={index === at} onChoose={() => onChoose(row.id)} /> : <Waiting />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Line({ row, isChosen, onChoose }: { readonly row: AlertRow; readonly isChosen: boolean; readonly onChoose: () => void }) {
  const { id, title, severity, verdict, time, host, account, duplicateOf } = row;
  return (
    <button
      type="button"
      onClick={onChoose}
      aria-current={isChosen || undefined}
      className={`relative flex h-full w-full flex-col justify-center gap-1 border-b border-line/60 px-3 text-left ${isChosen ? "bg-chosen before:absolute before:inset-y-0 before:left-0 before:w-[3px] before:bg-accent" : "hover:bg-hover/70"}`}
    >
      <span className="flex w-full items-center gap-2">
        <Severity is={severity} bare />
        <span className="min-w-0 flex-1 truncate text-sm">
          <Inert lengthMax={160}>{title}</Inert>
        </span>
        <Time at={time} as="clock" className="text-xs text-faint" />
      </span>
      <span className="flex w-full items-center gap-3 text-xs text-soft">
        <span className="w-32 shrink-0">
          <Verdict is={verdict} />
        </span>
        <span className="min-w-0 flex-1 truncate font-mono text-2xs text-faint">
          <Inert lengthMax={80}>{[host, account].filter((each) => each !== null).join(" · ") || id}</Inert>
        </span>
        {duplicateOf !== null && (
          <span title={`repeats ${duplicateOf}`} className="inline-flex items-center gap-1 text-2xs text-faint">
            <Twin aria-hidden className="size-3" /> repeat
          </span>
        )}
      </span>
    </button>
  );
}

function Waiting() {
  return (
    <div className="flex h-full items-center gap-3 border-b border-line/60 px-3" aria-hidden>
      <span className="h-3 w-5 rounded bg-hover" />
      <span className="h-3 w-3/5 rounded bg-hover" />
    </div>
  );
}
