import { useMemo } from "react";
import { useKeys } from "../../../lib/keys.ts";
import { type Lane, type LaneBy, type Line, showing } from "./model.ts";
import { panStep, zoomStep } from "./toolbar.tsx";
import type { Spanning } from "./use-span.ts";

type Of = {
  readonly lines: readonly Line[];
  readonly lanes: readonly Lane[];
  readonly spanning: Spanning;
  readonly chosen: number | undefined;
  readonly onChoose: (line: Line) => void;
  readonly onOpen: (line: Line) => void;
  readonly by: LaneBy;
  readonly onBy: (by: LaneBy) => void;
};

/** The timeline by keyboard: line by line, lane by lane, nearer, farther, along. */
export function useTimelineKeys({ lines, lanes, spanning, chosen, onChoose, onOpen, by, onBy }: Of): void {
  const deeds = useMemo(() => {
    const { span, whole, show, zoom, pan, all } = spanning;
    const go = (line: Line | undefined) => {
      if (!line) return;
      onChoose(line);
      show(showing(span, whole, line.fromMs));
    };
    const step = (by: number) => () =>
      go(
        chosen === undefined
          ? lines.find(({ fromMs }) => fromMs >= span.fromMs)
          : lines[Math.min(lines.length - 1, Math.max(0, chosen + by))],
      );
    const lane = (by: number) => () => go(nearestOnLane(lanes, lines, chosen, by));
    return [
      { keys: "j", says: "The next line", does: step(1) },
      { keys: "k", says: "The line before", does: step(-1) },
      { keys: "J", says: "Down one lane", does: lane(1) },
      { keys: "K", says: "Up one lane", does: lane(-1) },
      { keys: "Enter", says: "Open its evidence", does: () => chosen !== undefined && lines[chosen] && onOpen(lines[chosen]) },
      { keys: "+", says: "Closer", does: () => zoom(zoomStep, chosen === undefined ? undefined : lines[chosen]?.fromMs) },
      { keys: "-", says: "Farther", does: () => zoom(1 / zoomStep) },
      { keys: "0", says: "All of it", does: all },
      { keys: "ArrowLeft", says: "Earlier", does: () => pan(-panStep) },
      { keys: "ArrowRight", says: "Later", does: () => pan(panStep) },
      { keys: "l", says: "Lanes by asset or by source", does: () => onBy(by === "asset" ? "source" : "asset") },
    ];
  }, [lines, lanes, spanning, chosen, onChoose, onOpen, by, onBy]);
  useKeys("Timeline", deeds);
}

/** The line of a neighbouring lane that is nearest in time to the chosen one. */
function nearestOnLane(lanes: readonly Lane[], lines: readonly Line[], chosen: number | undefined, by: number): Line | undefined {
  const line = chosen === undefined ? undefined : lines[chosen];
  if (!line) return lines[0];
  const lane = lanes.findIndex((each) => each.lines.includes(line));
  const next = lanes[Math.min(lanes.length - 1, Math.max(0, lane + by))];
  return next?.lines.reduce((best, each) => (Math.abs(each.fromMs - line.fromMs) < Math.abs(best.fromMs - line.fromMs) ? each : best));
}
