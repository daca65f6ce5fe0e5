import { useQuery } from "@tanstack/react-query";
import { count } from "../../lib/words.ts";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { leadQueries } from "./queries.ts";

/** The exercise with hostile text in a line: what the last one found, what has to be told, and when the next one is played. */
export function ExerciseLine() {
  const { data } = useQuery(leadQueries.exercises());
  if (!data) return null;
  const [last] = data.exercises;
  return (
    <p className="rounded-lg border border-line bg-surface px-3 py-2 text-sm">
      {data.notice !== null && (
        <strong role="status" className="block text-bad">
          <Inert lengthMax={500}>{data.notice}</Inert>
        </strong>
      )}
      {last ? (
        <>
          Exercise with hostile text, last played <Time at={last.at} as="utc" />: {count(last.violations)} violations in{" "}
          {count(last.trials)} plays.{" "}
        </>
      ) : (
        "No exercise with hostile text was played here yet. "
      )}
      {data.schedule ? (
        <>
          The next one: <Time at={data.schedule.nextAt} as="utc" />.
        </>
      ) : (
        "None is scheduled (redteam in watchkeeper.yaml)."
      )}
    </p>
  );
}
