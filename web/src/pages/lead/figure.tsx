import { Info } from "lucide-react";
import type { ReactNode } from "react";
import { span } from "../../lib/time.ts";
import { count, share } from "../../lib/words.ts";
import { Tooltip } from "../../ui/tooltip.tsx";
import type { Definition, Durations, Share } from "./queries.ts";

/** How a figure is made, on hover and on focus: the formula and whose clock. */
export function Formula({ of: { formula, clock } }: { readonly of: Definition }) {
  return (
    <Tooltip
      says={
        <>
          <p>{formula}</p>
          <p className="mt-1 text-faint">Clock: {clock}</p>
        </>
      }
    >
      <button
        type="button"
        aria-label="how this is counted"
        className="inline-flex size-5 items-center justify-center rounded-sm text-faint hover:text-text"
      >
        <Info aria-hidden className="size-3.5" />
      </button>
    </Tooltip>
  );
}

/** What was not counted is no nought. */
export function NotMeasured({ because }: { readonly because: string }) {
  return (
    <span className="text-soft" title={because}>
      not measured
    </span>
  );
}

/** A share with its interval and what it is of. */
export function ShareFigure({ of: held, big = false }: { readonly of: Share; readonly big?: boolean }) {
  if (!held.measured) return <NotMeasured because={held.because} />;
  const [low, high] = held.interval;
  return (
    <span className="tabular">
      <span className={big ? "text-xl font-semibold" : ""}>{share(held.share)}</span>{" "}
      <span className="text-xs text-faint" title="exact 95 % interval, and the count">
        {share(low)} to {share(high)}, n {count(held.of)}
      </span>
    </span>
  );
}

/** A figure with its name. */
export function Figure({
  name,
  definition,
  children,
  says,
}: {
  readonly name: string;
  readonly definition?: Definition;
  readonly children: ReactNode;
  readonly says?: ReactNode;
}) {
  return (
    <div className="min-w-0 rounded-lg border border-line bg-surface px-3 py-2.5">
      <p className="flex items-center gap-1 text-xs font-medium text-faint">
        {name}
        {definition && <Formula of={definition} />}
      </p>
      <div className="mt-0.5">{children}</div>
      {says !== undefined && <p className="mt-0.5 text-xs text-soft">{says}</p>}
    </div>
  );
}

/** The middle, and the slow end. */
export function DurationsFigure({ of: held }: { readonly of: Durations }) {
  if (!held.measured) return <NotMeasured because={held.because} />;
  return (
    <span className="tabular">
      <span className="text-xl font-semibold">{span(held.p50Ms)}</span>{" "}
      <span className="text-xs text-faint" title="half took no longer; nine of ten took no longer; nineteen of twenty took no longer">
        p90 {span(held.p90Ms)}, p95 {span(held.p95Ms)}, n {count(held.n)}
      </span>
    </span>
  );
}
