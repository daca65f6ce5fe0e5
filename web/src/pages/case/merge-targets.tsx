import { useQuery } from "@tanstack/react-query";
import { useCallback, useId } from "react";
import { Inert } from "../../ui/text.tsx";
import { Verdict } from "../../ui/verdict.tsx";
import { caseQueries } from "./queries.ts";

type MergeTargetsProps = {
  readonly id: string;
  /** What was picked or typed; "" for nothing. */
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
};

/** The cases that a case could be merged into, by what they share with it, the most alike first. */
export function MergeTargets({ id, chosen, onChoose }: MergeTargetsProps) {
  const name = useId();
  const similar = useQuery(caseQueries.similar(id));
  // Which case is the first thing that is asked, so that the first of them has the focus once they are there, unless somebody types already.
  const first = useCallback((radio: HTMLInputElement | null) => {
    if (radio && !(document.activeElement instanceof HTMLInputElement && document.activeElement.value !== "")) radio.focus();
  }, []);
  const targets = similar.data?.cases.filter(({ takesIn }) => takesIn);
  if (similar.isPending) return <p className="text-sm text-faint">Looking for cases that share something with it.</p>;
  if (!targets)
    return <p className="text-sm text-soft">What it shares with others is known once its verdict stands. Until then, type an id.</p>;
  if (targets.length === 0) return <p className="text-sm text-soft">No other case shares anything rare with it. Type an id.</p>;
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-xs font-medium text-soft">Cases that share something with it</legend>
      <div className="max-h-56 overflow-auto rounded-md border border-line">
        {targets.map(({ case: each, shared }, at) => (
          <label
            key={each.id}
            className={`flex cursor-pointer gap-2.5 border-b border-line/60 px-2.5 py-1.5 last:border-b-0 phone:py-2.5 ${chosen === each.id ? "bg-chosen" : "hover:bg-hover"}`}
          >
            <input
              type="radio"
              ref={at === 0 ? first : undefined}
              name={name}
              checked={chosen === each.id}
              onChange={() => onChoose(each.id)}
              className="mt-1 shrink-0 accent-accent-strong"
            />
            <span className="min-w-0 flex-1">
              <span className="block truncate text-sm font-medium">
                <Inert lengthMax={120}>{each.title}</Inert>
              </span>
              <span className="flex flex-wrap items-center gap-x-3 text-xs text-soft">
                <span className="font-mono">{each.id}</span>
                <Verdict is={each.verdict} />
              </span>
              <span className="block truncate text-xs text-soft">
                shares <Inert lengthMax={120}>{shared.map(({ label }) => label).join(", ")}</Inert>
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
