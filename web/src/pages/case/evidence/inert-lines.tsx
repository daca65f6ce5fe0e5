import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useMemo, useRef } from "react";
import { markedPieces, shownLine } from "./shown-line.ts";

const lineHeight = 18;
const beyond = 20;

/** Text from outside as lines with numbers. Only lines on the screen exist; characters that hide are shown and marked, links lead nowhere. */
export function InertLines({
  text,
  says,
  isInert = false,
}: {
  readonly text: string;
  readonly says: string;
  /** The server made it inert already. */
  readonly isInert?: boolean;
}) {
  const lines = useMemo(() => text.split(/\r\n|\r|\n/), [text]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: beyond,
  });
  const gutter = `${String(lines.length).length + 1}ch`;
  return (
    <div
      role="group"
      ref={scroller}
      aria-label={says}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-[34rem] overflow-auto rounded-md border border-line bg-ground py-2 font-mono text-xs"
    >
      <div className="relative w-full" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => (
          <div
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            className="absolute inset-x-0 top-0 flex gap-3 px-3 leading-[18px]"
            style={{ transform: `translateY(${start}px)` }}
          >
            <span aria-hidden className="shrink-0 text-right text-faint select-none" style={{ width: gutter }}>
              {index + 1}
            </span>
            <Line isInert={isInert}>{lines[index] ?? ""}</Line>
          </div>
        ))}
      </div>
    </div>
  );
}

const Line = memo(function Line({ children, isInert }: { readonly children: string; readonly isInert: boolean }) {
  return (
    <bdi className="inert min-w-0 flex-1 whitespace-pre-wrap">
      {markedPieces(isInert ? children : shownLine(children)).map((piece, at) =>
        at % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no name of their own
          <mark key={at} className="rounded-xs bg-warn/10 text-warn">
            {piece}
          </mark>
        ) : (
          piece
        ),
      )}
    </bdi>
  );
});
