import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { Empty, Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { type Competence, governanceQueries, type Overseer } from "./queries.ts";
import { EnterCompetence, EnterOverseer, Leave, Strike } from "./roster-deeds.tsx";
import { kindWords, Who } from "./words.tsx";

/** What a lead is about to do on the roster. */
type Doing =
  | { readonly is: "enter" }
  | { readonly is: "competence"; readonly of: Overseer }
  | { readonly is: "leave"; readonly of: Overseer }
  | { readonly is: "strike"; readonly of: Overseer; readonly entry: Competence };

/** Who oversees the agent, what they have learnt, and what is lacking. */
export default function RosterPart() {
  const found = useQuery(governanceQueries.roster);
  const may = useMay("lead");
  const [doing, setDoing] = useState<Doing>();
  if (found.error) return <Problem of={found.error} again={() => void found.refetch()} />;
  if (!found.data) return <Skeleton className="h-60 w-full" />;
  const { overseers, warnings } = found.data;
  const enter = may && (
    <Button kind="primary" onClick={() => setDoing({ is: "enter" })}>
      Enter a person
    </Button>
  );
  return (
    <div className="flex flex-col gap-4">
      <Warnings of={warnings} />
      {overseers.length === 0 ? (
        <Empty title="Nobody is on the roster" action={enter}>
          People who oversee the agent stand here with their duty and with what they have learnt, since when and until when it counts (AI
          Act Art. 4, 14 and 26). The roster warns by itself when something is lacking or lapses.
        </Empty>
      ) : (
        <>
          <div className="flex justify-end">{enter}</div>
          {overseers.map((each) => (
            <OnRoster key={each.overseer} of={each} onDo={may ? setDoing : undefined} />
          ))}
        </>
      )}
      <Dialogs doing={doing} onClose={() => setDoing(undefined)} />
    </div>
  );
}

function Dialogs({ doing, onClose }: { readonly doing: Doing | undefined; readonly onClose: () => void }) {
  if (!doing) return null;
  if (doing.is === "enter") return <EnterOverseer onClose={onClose} />;
  if (doing.is === "competence") return <EnterCompetence of={doing.of} onClose={onClose} />;
  if (doing.is === "leave") return <Leave of={doing.of} onClose={onClose} />;
  return <Strike of={doing.of} entry={doing.entry} onClose={onClose} />;
}

function Warnings({ of }: { readonly of: readonly string[] }) {
  return (
    <Panel title="What is lacking" className={of.length > 0 ? "border-warn/60" : ""}>
      {of.length === 0 ? (
        <p className="text-sm text-soft">Nothing is lacking in the roster.</p>
      ) : (
        <ul className="flex flex-col gap-1 text-sm text-warn">
          {of.map((each) => (
            <li key={each}>
              <Inert lengthMax={600}>{each}</Inert>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function OnRoster({ of, onDo }: { readonly of: Overseer; readonly onDo: ((doing: Doing) => void) | undefined }) {
  const { overseer, duty, enteredBy, enteredAt, competences } = of;
  return (
    <Panel
      title={<Who is={overseer} />}
      flush
      actions={
        onDo && (
          <>
            <Button onClick={() => onDo({ is: "competence", of })}>Enter what they learnt</Button>
            <Button kind="quiet" onClick={() => onDo({ is: "leave", of })}>
              Take off
            </Button>
          </>
        )
      }
    >
      <p className="px-3 pt-2 text-sm">
        <Inert lengthMax={2_000}>{duty}</Inert>{" "}
        <span className="text-xs text-faint">
          entered by <Who is={enteredBy} />, <Time at={enteredAt} as="utc" />
        </span>
      </p>
      <Table
        says={`what ${overseer.slice(0, 100)} has learnt`}
        rows={competences}
        keyOf={({ number }) => String(number)}
        columns={[...columns, ...(onDo ? [striking((entry) => onDo({ is: "strike", of, entry }))] : [])]}
        empty={<p className="p-3 text-sm text-soft">Nothing is entered of what they have learnt.</p>}
      />
    </Panel>
  );
}

const columns: readonly Column<Competence>[] = [
  { id: "kind", says: "About", cell: ({ kind }) => kindWords[kind] },
  { id: "title", says: "What", cell: ({ title }) => <Inert lengthMax={600}>{title}</Inert>, className: "min-w-48" },
  { id: "since", says: "Since", cell: ({ since }) => since, className: "whitespace-nowrap" },
  { id: "until", says: "Until", cell: ({ until }) => until ?? "does not lapse", className: "whitespace-nowrap" },
  { id: "valid", says: "Today", cell: ({ valid }) => <Badge tone={valid ? "good" : "warn"}>{valid ? "counts" : "does not count"}</Badge> },
  { id: "by", says: "Entered by", cell: ({ enteredBy }) => <Who is={enteredBy} /> },
];

const striking = (onStrike: (entry: Competence) => void): Column<Competence> => ({
  id: "strike",
  says: "Deeds",
  cell: (entry) => (
    <Button kind="quiet" className="h-6 px-1.5 text-xs" onClick={() => onStrike(entry)}>
      Strike
    </Button>
  ),
});
