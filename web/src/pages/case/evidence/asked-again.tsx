import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { count } from "../../../lib/words.ts";
import { Problem } from "../../../ui/empty.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { FoundRows } from "./found-rows.tsx";
import { type EventQuery, evidenceQueries, type Found } from "./queries.ts";
import { QueryForm } from "./query-form.tsx";

/** The query behind an answer: what was asked, to be changed and asked again. What comes of it is looked at and goes nowhere. */
export function AskedAgain({ query, recorded }: { readonly query: EventQuery; readonly recorded: number }) {
  const [asked, setAsked] = useState<EventQuery>();
  const found = useQuery({ ...evidenceQueries.search(asked ?? query), enabled: asked !== undefined });
  const ask = (next: EventQuery) => {
    setAsked(next);
    // The same query again is another run.
    if (JSON.stringify(next) === JSON.stringify(asked)) void found.refetch();
  };
  return (
    <Panel title="The query behind it">
      <QueryForm query={query} busy={found.isFetching} onAsk={ask} />
      {found.error && (
        <div className="mt-3">
          <Problem of={found.error} again={() => void found.refetch()} />
        </div>
      )}
      {asked && found.data && (
        <div className="mt-4 flex flex-col gap-3" aria-live="polite">
          <Difference found={found.data} recorded={recorded} isSame={JSON.stringify(asked) === JSON.stringify(query)} />
          <FoundRows found={found.data} />
        </div>
      )}
    </Panel>
  );
}

function Difference({ found, recorded, isSame }: { readonly found: Found; readonly recorded: number; readonly isSame: boolean }) {
  const { total, note } = found;
  const difference = total - recorded;
  const says =
    difference === 0
      ? `As many as the answer cites: ${count(total)}.`
      : `${count(total)} now, ${count(recorded)} cited by the answer: ${count(Math.abs(difference))} ${difference > 0 ? "more" : "fewer"}.`;
  return (
    <div className="rounded-md border border-accent/50 bg-chosen px-3 py-2 text-sm">
      <p>
        <span className="font-medium">A new run is not evidence of this case.</span> {says}
        {!isSame && " The query was changed, so that the two do not compare."}
      </p>
      {note !== null && <p className="mt-1 text-warn">{note}</p>}
    </div>
  );
}
