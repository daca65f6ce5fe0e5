import { useQuery } from "@tanstack/react-query";
import { sentence } from "../../lib/sentence.ts";
import { count } from "../../lib/words.ts";
import { Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { Formula } from "./figure.tsx";
import { type Alarms, leadQueries } from "./queries.ts";

/** Rates that are out of the ordinary: what goes on first; what ended, and how soon a silence is noticed, for whoever opens them. */
export function AlarmsPanel() {
  const found = useQuery(leadQueries.alarms());
  if (found.error) return <Problem of={found.error} again={() => void found.refetch()} />;
  if (!found.data) return null;
  const { standing, ended, sources, definition } = found.data;
  return (
    <Panel
      title="Alarms: rates out of the ordinary"
      actions={<Formula of={definition} />}
      className={standing.length > 0 ? "border-warn/60" : ""}
    >
      <AlarmList of={standing} none="Nothing is out of the ordinary." />
      {ended.length > 0 && (
        <details className="mt-2 text-sm">
          <summary className="cursor-pointer text-soft">{count(ended.length)} that ended</summary>
          <AlarmList of={ended} none="" />
        </details>
      )}
      {sources.length > 0 && <Watched of={sources} />}
    </Panel>
  );
}

function AlarmList({ of, none }: { readonly of: Alarms["standing"]; readonly none: string }) {
  if (of.length === 0) return <p className="text-sm text-soft">{none}</p>;
  return (
    <ul className="flex flex-col gap-1.5 text-sm">
      {of.map(({ id, says, remedy, since, finding, toldBelow, ended, changes }) => (
        <li key={id}>
          <span className={ended === null ? "font-medium text-warn" : ""}>
            <Inert lengthMax={400}>{says}</Inert>
          </span>{" "}
          <span className="text-xs text-faint">
            since <Time at={since} as="utc" />
            {ended !== null && (
              <>
                , ended <Time at={ended.at} as="utc" />: <Inert lengthMax={200}>{ended.because}</Inert>
              </>
            )}
          </span>
          {ended === null && <span className="block text-xs text-soft">{sentence(remedy)}</span>}
          <span className="block text-xs text-faint">
            By chance alone {chance(finding.chance)}; told below {chance(toldBelow)}.
          </span>
          {changes.length > 0 && (
            <span className="block text-xs text-soft">
              changed just before: <Inert lengthMax={400}>{changes.join("; ")}</Inert>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A chance as one of so many. */
const chance = (of: number) => (of <= 0 ? "less than can be counted" : `1 in ${count(Math.round(1 / of))}`);

function Watched({ of }: { readonly of: Alarms["sources"] }) {
  return (
    <details className="mt-2 text-sm">
      <summary className="cursor-pointer text-soft">How soon a silence is noticed: {count(of.length)} sources</summary>
      <ul className="mt-1 flex flex-col gap-0.5">
        {of.map(({ source, usualPerHour, noticedWithinHours, knownHours }) => (
          <li key={source} className="flex flex-wrap justify-between gap-x-4">
            <Inert lengthMax={120}>{source}</Inert>
            <span className="tabular text-soft">
              {usualPerHour === null
                ? `too little is known: ${count(knownHours)} hours`
                : `usually ${usualPerHour.toFixed(1)} an hour now; ${noticedWithinHours === null ? "too rare to tell a silence" : `noticed within ${count(noticedWithinHours)} h`}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
