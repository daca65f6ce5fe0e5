import { useQuery } from "@tanstack/react-query";
import { count, share } from "../../lib/words.ts";
import { Copy } from "../../ui/copy.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Facts, Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import type { PartProps } from "./part-props.ts";
import { playbookQueries, type Steps } from "./queries.ts";
import { QuestionProse } from "./question-prose.tsx";
import { aboutSays, startsOnSays } from "./words.ts";

/** A playbook as one would read it to somebody. */
export default function ReadPart({ line }: PartProps) {
  const read = useQuery(playbookQueries.one(line.name, line.digest));
  if (read.error) return <Problem of={read.error} again={() => void read.refetch()} />;
  if (!read.data) return <Skeleton className="h-80 w-full" />;
  const { steps } = read.data;
  return (
    <div className="flex flex-col gap-4">
      <Panel title={line.name}>
        <p className="max-w-prose text-base">{line.purpose}</p>
        <div className="mt-3">
          <Facts of={factsOf(steps, line.digest)} />
        </div>
      </Panel>
      <Panel title={`What it asks: ${count(steps.questions.length)} questions`} flush>
        <p className="max-w-prose px-3 pt-2 text-xs text-soft">
          The next question is always the one that can still move the odds furthest for its cost. It stops when no answer could change the
          verdict any more, or after {count(steps.questionsMax)} answers.
        </p>
        <ol className="mt-1 flex flex-col">
          {steps.questions.map((question, at) => (
            <QuestionProse key={question.id} question={question} number={at + 1} />
          ))}
        </ol>
      </Panel>
      <Containment contain={steps.contain} />
    </div>
  );
}

const factsOf = ({ startsOn, claims, prior, attackerFloor }: Steps, digest: string) =>
  [
    ["taken for", startsOnSays(startsOn)],
    ["malicious means", claims.malicious],
    ["benign means", claims.benign],
    ["before asking", `${share(prior)} likely to be malicious, and what the alerts themselves say`],
    [
      "an attacker alone",
      `could bring it down to ${share(attackerFloor.reaches)} with everything that they can write; benign begins below ${share(attackerFloor.benignBelow)}, so it takes a source that is not theirs`,
    ],
    [
      "version",
      <span key="digest" className="inline-flex max-w-full items-center gap-1 font-mono text-xs">
        <span className="truncate">{digest}</span>
        <Copy text={digest} says="copy the digest" />
      </span>,
    ],
  ] as const;

function Containment({ contain }: { readonly contain: Steps["contain"] }) {
  return (
    <Panel title="What it may propose, if the verdict is true positive">
      {contain.length === 0 ? (
        <p className="text-sm text-soft">Nothing: this playbook only finds out.</p>
      ) : (
        <ul className="flex list-disc flex-col gap-1 pl-4 text-sm">
          {contain.map(({ action, on, undoneBy }) => (
            <li key={`${action} ${on}`}>
              <span className="font-medium">{action}</span> on {aboutSays(on)};{" "}
              <span className="text-soft">
                {undoneBy === "none-needed" ? "there is nothing to take back" : `taken back by ${undoneBy}`}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className="mt-2 text-xs text-faint">A proposal carries nothing out: people, policies and their keys decide.</p>
    </Panel>
  );
}
