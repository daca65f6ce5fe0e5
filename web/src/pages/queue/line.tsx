import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ListState } from "./list-state.ts";

export type LineProps<Row> = {
  readonly row: Row;
  readonly index: number;
  readonly focused: boolean;
  readonly chosen: boolean;
  readonly state: ListState;
};

/** The frame of a line: what is focused has a bar at its left, what is chosen a tick, so that neither is told by colour alone. */
export function LineFrame({
  id,
  index,
  focused,
  chosen,
  state,
  label,
  children,
}: Omit<LineProps<unknown>, "row"> & {
  readonly id: string;
  /** What is chosen by its tick; without it nothing is done to many of these. */
  readonly label?: string;
  readonly children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the page do the same
    <div
      id={`line-${index}`}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={chosen}
      onClick={() => state.onFocus(index)}
      onDoubleClick={() => state.onOpen(index)}
      className={`group relative flex h-full cursor-default items-center gap-3 border-b border-line/50 pr-4 pl-3 text-sm ${focused ? "bg-chosen before:absolute before:inset-y-0 before:left-0 before:w-[3px] before:bg-accent" : chosen ? "bg-hover" : "hover:bg-hover/70"}`}
    >
      {label !== undefined && (
        <div role="gridcell" className="flex items-center phone:hidden">
          <input
            type="checkbox"
            tabIndex={-1}
            checked={chosen}
            aria-label={`choose ${label}`}
            onChange={() => state.onChoose(id)}
            onClick={(event) => event.stopPropagation()}
            className={`size-3.5 accent-accent-strong ${chosen || focused ? "" : "opacity-0 group-hover:opacity-100"}`}
          />
        </div>
      )}
      {children}
    </div>
  );
}

/** One cell. */
export function Cell({ children, className = "" }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    <div role="gridcell" className={`min-w-0 ${className}`}>
      {children}
    </div>
  );
}

/** The title leads to the case; it takes no focus of its own in the grid. */
export function TitleLink({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  return (
    <Link to="/cases/$id" params={{ id }} tabIndex={-1} className="truncate font-medium hover:underline">
      {children}
    </Link>
  );
}
