import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { type Graph, graphOf, pathOf } from "./graph-layout.ts";
import type { PartProps } from "./part-props.ts";
import { PlaybookGraph } from "./playbook-graph.tsx";
import { playbookQueries, type Question, type Steps } from "./queries.ts";
import { Answers } from "./question-prose.tsx";
import { aboutSays, askedOf, weightSays } from "./words.ts";

/** A playbook as a graph, and the same as a list, for whoever goes by keyboard or ear. */
export default function GraphPart({ line }: PartProps) {
  const read = useQuery(playbookQueries.one(line.name, line.digest));
  if (read.error) return <Problem of={read.error} again={() => void read.refetch()} />;
  if (!read.data) return <Skeleton className="h-80 w-full" />;
  return <Shown steps={read.data.steps} />;
}

function Shown({ steps }: { readonly steps: Steps }) {
  const graph = useMemo(() => graphOf(steps), [steps]);
  const [chosen, setChosen] = useState<string>();
  const question = steps.questions.find(({ id }) => id === chosen);
  const lit = useMemo(() => question && pathOf(question, graph), [question, graph]);
  return (
    <div className="flex flex-col gap-4">
      <Panel title="From what is seen to what may follow" flush>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <section aria-label="the graph" tabIndex={0} className="overflow-x-auto p-3">
          <PlaybookGraph graph={graph} steps={steps} lit={lit} onQuestion={setChosen} />
        </section>
      </Panel>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <QuestionList steps={steps} graph={graph} chosen={chosen} onChoose={setChosen} />
        <ChosenQuestion question={question} />
      </div>
    </div>
  );
}

type ListProps = {
  readonly steps: Steps;
  readonly graph: Graph;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
};

function QuestionList({ steps, graph, chosen, onChoose }: ListProps) {
  const order = graph.nodes.filter(({ kind }) => kind === "question").map(({ says }) => says);
  const ordered = order.flatMap((id) => steps.questions.find((each) => each.id === id) ?? []);
  return (
    <Panel title="The same as a list" flush>
      <ol className="flex max-h-96 flex-col overflow-y-auto">
        {ordered.map((question) => (
          <li key={question.id} className="border-b border-line/60 last:border-0">
            <button
              type="button"
              aria-pressed={question.id === chosen}
              onClick={() => onChoose(question.id)}
              className={`flex w-full items-baseline justify-between gap-3 px-3 py-1.5 text-left hover:bg-hover ${question.id === chosen ? "bg-chosen" : ""}`}
            >
              <span className="min-w-0">
                {question.asks}
                <span className="block text-xs text-faint">
                  about {aboutSays(question.about)}; speaks to the fact {question.group}
                </span>
              </span>
              <Reach question={question} />
            </button>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Reach({ question: { up, down } }: { readonly question: Question }) {
  return (
    <span className="tabular shrink-0 text-xs text-soft">
      {weightSays(up)} / {weightSays(down)}
    </span>
  );
}

function ChosenQuestion({ question }: { readonly question: Question | undefined }) {
  return (
    <Panel title={question?.id ?? "One question"}>
      {question ? (
        <div className="flex flex-col gap-3">
          <p className="text-base font-medium">{question.asks}</p>
          <p className="text-sm text-soft">{askedOf(question)}.</p>
          <Answers answers={question.answers} />
          <p className="text-xs text-faint">
            Of the answers that speak to the fact {question.group} only the strongest counts in each direction: asking twice proves nothing
            twice.
          </p>
        </div>
      ) : (
        <p className="text-sm text-soft">
          Choose a question in the graph or in the list: its way to the verdict is shown, with what each answer weighs.
        </p>
      )}
    </Panel>
  );
}
