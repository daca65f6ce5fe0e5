import { Maximize2, RotateCcw, ZoomIn, ZoomOut } from "lucide-react";
import type { RefObject } from "react";
import { count } from "../../../lib/words.ts";
import { Button, IconButton } from "../../../ui/button.tsx";
import { type Gathered, nodesMax } from "./gather.ts";
import type { Picture } from "./picture.ts";

/** How much nearer one press looks. */
export const zoomStep = 1.35;

type ToolbarProps = {
  readonly graph: Gathered;
  readonly words: string;
  readonly onWords: (words: string) => void;
  readonly onNext: () => void;
  readonly matches: number;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly view: "picture" | "list";
  readonly onView: (view: "picture" | "list") => void;
  readonly onMore: (() => void) | undefined;
  readonly busy: boolean;
  readonly picture: RefObject<Picture | undefined>;
};

/** What is shown of the entities, what is looked for, and the two ways to see it. */
export function Toolbar({ graph, words, onWords, onNext, matches, field, view, onView, onMore, busy, picture }: ToolbarProps) {
  const total = graph.nodesTotal;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-line px-3 py-1.5">
      <fieldset className="inline-flex overflow-hidden rounded-md border border-line-strong">
        <legend className="sr-only">how entities are shown</legend>
        {(["picture", "list"] as const).map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={view === each}
            onClick={() => onView(each)}
            className={`h-6 px-2 text-xs font-medium capitalize phone:h-9 ${view === each ? "bg-chosen text-text" : "text-soft hover:bg-hover"}`}
          >
            {each}
          </button>
        ))}
      </fieldset>
      <input
        ref={field}
        type="search"
        aria-label="find an entity of this case"
        placeholder="Find an entity"
        value={words}
        maxLength={200}
        onChange={(event) => onWords(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") onNext();
          if (event.key === "Escape") {
            onWords("");
            event.currentTarget.blur();
          }
        }}
        className="h-7 w-48 rounded-md border border-line-strong bg-ground px-2 text-sm placeholder:text-faint phone:h-10 phone:w-full"
      />
      <span role="status" className="tabular text-xs text-soft">
        {words.trim() !== "" ? `${count(matches)} found, ` : ""}
        {count(graph.nodes.length)} of {count(total)} entities
        {graph.alertsRead < graph.alertsTotal && `, from the newest ${count(graph.alertsRead)} of ${count(graph.alertsTotal)} alerts`}
      </span>
      {onMore && (
        <Button kind="quiet" busy={busy} onClick={onMore}>
          Show {total <= nodesMax ? "all" : nodesMax}
        </Button>
      )}
      {graph.full && <span className="text-xs text-warn">The picture is full at {nodesMax}; the rest is around what you open.</span>}
      {view === "picture" && <Looking graph={graph} picture={picture} />}
    </div>
  );
}

function Looking({ graph, picture }: Pick<ToolbarProps, "graph" | "picture">) {
  return (
    <span className="ml-auto inline-flex" data-no-print>
      <IconButton says="lay it out anew" onClick={() => picture.current?.anew(graph)}>
        <RotateCcw aria-hidden className="size-3.5" />
      </IconButton>
      <IconButton says="closer" onClick={() => picture.current?.zoom(zoomStep)}>
        <ZoomIn aria-hidden className="size-4" />
      </IconButton>
      <IconButton says="farther" onClick={() => picture.current?.zoom(1 / zoomStep)}>
        <ZoomOut aria-hidden className="size-4" />
      </IconButton>
      <IconButton says="fit all of it" onClick={() => picture.current?.fit()}>
        <Maximize2 aria-hidden className="size-3.5" />
      </IconButton>
    </span>
  );
}
