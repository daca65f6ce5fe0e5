import { ChevronLeft, ChevronRight, Maximize2, ZoomIn, ZoomOut } from "lucide-react";
import { utc, utcClock } from "../../../lib/time.ts";
import { count } from "../../../lib/words.ts";
import { IconButton } from "../../../ui/button.tsx";
import type { LaneBy } from "./model.ts";
import type { Spanning } from "./use-span.ts";

/** How much nearer one press looks, and how far one press moves, as a part of what is shown. */
export const zoomStep = 0.6;
export const panStep = 0.25;

/** What is shown of the timeline, and the ways to show something else. */
export function Toolbar({
  spanning,
  by,
  onBy,
  shown,
  total,
}: {
  readonly spanning: Spanning;
  readonly by: LaneBy;
  readonly onBy: (by: LaneBy) => void;
  readonly shown: number;
  readonly total: number;
}) {
  const { span } = spanning;
  const [from, to] = [new Date(span.fromMs).toISOString(), new Date(span.toMs).toISOString()];
  const isDay = from.slice(0, 10) === to.slice(0, 10);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1.5">
      <fieldset className="inline-flex overflow-hidden rounded-md border border-line-strong">
        <legend className="sr-only">one lane for each</legend>
        <LaneChoice chosen={by === "asset"} onChoose={() => onBy("asset")}>
          By asset
        </LaneChoice>
        <LaneChoice chosen={by === "source"} onChoose={() => onBy("source")}>
          By source
        </LaneChoice>
      </fieldset>
      <span className="tabular text-xs text-soft">
        {utc(from).replace(" UTC", "")} to {isDay ? `${utcClock(to)} UTC` : utc(to)}
        <span className="text-faint">
          , {count(shown)} of {count(total)} lines
        </span>
      </span>
      <Looking spanning={spanning} />
    </div>
  );
}

function Looking({ spanning: { zoom, pan, all } }: { readonly spanning: Spanning }) {
  return (
    <span className="ml-auto inline-flex" data-no-print>
      <IconButton says="earlier" onClick={() => pan(-panStep)}>
        <ChevronLeft aria-hidden className="size-4" />
      </IconButton>
      <IconButton says="later" onClick={() => pan(panStep)}>
        <ChevronRight aria-hidden className="size-4" />
      </IconButton>
      <IconButton says="closer" onClick={() => zoom(zoomStep)}>
        <ZoomIn aria-hidden className="size-4" />
      </IconButton>
      <IconButton says="farther" onClick={() => zoom(1 / zoomStep)}>
        <ZoomOut aria-hidden className="size-4" />
      </IconButton>
      <IconButton says="all of it" onClick={all}>
        <Maximize2 aria-hidden className="size-3.5" />
      </IconButton>
    </span>
  );
}

function LaneChoice({
  chosen,
  onChoose,
  children,
}: {
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly children: string;
}) {
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onChoose}
      className={`h-6 px-2 text-xs font-medium phone:h-9 ${chosen ? "bg-chosen text-text" : "text-soft hover:bg-hover"}`}
    >
      {children}
    </button>
  );
}
