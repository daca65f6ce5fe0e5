import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { api } from "../../api/client.ts";
import { useMay } from "../../api/session.ts";
import type { Search } from "../../lib/search.ts";
import { Problem } from "../../ui/empty.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { Inert } from "../../ui/text.tsx";
import { FoundRows } from "../case/evidence/found-rows.tsx";
import { type EventQuery, evidenceQueries } from "../case/evidence/queries.ts";
import { QueryForm } from "../case/evidence/query-form.tsx";
import { settingsQueries } from "../settings/queries.ts";
import { Proposed } from "./proposed.tsx";
import { QuestionForm } from "./question-form.tsx";
import { newestDay, searchOf } from "./window.ts";

const lastDay = () => ({ fromMs: Date.now() - 86_400_000, toMs: Date.now() });

/** Asking everything that keeps events: by a typed form, which a language model fills in from a question in one's own words. Nothing runs before it is pressed. */
export function AskPage() {
  const given = useSearch({ strict: false }) as Search;
  const caseId = typeof given.case === "string" ? given.case : undefined;
  const mayAsk = useMay("triage");
  const hasGuide = useHasGuide();
  const day = useQuery(newestDay);
  const begun = useMemo(() => (day.isPending ? undefined : searchOf(given, day.data ?? lastDay())), [day.isPending, day.data, given]);
  const guide = useMutation({
    mutationFn: (question: string) => api.askGuide({ body: { question, ...(caseId !== undefined && { case: caseId }) } }),
  });
  const proposed = guide.data?.proposed;
  const query = proposed?.kind === "events" ? proposed.query : begun;
  const begin = typeof given.question === "string" ? given.question : "";
  return (
    <Page
      title="Ask"
      says={
        hasGuide
          ? "A question becomes a typed search. You see it before it runs, and it only reads."
          : "A typed search of all events. It only reads."
      }
    >
      <div className="flex flex-col gap-4">
        {mayAsk && hasGuide && (
          <Panel title="In your own words">
            <QuestionForm begin={begin} busy={guide.isPending} onAsk={(question) => guide.mutate(question)} />
            <div aria-live="polite">
              {guide.error && (
                <div className="mt-3">
                  <Problem of={guide.error} />
                </div>
              )}
              {guide.data && <Proposed answer={guide.data} />}
            </div>
          </Panel>
        )}
        {query ? (
          <TypedSearch key={`${guide.data?.call ?? "own"} ${JSON.stringify(query)}`} query={query} />
        ) : (
          <Skeleton className="h-60 w-full" />
        )}
        {hasGuide === false && <NoGuide question={begin} />}
      </div>
    </Page>
  );
}

/** Whether a language model makes searches of questions here; undefined while it is not known. */
function useHasGuide(): boolean | undefined {
  const { data } = useQuery(settingsQueries.models);
  return data && (data.language?.models ?? []).some(({ roles }) => roles.some((role) => role === "guide"));
}

function NoGuide({ question }: { readonly question: string }) {
  return (
    <Panel title="In your own words">
      {question !== "" && (
        <p className="mb-2 text-sm">
          You wrote: <Inert lengthMax={500}>{question}</Inert>
        </p>
      )}
      <p className="max-w-prose text-sm text-soft">
        No language model is connected here, so that nothing makes a search of a question; the form above needs none. Whoever runs this
        service adds one under “models” in watchkeeper.yaml, with the role “guide”: the guide language-models says how.{" "}
        <Link to="/settings" search={{ part: "models" }} className="text-accent underline underline-offset-2">
          Models
        </Link>{" "}
        says which there are.
      </p>
    </Panel>
  );
}

function TypedSearch({ query }: { readonly query: EventQuery }) {
  const [asked, setAsked] = useState<EventQuery>();
  const found = useQuery({ ...evidenceQueries.search(asked ?? query), enabled: asked !== undefined });
  const result = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (found.data) result.current?.scrollIntoView({ block: "start" });
  }, [found.data]);
  const run = (next: EventQuery) => {
    setAsked(next);
    if (JSON.stringify(next) === JSON.stringify(asked)) void found.refetch();
  };
  return (
    <Panel title="The typed search">
      <QueryForm query={query} busy={found.isFetching} onAsk={run} deed="Run" />
      {found.error && (
        <div className="mt-3">
          <Problem of={found.error} again={() => void found.refetch()} />
        </div>
      )}
      {asked && found.data && (
        <div ref={result} className="mt-4 scroll-mt-3" aria-live="polite">
          <FoundRows found={found.data} />
        </div>
      )}
    </Panel>
  );
}
