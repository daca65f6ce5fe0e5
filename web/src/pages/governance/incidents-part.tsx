import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useMay } from "../../api/session.ts";
import { sentence } from "../../lib/sentence.ts";
import { span } from "../../lib/time.ts";
import { count } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { Empty, Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { Article } from "../clocks/words.tsx";
import { IncidentDeeds, OpenIncident } from "./incident-deeds.tsx";
import { governanceQueries, type Incident } from "./queries.ts";
import { partyWords, Who } from "./words.tsx";

const minuteMs = 60_000;

/** Serious incidents of the agent itself: what is owed, what was done, and what may be done now. */
export default function IncidentsPart() {
  const found = useQuery(governanceQueries.incidents);
  const may = useMay("triage");
  const [opening, setOpening] = useState(false);
  if (found.error) return <Problem of={found.error} again={() => void found.refetch()} />;
  if (!found.data) return <Skeleton className="h-60 w-full" />;
  const { incidents } = found.data;
  const open = may && (
    <Button kind={incidents.length === 0 ? "primary" : "plain"} onClick={() => setOpening(true)}>
      Open an incident
    </Button>
  );
  return (
    <div className="flex flex-col gap-4">
      {incidents.length === 0 ? (
        <Empty title="No serious incident" action={open}>
          An incident of the agent itself is opened here when it, and not an attacker, may have led to serious harm: attacks that it closed,
          something that it contained wrongly, a right of somebody that it hurt (AI Act Art. 3(49) and 73). Opening one starts the time that
          is counted from when you became aware; it sends nothing to anybody.
        </Empty>
      ) : (
        <>
          <div className="flex justify-end">{open}</div>
          {incidents.map((each) => (
            <IncidentPanel key={each.id} of={each} />
          ))}
          <p className="text-xs text-faint">{incidents[0]?.notice}</p>
        </>
      )}
      {opening && <OpenIncident onClose={() => setOpening(false)} />}
    </div>
  );
}

function IncidentPanel({ of }: { readonly of: Incident }) {
  const { id, title, awareAt, openedBy, elapsedMinutes, closed, duties } = of;
  const owed = duties.filter(({ done }) => !done).length;
  return (
    <Panel
      className={closed === null ? "border-warn/60" : ""}
      title={
        <>
          {id}: <Inert lengthMax={200}>{title}</Inert>
        </>
      }
      actions={
        closed === null ? (
          <Badge tone={owed > 0 ? "bad" : "warn"}>{owed > 0 ? `${count(owed)} still owed` : "open"}</Badge>
        ) : (
          <Badge tone="good">closed as {closed.outcome.replace("-", " ")}</Badge>
        )
      }
    >
      <p className="text-sm text-soft">
        Aware since <Time at={awareAt} as="utc" />, opened by <Who is={openedBy} />;{" "}
        <span className="tabular font-medium text-text">{span(elapsedMinutes * minuteMs)}</span>{" "}
        {closed === null ? "since then" : "until it was closed"}.
      </p>
      <div className="mt-3 grid gap-4 xl:grid-cols-2">
        <Duties of={duties} />
        <Said of={of} />
      </div>
      {closed === null && <IncidentDeeds of={of} />}
    </Panel>
  );
}

/** What is owed by the rule pack, how surely, and whether it is done. */
function Duties({ of }: { readonly of: Incident["duties"] }) {
  return (
    <section aria-label="what is owed">
      <h3 className="text-xs font-medium text-faint">What is owed</h3>
      <ul className="mt-1 flex flex-col gap-2 text-sm">
        {of.map(({ duty, title, article, mark, says, period, done, doneAt }) => (
          <li key={duty}>
            <span className="inline-flex flex-wrap items-center gap-1.5">
              <Badge tone={done ? "good" : "bad"}>{done ? "done" : "owed"}</Badge>
              <span className="font-medium">{title}</span>
              <Article of={article} mark={mark} />
            </span>
            <span className="block text-xs text-soft">
              {sentence(says)} {period !== null && `Within ${period}.`}
              {doneAt !== null && (
                <>
                  {" "}
                  Done <Time at={doneAt} as="utc" />.
                </>
              )}
            </span>
          </li>
        ))}
        {of.length === 0 && <li className="text-soft">No rule pack of the AI Act is in use.</li>}
      </ul>
    </section>
  );
}

/** All that was said and done, in its order by kind. */
function Said({ of: { facts, suspended, informed, closed } }: { readonly of: Incident }) {
  return (
    <section aria-label="what is on record">
      <h3 className="text-xs font-medium text-faint">On record</h3>
      <ul className="mt-1 flex flex-col gap-1.5 text-sm">
        {facts.length === 0 && <li className="text-soft">No fact is entered yet.</li>}
        {facts.map(({ number, says, cases, by, at }) => (
          <Line key={`fact ${number}`} by={by} at={at}>
            <Inert lengthMax={2_000}>{says}</Inert> <Cases of={cases} />
          </Line>
        ))}
        {suspended.map(({ grants, by, at }) => (
          <Line key={`suspended ${at}`} by={by} at={at}>
            Autonomy suspended: {grants.length === 0 ? "the agent might do nothing alone" : `${count(grants.length)} grants ended`}
          </Line>
        ))}
        {informed.map(({ party, at, reference, by }) => (
          <Line key={`informed ${party} ${at}`} by={by} at={at}>
            Told {partyWords[party]}: <Inert lengthMax={400}>{reference}</Inert>
          </Line>
        ))}
        {closed && (
          <Line by={closed.by} at={closed.at}>
            Closed as {closed.outcome.replace("-", " ")}: <Inert lengthMax={2_000}>{closed.because}</Inert>
          </Line>
        )}
      </ul>
    </section>
  );
}

function Line({ by, at, children }: { readonly by: string; readonly at: string; readonly children: React.ReactNode }) {
  return (
    <li>
      {children}{" "}
      <span className="text-xs text-faint">
        <Who is={by} />, <Time at={at} as="utc" />
      </span>
    </li>
  );
}

function Cases({ of }: { readonly of: readonly string[] }) {
  return of.map((id) => (
    <Link key={id} to="/cases/$id" params={{ id }} search={{}} className="mr-1 text-accent hover:underline">
      <Inert lengthMax={60}>{id}</Inert>
    </Link>
  ));
}
