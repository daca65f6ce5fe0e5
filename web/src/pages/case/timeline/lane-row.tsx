import { Monitor, Radio, UserRound } from "lucide-react";
import { memo } from "react";
import { inert } from "../../../../../src/server/contract/inert.ts";
import { utc } from "../../../lib/time.ts";
import { Inert } from "../../../ui/text.tsx";
import { gravestOf, type Lane, type Line, type Mark, marksOf, type Span } from "./model.ts";
import { Shape } from "./shape.tsx";

/** Marks nearer than this are one, pixels. */
const nearPx = 15;
const icons = { machine: Monitor, account: UserRound, source: Radio, none: undefined } as const;

/** What a press on a mark may do. */
export type Pressed = { readonly onOne: (line: Line) => void; readonly onMany: (lines: readonly Line[]) => void };

type LaneRowProps = Pressed & {
  readonly lane: Lane;
  readonly span: Span;
  readonly width: number;
  readonly chosen: number | undefined;
};

/** One lane: who or what it is about, and its marks. */
export const LaneRow = memo(function LaneRow({ lane, span, width, chosen, ...pressed }: LaneRowProps) {
  const Icon = icons[lane.kind];
  return (
    <div className="flex h-full items-center border-b border-line/60">
      <div className="flex w-38 shrink-0 items-center gap-1.5 truncate pr-2 pl-3 text-xs phone:w-28">
        {Icon && <Icon aria-hidden className="size-3 shrink-0 text-faint" />}
        <span className={`truncate ${lane.kind === "none" ? "text-faint" : ""}`} title={lane.kind === "none" ? undefined : lane.kind}>
          <Inert lengthMax={80}>{lane.name}</Inert>
        </span>
        <span className="tabular ml-auto text-2xs text-faint phone:hidden">{lane.lines.length}</span>
      </div>
      <div className="relative h-full min-w-0 flex-1 overflow-hidden">
        {marksOf(lane.lines, span, width, nearPx).map((mark) => (
          <MarkButton
            key={mark.lines[0]?.at}
            {...{ mark, ...pressed }}
            isChosen={chosen !== undefined && mark.lines.some(({ at }) => at === chosen)}
          />
        ))}
      </div>
    </div>
  );
});

function MarkButton({ mark, isChosen, onOne, onMany }: Pressed & { readonly mark: Mark; readonly isChosen: boolean }) {
  const { x, width, lines } = mark;
  const [first] = lines;
  if (!first) return null;
  const many = lines.length > 1;
  const says = many ? `${lines.length} lines from ${utc(first.time)}: look closer` : saidOf(first);
  return (
    <>
      {width > (many ? 2 * nearPx : 6) && (
        <span
          aria-hidden
          className="absolute top-1/2 h-1 -translate-y-1/2 rounded-full bg-line-strong"
          style={{ left: Math.max(x, -4), width: width + Math.min(0, x + 4) }}
        />
      )}
      <button
        type="button"
        tabIndex={isChosen ? 0 : -1}
        aria-label={says}
        title={says}
        data-mark={first.at}
        onClick={() => (many ? onMany(lines) : onOne(first))}
        style={{ left: x }}
        className={`absolute top-1/2 flex h-6 -translate-1/2 items-center justify-center gap-0.5 rounded-md px-0.5 hover:bg-hover ${isChosen ? "bg-chosen ring-2 ring-accent-strong" : ""}`}
      >
        <Shape severity={gravestOf(lines)} />
        {many && <span className="tabular text-2xs leading-none font-semibold">{lines.length}</span>}
      </button>
    </>
  );
}

/** What a mark of one line says, made once for each line: it is asked for at every move of the clock. */
const said = new WeakMap<Line, string>();
function saidOf(line: Line): string {
  const says = said.get(line) ?? `${utc(line.time)}: ${inert(line.says, 160)} (${line.evidence.join(", ")})`;
  said.set(line, says);
  return says;
}
