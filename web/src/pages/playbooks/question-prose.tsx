import { Badge } from "../../ui/chip.tsx";
import { Inert } from "../../ui/text.tsx";
import type { Question } from "./queries.ts";
import { askedOf, oddsSays, weightSays } from "./words.ts";

/** One question as a sentence, and what each answer does to the odds. */
export function QuestionProse({ question, number }: { readonly question: Question; readonly number: number }) {
  return (
    <li className="grid gap-x-6 gap-y-2 border-b border-line/60 px-3 py-3 last:border-0 xl:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="min-w-0">
        <p className="text-base font-medium">
          <span className="tabular mr-2 text-faint">{number}</span>
          {question.asks}
        </p>
        <p className="mt-1 max-w-prose text-sm text-soft">
          <Inert lengthMax={2_000}>{`${askedOf(question)}.`}</Inert>
        </p>
        <p className="mt-1.5 flex flex-wrap items-center gap-1.5">
          <Badge>{question.id}</Badge>
          <Badge>fact: {question.group}</Badge>
          <Badge>cost {question.cost}</Badge>
          {question.shows !== null && <Badge tone="accent">shows {question.shows}</Badge>}
          {question.pressing && <Badge tone="warn">asked even when decided</Badge>}
          {question.attackerCanWrite && <Badge tone="warn">an attacker could have written the answer</Badge>}
        </p>
      </div>
      <Answers answers={question.answers} />
    </li>
  );
}

const weightMost = 3;

/** Each answer with a bar from the middle: to the right towards malicious, to the left towards benign. */
export function Answers({ answers }: { readonly answers: Question["answers"] }) {
  return (
    <table className="w-full text-xs">
      <caption className="sr-only">what each answer weighs</caption>
      <tbody>
        {answers.map(({ answer, weight, oddsTimes }) => (
          <tr key={answer}>
            <th scope="row" className="w-[45%] py-0.5 pr-2 text-left font-normal text-soft">
              {answer}
            </th>
            <td className="py-0.5">
              <WeightBar weight={weight} />
            </td>
            <td className="tabular w-10 py-0.5 pl-2 text-right font-medium">{weightSays(weight)}</td>
            <td className="tabular w-20 py-0.5 pl-2 text-right whitespace-nowrap text-faint">
              {weight === 0 ? "no change" : oddsSays(oddsTimes)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function WeightBar({ weight }: { readonly weight: number }) {
  const width = (Math.min(Math.abs(weight), weightMost) / weightMost) * 48;
  return (
    <svg aria-hidden viewBox="0 0 100 8" preserveAspectRatio="none" className="h-2 w-full min-w-16">
      <rect x="49.5" width="1" height="8" className="fill-line-strong" />
      <rect x={weight < 0 ? 49.5 - width : 50.5} y="1" width={width} height="6" className={weight < 0 ? "fill-good" : "fill-critical"} />
    </svg>
  );
}
