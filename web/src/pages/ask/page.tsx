import { useMutation, useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useMay } from "../../api/session.ts";
import { Problem } from "../../ui/empty.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { FoundRows } from "../case/evidence/found-rows.tsx";
import { type EventQuery, evidenceQueries } from "../case/evidence/queries.ts";
import { QueryForm } from "../case/evidence/query-form.tsx";
import { Proposed } from "./proposed.tsx";
import { QuestionForm } from "./question-form.tsx";

const dayMs = 86_400_000;

/** The last day, without a condition: where a search begins that nobody proposed. */
const lastDay = (): EventQuery => {
  const toMs = Math.ceil(Date.now() / 60_000) * 60_000;
  return { time: { fromMs: toMs - dayMs, toMs }, sort: "newest", limit: 100 };
};

/** Asking everything that keeps events: by a typed form, which a language model fills in from a question in one's own words. Nothing runs before it is pressed. */
export function AskPage() {
  const given: { readonly question?: unknown; readonly case?: unknown } = useSearch({ strict: false });
  const caseId = typeof given.case === "string" ? given.case : undefined;
  const mayAsk = useMay("triage");
  const [begun] = useState(lastDay);
  const guide = useMutation({
    mutationFn: (question: string) => api.askGuide({ body: { question, ...(caseId !== undefined && { case: caseId }) } }),
  });
  const proposed = guide.data?.proposed;
  const query = proposed?.kind === "events" ? proposed.query : begun;
  return (
    <Page title="Ask" says="A question becomes a typed search. You see it before it runs, and it only reads.">
      <div className="flex flex-col gap-4">
        {mayAsk && (
          <Panel title="In your own words">
            <QuestionForm
              begin={typeof given.question === "string" ? given.question : ""}
              busy={guide.isPending}
              onAsk={(question) => guide.mutate(question)}
            />
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
        <TypedSearch key={guide.data?.call ?? "own"} query={query} />
      </div>
    </Page>
  );
}

function TypedSearch({ query }: { readonly query: EventQuery }) {
  const [asked, setAsked] = useState<EventQuery>();
  const found = useQuery({ ...evidenceQueries.search(asked ?? query), enabled: asked !== undefined });
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
        <div className="mt-4" aria-live="polite">
          <FoundRows found={found.data} />
        </div>
      )}
    </Panel>
  );
}
