import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useRef, useState } from "react";
import { Empty, Problem } from "../../../ui/empty.tsx";
import { Skeleton } from "../../../ui/spinner.tsx";
import { GraphCanvas } from "../graph/canvas.tsx";
import { found, type Gathered } from "../graph/gather.ts";
import { Legend } from "../graph/legend.tsx";
import { NodePanel } from "../graph/node-panel.tsx";
import type { Picture } from "../graph/picture.ts";
import { TableView } from "../graph/table-view.tsx";
import { Toolbar } from "../graph/toolbar.tsx";
import { useGraph } from "../graph/use-graph.ts";
import { useGraphKeys } from "../graph/use-graph-keys.ts";
import type { PartProps } from "../part-props.ts";

/** Who and what the case is about and how its alerts tie them: as a picture, and as a list that says the same. */
export default function GraphPart({ whole }: PartProps) {
  const { graph, error, again, ...more } = useGraph(whole.id);
  if (error && !graph) return <Problem of={error} again={again} />;
  if (!graph) return <Skeleton className="h-96 w-full" />;
  if (graph.nodes.length === 0)
    return <Empty title="No alert of this case names anything">There is no machine, account or address in it to draw.</Empty>;
  return <Shown id={whole.id} graph={graph} {...more} />;
}

type ShownProps = Pick<ReturnType<typeof useGraph>, "busy" | "open" | "more"> & { readonly id: string; readonly graph: Gathered };

function Shown({ id, graph, busy, open, more }: ShownProps) {
  const picture = useRef<Picture>(undefined);
  const field = useRef<HTMLInputElement>(null);
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState<string>();
  const [view, onView] = useView(id);
  const matches = useMemo(() => found(graph.nodes, words), [graph, words]);
  const matched = useMemo(() => new Set(matches.map((node) => node.id)), [matches]);
  const onNext = () => {
    const at = matches.findIndex((node) => node.id === chosen);
    setChosen(matches[(at + 1) % Math.max(1, matches.length)]?.id ?? chosen);
  };
  const shown = view === "list" && words.trim() !== "" ? matches : graph.nodes;
  const turn = useCallback(() => onView(view === "list" ? "picture" : "list"), [view, onView]);
  useGraphKeys({ nodes: shown, chosen, onChoose: setChosen, onOpen: open, onView: turn, picture, field });
  const node = graph.nodes.find((each) => each.id === chosen);
  const toolbar = { graph, words, onWords: setWords, onNext, matches: matches.length, field, view, onView, onMore: more, busy, picture };
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <Toolbar {...toolbar} />
      <div className="grid lg:h-[max(28rem,calc(100dvh-21rem))] lg:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="relative h-[58dvh] min-w-0 border-line max-lg:border-b lg:h-auto lg:border-r">
          {view === "picture" ? (
            <GraphCanvas caseId={id} {...{ graph, chosen, matched, picture }} onChoose={setChosen} onOpen={open} />
          ) : (
            <div className="absolute inset-0">
              <TableView caseId={id} {...{ graph, chosen }} nodes={shown} onChoose={setChosen} onOpen={open} />
            </div>
          )}
        </div>
        <aside aria-label="the chosen entity" className="min-h-0 overflow-y-auto">
          {node ? <NodePanel caseId={id} {...{ node, graph, busy }} onOpen={open} onChoose={setChosen} /> : <NothingChosen />}
        </aside>
      </div>
      <Legend nodes={graph.nodes} />
    </div>
  );
}

function useView(id: string): readonly ["picture" | "list", (view: "picture" | "list") => void] {
  const { as } = useSearch({ strict: false }) as { as?: string };
  const navigate = useNavigate();
  const put = useCallback(
    (view: "picture" | "list") => {
      const search = { part: "graph", ...(view === "list" && { as: view }) };
      void navigate({ to: "/cases/$id", params: { id }, search, replace: true });
    },
    [navigate, id],
  );
  return [as === "list" ? "list" : "picture", put];
}

function NothingChosen() {
  return (
    <div className="p-3 text-sm text-soft">
      <p>Choose an entity to see what is known of it, what says so, and what it is tied to.</p>
      <p className="mt-2">
        What one alert names together is tied. Drag an entity and it stays where you put it, in this window. Press it twice, or the key x,
        to open what is around it.
      </p>
    </div>
  );
}
