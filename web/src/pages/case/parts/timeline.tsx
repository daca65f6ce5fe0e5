import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useDeferredValue, useMemo, useState } from "react";
import { count } from "../../../lib/words.ts";
import { Empty, Problem } from "../../../ui/empty.tsx";
import { Skeleton } from "../../../ui/spinner.tsx";
import type { PartProps } from "../part-props.ts";
import { Chart } from "../timeline/chart.tsx";
import { StoryList } from "../timeline/list.tsx";
import { isIn, type LaneBy, type Line, lanesOf, linesOf, showing, wholeSpan } from "../timeline/model.ts";
import { type Story, timelineQuery } from "../timeline/queries.ts";
import { ShapeLegend } from "../timeline/shape.tsx";
import { Toolbar } from "../timeline/toolbar.tsx";
import { type Spanning, useSpan } from "../timeline/use-span.ts";
import { useTimelineKeys } from "../timeline/use-timeline-keys.ts";

/** What the attacker and the systems did, by event time: lanes along a clock, and the same in words beside it. */
export default function TimelinePart({ whole }: PartProps) {
  const story = useQuery({ ...timelineQuery(whole.id), enabled: whole.case !== null });
  if (whole.case === null)
    return <Empty title="No verdict yet">The timeline is written with the verdict. The alerts of the case are there already.</Empty>;
  if (story.error) return <Problem of={story.error} again={() => void story.refetch()} />;
  if (!story.data) return <Skeleton className="h-80 w-full" />;
  if (story.data.timeline.length === 0)
    return (
      <Empty title="No line of it cites evidence">A timeline holds only what evidence says. Look at the alerts of the case instead.</Empty>
    );
  return <Shown id={whole.id} story={story.data} />;
}

function Shown({ id, story }: { readonly id: string; readonly story: Story }) {
  const lines = useMemo(() => linesOf(story.timeline), [story]);
  const whole = useMemo(() => wholeSpan(lines), [lines]);
  const spanning = useSpan(id, whole);
  const { by, onBy, onOpen } = useWays(id);
  const lanes = useMemo(() => lanesOf(lines, by), [lines, by]);
  const shown = useMemo(() => lines.filter((line) => isIn(line, spanning.span)), [lines, spanning.span]);
  // The chart moves at once, the words follow.
  const listed = useDeferredValue(shown);
  const { chosen, onChoose, onMany } = useChosen(spanning);
  useTimelineKeys({ lines, lanes, spanning, chosen, onChoose, onOpen, by, onBy });
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <Toolbar spanning={spanning} by={by} onBy={onBy} shown={shown.length} total={lines.length} />
      <div className="grid xl:h-[max(26rem,calc(100dvh-18.5rem))] xl:grid-cols-[minmax(0,1fr)_27rem]">
        <div className="min-h-0 min-w-0 border-line max-xl:border-b xl:border-r">
          <Chart lines={lines} lanes={lanes} spanning={spanning} chosen={chosen} onOne={onOpen} onMany={onMany} />
        </div>
        <div className="relative min-h-64">
          <div className="xl:absolute xl:inset-0">
            <StoryList lines={listed} caseId={id} chosen={chosen} onChoose={onChoose} />
          </div>
        </div>
      </div>
      <footer className="flex flex-wrap items-center justify-between gap-2 border-t border-line px-3 py-1.5">
        <ShapeLegend />
        <LeftOut story={story} />
      </footer>
    </div>
  );
}

/** Which lanes, by the address; and the way to a line's evidence. */
function useWays(id: string): { readonly by: LaneBy; readonly onBy: (by: LaneBy) => void; readonly onOpen: (line: Line) => void } {
  const { lanes } = useSearch({ strict: false }) as { lanes?: string };
  const navigate = useNavigate();
  const onBy = useCallback(
    (next: LaneBy) => {
      const search = { part: "timeline", ...(next === "source" && { lanes: next }) };
      void navigate({ to: "/cases/$id", params: { id }, search, replace: true });
    },
    [navigate, id],
  );
  const onOpen = useCallback(
    ({ evidence: [item] }: Line) =>
      void navigate({ to: "/cases/$id", params: { id }, search: { part: "evidence", ...(item && { item }) } }),
    [navigate, id],
  );
  return { by: lanes === "source" ? "source" : "asset", onBy, onOpen };
}

/** The line that chart and list both point at. */
function useChosen({ span, whole, show }: Spanning) {
  const [chosen, setChosen] = useState<number>();
  const onChoose = useCallback(
    (line: Line) => {
      setChosen(line.at);
      show(showing(span, whole, line.fromMs));
    },
    [show, span, whole],
  );
  const onMany = useCallback(
    (many: readonly Line[]) => {
      setChosen(many[0]?.at);
      show(around(many, whole));
    },
    [show, whole],
  );
  return { chosen, onChoose, onMany };
}

/** The span of some lines with room around them. */
function around(many: readonly Line[], whole: { readonly fromMs: number; readonly toMs: number }) {
  const fromMs = Math.min(...many.map((line) => line.fromMs));
  const toMs = Math.max(...many.map((line) => line.fromMs));
  const room = Math.max(2_000, (toMs - fromMs) * 0.15);
  return { fromMs: Math.max(whole.fromMs, fromMs - room), toMs: Math.min(whole.toMs, toMs + room) };
}

/** What the timeline does not hold, said plainly. */
function LeftOut({ story: { timeline, alertsRead, alertsTotal } }: { readonly story: Story }) {
  const counted = timeline.reduce((sum, { alerts }) => sum + alerts, 0);
  return (
    <p className="text-2xs text-faint">
      {count(Math.min(counted, alertsTotal))} of {count(alertsTotal)} alerts stand in these lines
      {alertsRead < alertsTotal ? `; the newest ${count(alertsRead)} were looked at for the lanes` : ""}.
    </p>
  );
}
