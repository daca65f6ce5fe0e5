import { type ReactNode, useEffect } from "react";
import { visible } from "../../../src/server/contract/inert.ts";

/** A page: its name (also the window's), what can be done on it, and what is on it. `full` gives the content all the height there is. */
export function Page({
  title,
  says,
  actions,
  children,
  full = false,
}: {
  readonly title: string;
  readonly says?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly full?: boolean;
}) {
  useEffect(() => {
    document.title = `${visible(title)} · Watchkeeper`;
  }, [title]);
  return (
    <div className={full ? "flex h-full min-h-0 flex-col" : "mx-auto w-full max-w-[110rem] pb-10"}>
      <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 pt-3 pb-2">
        <div className="min-w-0">
          <h1 className="inert text-lg font-semibold tracking-tight">{visible(title)}</h1>
          {says !== undefined && <p className="text-sm text-soft">{says}</p>}
        </div>
        {actions !== undefined && (
          <div className="flex flex-wrap items-center gap-2" data-no-print>
            {actions}
          </div>
        )}
      </header>
      <div className={full ? "min-h-0 flex-1" : "px-4"}>{children}</div>
    </div>
  );
}
