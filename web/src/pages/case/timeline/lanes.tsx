import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useMemo } from "react";
import { Backdrop } from "./axis.tsx";
import { LaneRow, type Pressed } from "./lane-row.tsx";
import { gapsOf, type Lane, type Line } from "./model.ts";
import type { Spanning } from "./use-span.ts";

/** A few lanes share the room that there is, many are as low as a mark allows, pixels. */
const laneLeastPx = 32;
const laneMostPx = 72;
/** Room below the lanes, where silences say how long they are, pixels. */
const footPx = 24;
/** Lanes that are drawn beyond the edge of the screen. */
const beyond = 2;

type LanesProps = Pressed & {
  readonly lines: readonly Line[];
  readonly lanes: readonly Lane[];
  readonly spanning: Spanning;
  readonly chosen: number | undefined;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly width: number;
  readonly height: number;
};

/** The lanes, of which only those on the screen exist. */
export function Lanes({ lines, lanes, spanning: { span, whole }, scroller, width, height, ...marks }: LanesProps) {
  const gaps = useMemo(() => gapsOf(lines, whole), [lines, whole]);
  const laneHeight = laneHeightIn(height, lanes.length);
  const lane = lanes.findIndex((each) => each.lines.some(({ at }) => at === marks.chosen));
  const getScrollElement = () => scroller.current;
  const virtual = useVirtualizer({ count: lanes.length, getScrollElement, estimateSize: () => laneHeight, overscan: beyond });
  useEffect(() => void (lane >= 0 && virtual.scrollToIndex(lane, { align: "auto" })), [lane, virtual]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other heights are measured anew
  useEffect(() => virtual.measure(), [virtual, laneHeight]);
  return (
    <section
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: lanes that scroll must be reachable by keyboard
      tabIndex={0}
      aria-label="lanes"
      className="-outline-offset-2 max-h-[26rem] min-h-0 flex-1 overflow-y-auto xl:max-h-none"
    >
      <div className="relative" style={{ height: virtual.getTotalSize() + footPx }}>
        <div className="absolute inset-y-0 right-0 left-38 phone:left-28">
          <Backdrop span={span} width={width} gaps={gaps} />
        </div>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const lane = lanes[index];
          return lane ? (
            <div
              key={lane.key}
              className="absolute inset-x-0 top-0 contain-strict"
              style={{ transform: `translateY(${start}px)`, height: laneHeight }}
            >
              <LaneRow
                {...{ lane, span, width }}
                {...marks}
                chosen={lane.lines.some(({ at }) => at === marks.chosen) ? marks.chosen : undefined}
              />
            </div>
          ) : null;
        })}
      </div>
    </section>
  );
}

const laneHeightIn = (height: number, lanes: number) =>
  Math.min(laneMostPx, Math.max(laneLeastPx, Math.floor((height - footPx) / Math.max(1, lanes))));
