import { type RefObject, useMemo, useRef } from "react";
import { count } from "../../../lib/words.ts";
import { Axis, Overview } from "./axis.tsx";
import type { Pressed } from "./lane-row.tsx";
import { Lanes } from "./lanes.tsx";
import type { Lane, Line } from "./model.ts";
import { usePull } from "./use-pull.ts";
import { useSize } from "./use-size.ts";
import type { Spanning } from "./use-span.ts";

const phoneNamesPx = 112;
const namesPx = 152;

type ChartProps = Pressed & {
  readonly lines: readonly Line[];
  readonly lanes: readonly Lane[];
  readonly spanning: Spanning;
  readonly chosen: number | undefined;
};

/** Lines on lanes along a clock of UTC. Only the lanes on the screen exist, and what stands too close is one mark. */
export function Chart({ lines, lanes, spanning, ...rest }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const inset = useMemo(() => (matchMedia("(width < 48rem)").matches ? phoneNamesPx : namesPx), []);
  const size = useSize(scroller);
  const width = Math.max(1, size.width - inset);
  usePull(box, inset, spanning);
  return (
    <div
      ref={box}
      role="group"
      aria-label={`timeline of ${count(lines.length)} lines on ${count(lanes.length)} lanes; the list beside it says the same in words`}
      className="flex h-full touch-pan-y flex-col select-none"
    >
      <Clock lines={lines} spanning={spanning} width={width} />
      <Lanes {...{ lines, lanes, spanning, width }} scroller={scroller as RefObject<HTMLElement | null>} height={size.height} {...rest} />
    </div>
  );
}

function Clock({ lines, spanning, width }: Pick<ChartProps, "lines" | "spanning"> & { readonly width: number }) {
  const { span, whole, show } = spanning;
  const look = (atMs: number) => {
    const half = (span.toMs - span.fromMs) / 2;
    show({ fromMs: atMs - half, toMs: atMs + half });
  };
  return (
    <>
      <div className="flex items-center border-b border-line py-1">
        <span className="w-38 shrink-0 pl-3 text-2xs text-faint phone:w-28">all of it</span>
        <div className="min-w-0 flex-1 pr-2">
          <Overview lines={lines} whole={whole} span={span} onAt={look} />
        </div>
      </div>
      <div className="flex border-b border-line">
        <span className="w-38 shrink-0 pt-1 pl-3 text-2xs font-semibold text-faint phone:w-28">UTC</span>
        <div className="min-w-0 flex-1">
          <Axis span={span} width={width} />
        </div>
      </div>
    </>
  );
}
