import { share } from "../../lib/words.ts";
import { Inert } from "../../ui/text.tsx";
import type { Reasoning } from "./queries.ts";

type OpenQuestion = Reasoning["wouldChange"][number];

/** Whether an answer would be seen: in the figure as it is written, or in what is decided. */
const movesFigure = ({ lowest, highest, couldDecide }: OpenQuestion) => couldDecide || share(lowest) !== share(highest);

/** Questions that are still open and whose answers would be seen, and how far each could move it; of the others how many there are. */
export function WouldChange({ reasoning: { wouldChange, questionsKnown } }: { readonly reasoning: Reasoning }) {
  if (!questionsKnown || wouldChange.length === 0) return null;
  const telling = wouldChange.filter(movesFigure);
  const rest = wouldChange.filter((each) => !movesFigure(each));
  return (
    <section className="mt-5 border-t border-line pt-3">
      <h3 className="mb-1.5 text-sm font-medium">What could still change it</h3>
      {telling.length === 0 && <p className="text-sm text-soft">Nothing that is still open: whatever the answers, the figure stays.</p>}
      <Questions of={telling} />
      {rest.length > 0 && (
        <details className="mt-1.5 text-sm text-soft">
          <summary className="cursor-pointer">
            {rest.length === 1 ? "1 more would not change it" : `${rest.length} more would not change it`}
          </summary>
          <div className="mt-1 pl-4">
            <Questions of={rest} />
          </div>
        </details>
      )}
    </section>
  );
}

function Questions({ of }: { readonly of: readonly OpenQuestion[] }) {
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {of.map((each) => (
        <li key={`${each.question} ${each.about ?? ""}`} className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span className="min-w-0">
            <Inert lengthMax={200}>{each.question}</Inert>
            {each.about !== null && !each.question.includes(each.about) && (
              <>
                {" "}
                <Inert lengthMax={80} className="text-faint">
                  {each.about}
                </Inert>
              </>
            )}
          </span>
          <span className="tabular text-xs text-soft">
            {each.why === "failed" ? "the tool failed" : ""}
            {each.why === "failed" && movesFigure(each) ? "; " : ""}
            {movesFigure(each) ? `${share(each.lowest)} to ${share(each.highest)}` : ""}
            {each.couldDecide ? ", could decide it" : ""}
          </span>
        </li>
      ))}
    </ul>
  );
}
